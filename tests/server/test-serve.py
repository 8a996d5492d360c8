#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""salve-server serve over real HTTPS: FHIR's interactions, plain JSON, jobs, export, notices, the end.

usage: test-serve.py PATH-OF-SALVE-SERVER        prints TAP
"""
import datetime
import gzip
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server  # noqa: E402
import tap  # noqa: E402

PROGRAM = sys.argv[1]


def patient(family='Keller', given='Anna', **more):
    return {'resourceType': 'Patient', 'active': True, 'name': [{'family': family, 'given': [given]}], **more}


def equal(answer, status):
    assert answer.status == status, (answer.status, answer.bytes[:600])
    return answer


class Clinic:
    """One server for the tests that do not stop it."""

    def __init__(self):
        self.server = Server(PROGRAM).start()
        self.admin = self.server.administrator()
        self.desk = self.server.person(self.admin, 'desk', 'front-desk')
        self.boss = self.server.person(self.admin, 'boss', 'administrator')
        doctor = equal(self.server.ask('POST', '/fhir/Practitioner',
                                       {'resourceType': 'Practitioner', 'active': True,
                                        'name': [{'family': 'Lee', 'given': ['Kim']}]}, self.admin), 201).json
        self.doctor_id = doctor['id']
        self.doctor = self.server.person(self.admin, 'lee', 'doctor', practitioner=self.doctor_id)

    def ask(self, *arguments, **named):
        return self.server.ask(*arguments, **named)

    def register(self, family='Keller', given='Anna', **more):
        return equal(self.ask('POST', '/fhir/Patient', patient(family, given, **more), self.desk), 201).json


def test_metadata(clinic):
    statement = equal(clinic.ask('GET', '/fhir/metadata'), 200).json
    assert statement['resourceType'] == 'CapabilityStatement' and statement['fhirVersion'] == '4.0.1'
    types = {resource['type']: resource for resource in statement['rest'][0]['resource']}
    codes = {interaction['code'] for interaction in types['Patient']['interaction']}
    assert {'read', 'vread', 'update', 'patch', 'delete', 'create', 'search-type', 'history-instance'} <= codes
    assert any(p['name'] == 'birthdate' for p in types['Patient']['searchParam'])


def test_create_read_update(clinic):
    made = equal(clinic.ask('POST', '/fhir/Patient', patient(birthDate='1980-03-12'), clinic.desk), 201)
    resource, tag = made.json, made.headers['ETag']
    assert tag == 'W/"1"' and made.headers['Location'].endswith(f"/fhir/Patient/{resource['id']}/_history/1")
    assert resource['meta']['versionId'] == '1' and resource['meta']['lastUpdated']
    path = f"/fhir/Patient/{resource['id']}"
    read = equal(clinic.ask('GET', path, token=clinic.desk), 200)
    assert read.json == resource and read.headers['ETag'] == tag and read.headers['Last-Modified']
    equal(clinic.ask('GET', path, token=clinic.desk, headers={'If-None-Match': tag}), 304)
    resource['birthDate'] = '1981-03-12'
    equal(clinic.ask('PUT', path, resource, clinic.desk, {'If-Match': 'W/"7"'}), 412)
    changed = equal(clinic.ask('PUT', path, resource, clinic.desk, {'If-Match': tag}), 200)
    assert changed.headers['ETag'] == 'W/"2"'
    equal(clinic.ask('PUT', path, resource, clinic.desk, {'If-Match': tag}), 412)
    old = equal(clinic.ask('GET', path + '/_history/1', token=clinic.boss), 200).json
    assert old['birthDate'] == '1980-03-12'
    history = equal(clinic.ask('GET', path + '/_history', token=clinic.boss), 200).json
    assert history['type'] == 'history' and [e['resource']['birthDate'] for e in history['entry']] == ['1981-03-12', '1980-03-12']


def test_newest(clinic):
    """A page says up to when it is true: whoever goes on just behind that hears of what came later, and of nothing else."""
    def behind(page):
        newest = datetime.datetime.fromisoformat(page['meta']['lastUpdated'].replace('Z', '+00:00'))
        since = (newest + datetime.timedelta(microseconds=1)).strftime('%Y-%m-%dT%H:%M:%S.%fZ')
        return equal(clinic.ask('GET', f'/fhir/_history?_since={since}', token=clinic.boss), 200).json
    page = equal(clinic.ask('GET', '/fhir/Organization?_count=1', token=clinic.boss), 200).json
    assert not behind(page).get('entry')
    made = equal(clinic.ask('POST', '/fhir/Patient', patient(), clinic.desk), 201).json['id']
    later = behind(page)
    assert [entry['resource']['id'] for entry in later['entry']] == [made]
    assert not behind(later).get('entry')


def test_numbers_keep_their_digits(clinic):
    person = clinic.register()
    text = ('{"resourceType":"Observation","status":"final","code":{"text":"t"},"subject":{"reference":"Patient/%s"},'
            '"valueQuantity":{"value":1.00},"component":[{"code":{"text":"u"},"valueQuantity":{"value":0.10}},'
            '{"code":{"text":"v"},"valueQuantity":{"value":12345678901234567890}}]}' % person['id'])
    made = equal(clinic.ask('POST', '/fhir/Observation', text, clinic.admin), 201)
    for digits in (b'1.00', b'0.10', b'12345678901234567890'):
        assert digits in made.bytes, made.bytes
    read = equal(clinic.ask('GET', '/fhir/Observation/' + made.json['id'], token=clinic.admin), 200)
    for digits in (b'"value":1.00', b'"value":0.10', b'"value":12345678901234567890'):
        assert digits in read.bytes, read.bytes


def test_put_creates(clinic):
    body = patient('Neu', id='made-by-client')
    made = equal(clinic.ask('PUT', '/fhir/Patient/made-by-client', body, clinic.desk), 201)
    assert made.json['id'] == 'made-by-client'
    again = equal(clinic.ask('PUT', '/fhir/Patient/made-by-client', body, clinic.desk), 200)
    assert again.headers['ETag'] == 'W/"1"', 'the same sent twice changes nothing'
    equal(clinic.ask('PUT', '/fhir/Patient/made-by-client', body, clinic.desk, {'If-None-Match': '*'}), 412)
    equal(clinic.ask('PUT', '/fhir/Patient/another', body, clinic.desk), 400)
    equal(clinic.ask('PUT', '/fhir/Observation/made-by-client', body, clinic.desk), 403)


def test_patch(clinic):
    person = clinic.register('Patch', birthDate='1970')
    path = f"/fhir/Patient/{person['id']}"
    kind = {'Content-Type': 'application/json-patch+json'}
    done = equal(clinic.ask('PATCH', path, [{'op': 'replace', 'path': '/birthDate', 'value': '1971'},
                                            {'op': 'add', 'path': '/name/0/given/-', 'value': 'Maria'}],
                            clinic.desk, kind), 200)
    assert done.json['birthDate'] == '1971' and done.json['name'][0]['given'] == ['Anna', 'Maria']
    failed = equal(clinic.ask('PATCH', path, [{'op': 'replace', 'path': '/birthDate', 'value': '1972'},
                                              {'op': 'test', 'path': '/gender', 'value': 'male'}], clinic.desk, kind), 422)
    assert failed.json['resourceType'] == 'OperationOutcome'
    assert equal(clinic.ask('GET', path, token=clinic.desk), 200).json['birthDate'] == '1971'
    equal(clinic.ask('PATCH', path, [], clinic.desk, {'Content-Type': 'application/fhir+json'}), 415)


def test_a_health_card_is_one_persons(clinic):
    def card(number):
        return [{'type': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/v2-0203', 'code': 'JHN'}]}, 'value': number}]

    owner = clinic.register('Kartenmann', identifier=card('4711-000-111-ZZ'))
    taken = equal(clinic.ask('POST', '/fhir/Patient', patient('Zweitfrau', identifier=card('4711000111zz')), clinic.desk), 422)
    issue = taken.json['issue'][0]
    assert issue['code'] == 'duplicate', issue
    assert 'Kartenmann' not in taken.bytes.decode() and owner['id'] not in taken.bytes.decode(), 'the answer names nobody'
    path = f"/fhir/Patient/{owner['id']}"
    equal(clinic.ask('PUT', path, {**owner, 'identifier': []}, clinic.desk, {'If-Match': 'W/"1"'}), 200)
    equal(clinic.ask('POST', '/fhir/Patient', patient('Zweitfrau', identifier=card('4711000111zz')), clinic.desk), 201)
    back = equal(clinic.ask('PATCH', path, [{'op': 'replace', 'path': '/identifier', 'value': card('4711-000-111-ZZ')}],
                            clinic.desk, {'Content-Type': 'application/json-patch+json'}), 422)
    assert back.json['issue'][0]['code'] == 'duplicate', back.json


def test_delete(clinic):
    person = clinic.register('Fort')
    path = f"/fhir/Patient/{person['id']}"
    equal(clinic.ask('DELETE', path, token=clinic.boss), 204)
    equal(clinic.ask('GET', path, token=clinic.boss), 410)
    equal(clinic.ask('DELETE', path, token=clinic.boss), 204)
    history = equal(clinic.ask('GET', path + '/_history', token=clinic.boss), 200).json
    assert history['entry'][0]['request']['method'] == 'DELETE' and 'resource' not in history['entry'][0]
    back = equal(clinic.ask('PUT', path, patient('Fort', id=person['id']), clinic.boss), 201)
    assert back.headers['ETag'] == 'W/"3"'


def test_search(clinic):
    for given in ('Ada', 'Bea', 'Cleo'):
        clinic.register('Suchmann', given, birthDate='1990-01-01', gender='female')
    found = equal(clinic.ask('GET', '/fhir/Patient?family=suchmann&_sort=given&_count=2&_total=accurate', token=clinic.desk), 200).json
    assert found['type'] == 'searchset' and found['total'] == 3 and len(found['entry']) == 2
    names = [entry['resource']['name'][0]['given'][0] for entry in found['entry']]
    following = next(link['url'] for link in found['link'] if link['relation'] == 'next')
    rest = equal(clinic.ask('GET', following[following.index('/fhir'):], token=clinic.desk), 200).json
    names += [entry['resource']['name'][0]['given'][0] for entry in rest['entry']]
    assert names == ['Ada', 'Bea', 'Cleo'], names
    count = equal(clinic.ask('GET', '/fhir/Patient?family=Suchmann&_summary=count', token=clinic.desk), 200).json
    assert count['total'] == 3 and not count.get('entry')
    few = equal(clinic.ask('GET', '/fhir/Patient?family=Suchmann&_elements=birthDate', token=clinic.desk), 200).json
    assert set(few['entry'][0]['resource']) <= {'resourceType', 'id', 'meta', 'birthDate'}
    posted = equal(clinic.ask('POST', '/fhir/Patient/_search', 'family=Suchmann&birthdate=ge1990', clinic.desk,
                              {'Content-Type': 'application/x-www-form-urlencoded'}), 200).json
    assert len(posted['entry']) == 3
    equal(clinic.ask('GET', '/fhir/Patient?nonsense=1', token=clinic.desk, headers={'Prefer': 'handling=strict'}), 400)
    lenient = equal(clinic.ask('GET', '/fhir/Patient?nonsense=1&family=Suchmann', token=clinic.desk), 200).json
    assert any(e.get('search', {}).get('mode') == 'outcome' for e in lenient['entry'])


def test_conditional(clinic):
    number = [{'system': 'urn:test', 'value': 'C-1'}]
    body = patient('Bedingt', identifier=number)
    first = equal(clinic.ask('POST', '/fhir/Patient', body, clinic.desk, {'If-None-Exist': 'identifier=urn:test|C-1'}), 201)
    second = equal(clinic.ask('POST', '/fhir/Patient', body, clinic.desk, {'If-None-Exist': 'identifier=urn:test|C-1'}), 200)
    assert first.json['id'] == second.json['id']
    body['gender'] = 'female'
    changed = equal(clinic.ask('PUT', '/fhir/Patient?identifier=urn:test|C-1', body, clinic.desk), 200)
    assert changed.json['id'] == first.json['id'] and changed.json['gender'] == 'female'
    equal(clinic.ask('POST', '/fhir/Patient', body, clinic.desk), 201)
    equal(clinic.ask('PUT', '/fhir/Patient?identifier=urn:test|C-1', body, clinic.desk), 412)
    equal(clinic.ask('DELETE', '/fhir/Patient', token=clinic.boss), 412)


def appointment(clinic, person, start, end, **more):
    return {'resourceType': 'Appointment', 'status': 'booked', 'start': start, 'end': end,
            'participant': [{'actor': {'reference': 'Patient/' + person}, 'status': 'accepted'},
                            {'actor': {'reference': 'Practitioner/' + clinic.doctor_id}, 'status': 'accepted'}], **more}


def test_transaction(clinic):
    url = 'urn:uuid:11111111-2222-4333-8444-555555555555'
    bundle = {'resourceType': 'Bundle', 'type': 'transaction', 'entry': [
        {'fullUrl': url, 'resource': patient('Bund'), 'request': {'method': 'POST', 'url': 'Patient'}},
        {'resource': {'resourceType': 'Coverage', 'status': 'active', 'beneficiary': {'reference': url},
                      'payor': [{'display': 'A'}]}, 'request': {'method': 'POST', 'url': 'Coverage'}},
        {'request': {'method': 'GET', 'url': 'Patient?family=Bund'}}]}
    answer = equal(clinic.ask('POST', '/fhir', bundle, clinic.desk, {'Prefer': 'return=representation'}), 200).json
    assert answer['type'] == 'transaction-response'
    made = answer['entry'][0]['resource']
    assert answer['entry'][0]['response']['status'].startswith('201')
    assert answer['entry'][1]['resource']['beneficiary']['reference'] == 'Patient/' + made['id']
    assert answer['entry'][2]['resource']['entry'][0]['resource']['id'] == made['id'], 'reads come after the writes'
    bundle['entry'] = [
        {'resource': patient('Ghost'), 'request': {'method': 'POST', 'url': 'Patient'}},
        {'resource': {**made, 'gender': 'male'}, 'request': {'method': 'PUT', 'url': 'Patient/' + made['id'], 'ifMatch': 'W/"9"'}}]
    refused = equal(clinic.ask('POST', '/fhir', bundle, clinic.desk), 412).json
    assert refused['resourceType'] == 'OperationOutcome'
    ghosts = equal(clinic.ask('GET', '/fhir/Patient?family=Ghost', token=clinic.desk), 200).json
    assert not ghosts.get('entry'), 'nothing of a refused transaction stays'
    bundle['type'] = 'batch'
    batch = equal(clinic.ask('POST', '/fhir', bundle, clinic.desk), 200).json
    assert [entry['response']['status'][:3] for entry in batch['entry']] == ['201', '412']


def test_nobody_twice(clinic):
    one, two = clinic.register('Eins')['id'], clinic.register('Zwei')['id']
    equal(clinic.ask('POST', '/fhir/Appointment', appointment(clinic, one, '2031-03-03T09:00:00Z', '2031-03-03T09:30:00Z'), clinic.desk), 201)
    taken = equal(clinic.ask('POST', '/fhir/Appointment', appointment(clinic, two, '2031-03-03T09:15:00Z', '2031-03-03T09:45:00Z'), clinic.desk), 409)
    assert taken.json['issue'][0]['code'] == 'conflict' and 'Eins' not in taken.bytes.decode()
    equal(clinic.ask('POST', '/fhir/Appointment', appointment(clinic, two, '2031-03-03T09:30:00Z', '2031-03-03T09:45:00Z'), clinic.desk), 201)
    equal(clinic.ask('POST', '/fhir/Appointment', appointment(clinic, two, '2031-03-03T9:30:00Z', '2031-03-03T9:45:00Z'), clinic.desk), 422)


def test_race(clinic):
    people = [clinic.register('Race', str(i))['id'] for i in range(8)]
    outcomes = []

    def book(person):
        for slot in range(10):
            answer = clinic.ask('POST', '/fhir/Appointment',
                                appointment(clinic, person, f'2031-04-01T{8 + slot:02}:00:00Z', f'2031-04-01T{8 + slot:02}:30:00Z'), clinic.desk)
            outcomes.append((slot, answer.status))

    desks = [threading.Thread(target=book, args=(person,)) for person in people]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    for slot in range(10):
        statuses = sorted(status for number, status in outcomes if number == slot)
        assert statuses == [201] + [409] * 7, statuses


def test_operations(clinic):
    person = clinic.register('Halter')['id']
    role = {'resourceType': 'PractitionerRole', 'active': True, 'practitioner': {'reference': 'Practitioner/' + clinic.doctor_id},
            'availableTime': [{'daysOfWeek': ['mon', 'tue', 'wed', 'thu', 'fri'], 'availableStartTime': '08:00:00', 'availableEndTime': '12:00:00'}]}
    equal(clinic.ask('POST', '/fhir/PractitionerRole', role, clinic.boss), 201)
    found = equal(clinic.ask('GET', '/fhir/Appointment/$find?start=2031-05-05T00:00:00Z&end=2031-05-06T00:00:00Z&duration=30&count=3&practitioner=' + clinic.doctor_id,
                             token=clinic.desk), 200).json
    assert len(found['entry']) == 3 and found['entry'][0]['resource']['status'] == 'proposed'
    offer = found['entry'][0]['resource']
    assert offer['start'].startswith('2031-05-05T06:00') or '08:00' in offer['start'], offer['start']
    wish = appointment(clinic, person, offer['start'], offer['end'])
    parameters = {'resourceType': 'Parameters', 'parameter': [{'name': 'appt-resource', 'resource': wish}]}
    held = equal(clinic.ask('POST', '/fhir/Appointment/$hold', parameters, clinic.desk), 201).json
    assert held['status'] == 'pending'
    equal(clinic.ask('POST', '/fhir/Appointment/$book', {'resourceType': 'Parameters', 'parameter': [
        {'name': 'appt-resource', 'resource': appointment(clinic, clinic.register('Other')['id'], offer['start'], offer['end'])}]}, clinic.desk), 409)
    booked = equal(clinic.ask('POST', '/fhir/Appointment/$book', {'resourceType': 'Parameters', 'parameter': [
        {'name': 'appt-id', 'valueString': held['id']}]}, clinic.desk), 200).json
    assert booked['status'] == 'booked' and booked['id'] == held['id'] and 'hold-until' not in json.dumps(booked)
    # Whoever asks the server for a time is named in it, for the desks to show.
    said = [{part['url']: part for part in entry['extension']} for entry in booked['extension']
            if entry['url'].endswith('/appointment-change')]
    assert [one['status']['valueCode'] for one in said] == ['pending', 'booked'], said
    assert all(one['who']['valueString'] and one['at']['valueInstant'] for one in said), said
    clinic.register('Bystander')
    everything = equal(clinic.ask('GET', f'/fhir/Patient/{person}/$everything', token=clinic.boss), 200).json
    kinds = {e['resource']['resourceType'] for e in everything['entry']}
    assert kinds == {'Patient', 'Appointment'}, kinds


def test_async(clinic):
    started = equal(clinic.ask('GET', '/fhir/Patient?_count=5', token=clinic.desk, headers={'Prefer': 'respond-async'}), 202)
    place = started.headers['Content-Location']
    path = place[place.index('/jobs'):]
    while True:
        answer = clinic.ask('GET', path, token=clinic.desk)
        if answer.status != 202:
            break
    assert equal(answer, 200).json['type'] == 'searchset'
    equal(clinic.ask('GET', path, token=clinic.boss), 404)


def test_export(clinic):
    person = clinic.register('Ausfuhr', 'Maria', birthDate='1985-06-07', telecom=[{'system': 'phone', 'value': '030 123456'}])
    scientist = clinic.server.person(clinic.admin, 'science', 'data-scientist')
    equal(clinic.ask('GET', '/fhir/$export', token=scientist, headers={'Prefer': 'respond-async'}), 403)
    started = equal(clinic.ask('GET', '/fhir/$export?_type=Patient&_deidentify=true', token=scientist, headers={'Prefer': 'respond-async'}), 202)
    place = started.headers['Content-Location']
    manifest = equal(clinic.ask('GET', place[place.index('/jobs'):], token=scientist), 200).json
    url = manifest['output'][0]['url']
    file = equal(clinic.ask('GET', url[url.index('/export'):], token=scientist), 200)
    lines = [json.loads(line) for line in file.bytes.decode().splitlines()]
    assert len(lines) == manifest['output'][0]['count']
    text = file.bytes.decode()
    for secret in ('Ausfuhr', 'Maria', '1985-06', '030 123456', person['id']):
        assert secret not in text, secret
    assert any(line.get('birthDate') == '1985' for line in lines)
    equal(clinic.ask('GET', url[url.index('/export'):], token=clinic.desk), 404)


def test_plain(clinic):
    server = clinic.server
    document = equal(server.plain('GET', 'openapi.json'), 200).json
    assert document['openapi'].startswith('3.') and '/api/v1/patients/{id}' in document['paths']
    equal(server.plain('POST', 'patients', {'name': 'Ohne Arzt'}, clinic.admin), 400)
    made = equal(server.plain('POST', 'patients', {'name': 'Paula Plan', 'age': 34, 'gender': 'female', 'doctor': clinic.doctor_id}, clinic.admin), 201).json
    assert made['age'] == 34 and made['doctor'] == clinic.doctor_id
    fhir = equal(clinic.ask('GET', '/fhir/Patient/' + made['id'], token=clinic.admin), 200).json
    assert fhir['name'][0]['text'] == 'Paula Plan' and fhir['generalPractitioner'][0]['reference'] == 'Practitioner/' + clinic.doctor_id
    equal(server.plain('PATCH', 'patients/' + made['id'], {'gender': 'x'}, clinic.admin), 400)
    assert equal(server.plain('PATCH', 'patients/' + made['id'], {'family': 'Plan'}, clinic.admin), 200).json['family'] == 'Plan'
    machine = equal(server.plain('POST', 'machines', {'type': 'scale', 'manufacturer': 'Acme'}, clinic.admin), 201).json
    reading = equal(server.plain('POST', 'data', '{"user":"%s","type":"weight","value":72.50,"unit":"kg","device":"%s"}' % (made['id'], machine['id']), clinic.admin), 201)
    assert b'72.50' in clinic.ask('GET', '/fhir/Observation/' + reading.json['id'], token=clinic.admin).bytes
    equal(server.plain('POST', 'checkups', {'user': made['id'], 'type': 'general', 'report': 'all well'}, clinic.admin), 201)
    visit = equal(server.plain('POST', 'check_history', {'patient': made['id']}, clinic.admin), 201).json
    assert visit['time'].startswith('20')
    equal(server.plain('POST', 'diseases', {'user': made['id'], 'name': 'Cold'}, clinic.admin), 201)
    doctor = equal(server.plain('POST', 'doctors', {'name': 'Dr Neu', 'specialization': 'Cardiology'}, clinic.boss), 201).json
    assert doctor['specialization'] == 'Cardiology'
    counts = equal(server.plain('GET', 'analytics/' + made['id'], None, clinic.admin), 200).json
    assert counts['users'][0]['checkups'] == [{'type': 'general', 'count': 1}]
    listed = equal(server.plain('GET', 'checkups?user=' + made['id'], None, clinic.admin), 200).json
    assert len(listed['items']) == 1
    equal(server.plain('DELETE', 'diseases/nobody', None, clinic.boss), 404)


def test_collections_are_whole(clinic):
    """Each of the plain lists: made, listed, read, changed, deleted, and gone."""
    server, person = clinic.server, clinic.register('Liste')['id']
    bodies = {'patients': ({'name': 'Eins Zwei', 'doctor': clinic.doctor_id}, {'family': 'Drei'}),
              'doctors': ({'name': 'Dr Eins', 'specialization': 'Urology'}, {'name': 'Dr Zwei'}),
              'diseases': ({'name': 'Cold', 'user': person}, {'name': 'Flu'}),
              'machines': ({'type': 'scale', 'owner': person}, {'manufacturer': 'Acme'}),
              'devices': ({'type': 'oximeter', 'owner': person}, {'manufacturer': 'Acme'}),
              'data': ({'user': person, 'type': 'weight', 'value': 72, 'unit': 'kg'}, {'unit': 'g'}),
              'checkups': ({'user': person, 'type': 'general', 'report': 'all well'}, {'report': 'not so well'}),
              'check_history': ({'patient': person}, {'time': '2026-01-02T03:04:05Z'})}
    for name, (body, change) in bodies.items():
        made = equal(server.plain('POST', name, body, clinic.boss), 201).json
        path = f"{name}/{made['id']}"
        read = equal(server.plain('GET', path, None, clinic.boss), 200).json
        assert all(read[key] == value for key, value in body.items()), (name, read)
        listed = equal(server.plain('GET', f'{name}?count=100', None, clinic.boss), 200).json['items']
        assert made['id'] in [item['id'] for item in listed], name
        changed = equal(server.plain('PATCH', path, change, clinic.boss), 200).json
        assert all(changed[key] == value for key, value in change.items()), (name, changed)
        equal(server.plain('DELETE', path, None, clinic.boss), 204)
        assert server.plain('GET', path, None, clinic.boss).status in (404, 410), name
    everybody = equal(server.plain('GET', 'analytics', None, clinic.boss), 200).json['users']
    assert all(entry['checkups'] for entry in everybody), everybody


def test_users_over_http(clinic):
    """Made once, listed, read, changed, taken away; never with a password in an answer."""
    server, secret = clinic.server, 'never shown again'
    made = equal(server.plain('POST', 'users', {'username': 'ulla', 'email': 'ulla@clinic.example', 'password': secret,
                                                'roles': ['nurse']}, clinic.admin), 201).json['user']
    for twice in ({'username': 'Ulla'}, {'username': 'other', 'email': 'ULLA@clinic.example'}):
        equal(server.plain('POST', 'users', {**twice, 'roles': ['nurse']}, clinic.admin), 400)
    equal(server.plain('POST', 'users', {'username': 'no such role', 'roles': ['nurse']}, clinic.admin), 400)
    path = 'users/' + made['id']
    answers = [server.plain('GET', 'users', None, clinic.admin), server.plain('GET', path, None, clinic.admin)]
    assert any(user['username'] == 'ulla' and user['registered'] for user in answers[0].json['items'])
    assert all(secret.encode() not in answer.bytes and b'argon2' not in answer.bytes for answer in answers)
    token = server.sign_in('ulla', secret)
    assert equal(server.plain('GET', 'me', None, token), 200).json['roles'] == ['nurse']
    changed = equal(server.plain('PATCH', path, {'roles': ['front-desk']}, clinic.admin), 200).json
    assert changed['roles'] == ['front-desk'] and changed['email'] == 'ulla@clinic.example', changed
    equal(server.plain('DELETE', path, None, clinic.admin), 204)
    equal(server.plain('GET', path, None, clinic.admin), 404)
    equal(server.plain('GET', 'me', None, token), 401)
    equal(server.plain('POST', 'login', {'username': 'ulla', 'password': secret}), 401)


def wait_for_job(clinic, path, token):
    while True:
        job = equal(clinic.ask('GET', path, token=token), 200).json
        if job['state'] not in ('queued', 'running'):
            return job


def test_bulk(clinic):
    person = clinic.register('Masse')['id']
    machine = clinic.server.person(clinic.admin, 'machine', 'device-integrator')
    items = [{'user': person, 'type': 'pulse', 'value': 60 + i % 30, 'unit': '/min', 'time': f'2026-01-01T00:{i // 60 % 60:02}:{i % 60:02}Z', 'id': str(i)}
             for i in range(3000)]
    items[17] = {'user': 'nobody-knows', 'type': 'pulse', 'value': 1}
    items[18] = 'nonsense'
    started = equal(clinic.server.plain('POST', 'checkups/bulk', items, machine), 202).json
    job = wait_for_job(clinic, f"/jobs/{started['job']}?refused=true", machine)
    assert (job['state'], job['accepted'], job['refused'], job['total']) == ('done', 2998, 2, 3000), job
    assert [item['item'] for item in job['items']] == [18, 19]
    count = '/fhir/Observation?patient=' + person + '&_summary=count'
    assert equal(clinic.ask('GET', count, token=clinic.boss), 200).json['total'] == 2998
    again = equal(clinic.server.plain('POST', 'checkups/bulk', items, machine), 202).json
    assert wait_for_job(clinic, f"/jobs/{again['job']}", machine)['accepted'] == 2998
    assert equal(clinic.ask('GET', count, token=clinic.boss), 200).json['total'] == 2998, 'sent twice changes nothing'


def test_http(clinic):
    equal(clinic.ask('GET', '/nothing/here', token=clinic.desk), 404)
    wrong = equal(clinic.ask('PATCH', '/fhir/Patient', {}, clinic.desk), 405)
    assert 'GET' in wrong.headers['Allow']
    equal(clinic.ask('GET', '/fhir/Patient', token=clinic.desk, headers={'Accept': 'application/fhir+xml'}), 406)
    equal(clinic.ask('POST', '/fhir/Patient', '<Patient/>', clinic.desk, {'Content-Type': 'application/fhir+xml'}), 415)
    for body in ('', '{', '{"resourceType":"Patient"', '{"a":1,"a":2}', '[' * 100, '{"resourceType":"Patient","name":"x"}'):
        answer = clinic.ask('POST', '/fhir/Patient', body, clinic.desk)
        assert answer.status in (400, 422), (body, answer.status)
        assert answer.json['resourceType'] == 'OperationOutcome'
    for path in ('/fhir/Patient/..%2f..%2fetc', '/fhir/Patient/%00', '/fhir/../../etc/passwd', '/fhir/Patient/%ff'):
        assert clinic.ask('GET', path, token=clinic.desk).status in (400, 404), path
    zipped = clinic.ask('GET', '/fhir/metadata', headers={'Accept-Encoding': 'gzip'})
    assert zipped.headers['Content-Encoding'] == 'gzip' and json.loads(gzip.decompress(zipped.bytes))
    assert clinic.ask('GET', '/fhir/metadata', headers={'Accept-Encoding': 'gzip;q=0'}).headers['Content-Encoding'] is None
    equal(clinic.ask('GET', '/fhir/Patient', token='x' * 43), 401)
    equal(clinic.ask('GET', '/health'), 200)
    assert b'salve_requests_total' in equal(clinic.ask('GET', '/metrics', token=clinic.admin), 200).bytes


def test_patients_see_themselves(clinic):
    mine, other = clinic.register('Meins')['id'], clinic.register('Fremd')['id']
    token = clinic.server.person(clinic.admin, 'meins', 'patient', patient=mine)
    equal(clinic.ask('GET', '/fhir/Patient/' + mine, token=token), 200)
    equal(clinic.ask('GET', '/fhir/Patient/' + other, token=token), 404)
    found = equal(clinic.ask('GET', '/fhir/Patient', token=token), 200).json
    assert [entry['resource']['id'] for entry in found['entry']] == [mine]
    equal(clinic.ask('GET', f'/fhir/Patient/{other}/$everything', token=token), 404)
    bundle = {'resourceType': 'Bundle', 'type': 'batch', 'entry': [
        {'request': {'method': 'GET', 'url': 'Patient/' + other}}, {'request': {'method': 'GET', 'url': 'Patient?_id=' + other}}]}
    batch = equal(clinic.ask('POST', '/fhir', bundle, token), 200).json
    assert batch['entry'][0]['response']['status'].startswith('404') and not batch['entry'][1]['resource'].get('entry')
    equal(clinic.ask('GET', '/api/v1/users', token=token), 403)
    assert clinic.ask('PUT', '/fhir/Patient/' + other, patient('Fremd', id=other), token).status in (403, 404)


def ids(bundle):
    return sorted(entry['resource']['resourceType'] + '/' + entry['resource']['id'] for entry in bundle.get('entry', [])
                  if 'resource' in entry)


def test_one_type_leads_to_another(clinic):
    """What a question brings along is of the asker's own reach for that type, more or less than of the one asked for."""
    mine, other = clinic.register('Bringt')['id'], clinic.register('Nicht')['id']
    token = clinic.server.person(clinic.admin, 'bringt', 'patient', patient=mine)
    visits = [equal(clinic.ask('POST', '/fhir/Appointment',
                               appointment(clinic, who, f'2037-03-0{day}T09:00:00Z', f'2037-03-0{day}T09:30:00Z'), clinic.desk), 201).json
              for day, who in ((3, mine), (4, other))]
    doctor, own = 'Practitioner/' + clinic.doctor_id, 'Appointment/' + visits[0]['id']
    found = equal(clinic.ask('GET', '/fhir/Appointment?_include=Appointment:actor', token=token), 200).json
    assert ids(found) == sorted([own, 'Patient/' + mine, doctor])
    found = equal(clinic.ask('GET', f'/fhir/Practitioner?_id={clinic.doctor_id}&_revinclude=Appointment:practitioner', token=token), 200).json
    assert ids(found) == sorted([own, doctor])
    history = ids(equal(clinic.ask('GET', '/fhir/_history?_count=1000', token=token), 200).json)
    assert own in history and 'Patient/' + mine in history
    assert 'Appointment/' + visits[1]['id'] not in history and 'Patient/' + other not in history
    # The front desk sees visits and no diagnoses: not by asking for the visits with one either.
    diagnosis = equal(clinic.ask('POST', '/fhir/Condition', {
        'resourceType': 'Condition', 'subject': {'reference': 'Patient/' + mine},
        'code': {'coding': [{'system': 'urn:d', 'code': 'SECRET'}]}}, clinic.doctor), 201).json
    equal(clinic.ask('POST', '/fhir/Encounter', {
        'resourceType': 'Encounter', 'status': 'finished', 'class': {'code': 'AMB'}, 'subject': {'reference': 'Patient/' + mine},
        'diagnosis': [{'condition': {'reference': 'Condition/' + diagnosis['id']}}]}, clinic.desk), 201)
    question = '/fhir/Encounter?diagnosis:Condition.code=SECRET&_include=Encounter:diagnosis'
    assert ids(equal(clinic.ask('GET', question, token=clinic.desk), 200).json) == []
    assert len(ids(equal(clinic.ask('GET', question, token=clinic.boss), 200).json)) == 2
    found = equal(clinic.ask('GET', f'/fhir/Encounter?patient={mine}&_include=Encounter:diagnosis', token=clinic.desk), 200).json
    assert [name.split('/')[0] for name in ids(found)] == ['Encounter']


def test_break_glass(clinic):
    other = clinic.register('Notfall')['id']
    path = '/fhir/Patient/' + other
    equal(clinic.ask('GET', path, token=clinic.doctor), 404)
    equal(clinic.ask('GET', path, token=clinic.doctor, headers={'X-Salve-Break-Glass': other}), 403)
    equal(clinic.server.plain('POST', 'break-glass', {'patient': other, 'reason': 'unconscious in the waiting room'}, clinic.doctor), 204)
    equal(clinic.ask('GET', path, token=clinic.doctor, headers={'X-Salve-Break-Glass': other}), 200)
    waiting = equal(clinic.server.plain('GET', 'break-glass', None, clinic.admin), 200).json['items']
    assert waiting[-1]['patient'] == other
    equal(clinic.server.plain('POST', f"break-glass/{waiting[-1]['id']}/review", {}, clinic.admin), 204)
    # A desk asks what it may show, and the trail of a patient has who looked, with what belongs to them.
    me = equal(clinic.server.plain('GET', 'me', None, clinic.doctor), 200).json
    assert me['mayBreakGlass'] and me['reach']['Patient'] == me['reach']['*'] == 'treated' and me['reach']['Location'] == 'all', me
    assert set(me['may']['Appointment']) == set('cudho') and me['may']['Practitioner'] == 'h', me['may']
    me = equal(clinic.server.plain('GET', 'me', None, clinic.desk), 200).json
    assert me['may']['Patient'] == 'cudh' and me['may']['Practitioner'] == 'h' and me['may']['*'] == '', me['may']
    assert me['may']['patient-code'] == 'c', me['may']  # its own word: '*' does not reach it
    assert not me['mayBreakGlass'] and me['reach']['Patient'] == 'all' and me['reach']['Condition'] == 'none', me


def test_found_in_an_emergency(clinic):
    """A doctor whose desk does not have the record: found by a whole number, or by whole names and the birth date, by
    nothing less; and it is written down who was looked for."""
    other = clinic.register('Notfall-Huber', 'Eva', birthDate='1971-02-03', identifier=[{'system': 'urn:card', 'value': 'VK-77 12'}])['id']
    clinic.register('Notfall-Huber', 'Eva', birthDate='1971-02-04')

    def find(**question):
        answer = clinic.server.plain('POST', 'break-glass/find', question, clinic.doctor)
        return [item['id'] for item in equal(answer, 200).json['items']]

    assert find(number='VK-77 12') == find(number='vk 77-12') == [other]
    assert find(name='huber eva notfall', birthDate='1971-02-03') == [other]
    for nobody in ({'number': 'VK-77'}, {'number': 'VK-77%'}, {'number': '-'}, {'name': 'Huber Eva', 'birthDate': '1971-02-03'},
                   {'name': 'Eva', 'birthDate': '1971-02-03'}, {'name': 'Notfall Huber Eva', 'birthDate': '1971'},
                   {'name': ' ', 'birthDate': '1971-02-03'}):
        assert find(**nobody) == [], nobody
    for bad in ({}, {'name': 'Eva'}, {'birthDate': '1971-02-03'}, {'number': 7}):
        equal(clinic.server.plain('POST', 'break-glass/find', bad, clinic.doctor), 400)
    equal(clinic.server.plain('POST', 'break-glass/find', {'number': 'VK-77 12'}, clinic.desk), 403)
    rows = []
    while not rows:  # it is noted beside the answer
        rows = [row for row in equal(clinic.server.plain('GET', f'audit?record={other}', None, clinic.admin), 200).json['items']
                if row['action'] == 'break-glass-find']
    assert rows[0]['username'] == 'lee' and '1971' not in rows[0].get('detail', ''), rows
    # To know who it is opens nothing.
    equal(clinic.ask('GET', '/fhir/Patient/' + other, token=clinic.doctor, headers={'X-Salve-Break-Glass': other}), 403)


def test_nobody_lets_themself_in(clinic):
    """To write that one treats somebody makes one nobody's doctor, neither alone nor beside one's own patient; nor does a
    condition of a write tell what somebody else's record holds. Who tries stands in the trail."""
    doctor = 'Practitioner/' + clinic.doctor_id
    victim = clinic.register('Opfer', 'Otto', identifier=[{'system': 'urn:x', 'value': 'OPFER-1'}])['id']
    own = clinic.register('Eigen', 'Eva', generalPractitioner=[{'reference': doctor}])['id']
    secret = equal(clinic.ask('POST', '/fhir/Condition', {'resourceType': 'Condition', 'code': {'text': 'x'},
                                                          'subject': {'reference': 'Patient/' + victim}}, clinic.admin), 201).json['id']

    def subject(who):
        return {'reference': 'Patient/' + who}

    care = {'resourceType': 'CareTeam', 'status': 'active', 'subject': subject(victim), 'participant': [{'member': {'reference': doctor}}]}
    visit = {'resourceType': 'Encounter', 'status': 'planned', 'class': {'code': 'AMB'}, 'subject': subject(victim),
             'participant': [{'individual': {'reference': doctor}}]}
    booking = appointment(clinic, victim, '2038-03-03T09:00:00Z', '2038-03-03T09:30:00Z')
    proposal = {**booking, 'status': 'proposed'}
    for body in (care, visit, booking, proposal):
        equal(clinic.ask('POST', '/fhir/' + body['resourceType'], body, clinic.doctor), 403)
    equal(clinic.ask('POST', '/fhir/Appointment/$book', {'resourceType': 'Parameters', 'parameter': [
        {'name': 'appt-resource', 'resource': booking}]}, clinic.doctor), 403)
    transaction = {'resourceType': 'Bundle', 'type': 'transaction', 'entry': [
        {'resource': care, 'request': {'method': 'POST', 'url': 'CareTeam'}}, {'request': {'method': 'GET', 'url': 'Patient/' + victim}}]}
    equal(clinic.ask('POST', '/fhir', transaction, clinic.doctor), 403)
    # Nor by way of somebody who is theirs.
    mine = equal(clinic.ask('POST', '/fhir/Appointment', appointment(clinic, own, '2038-03-03T10:00:00Z', '2038-03-03T10:30:00Z'),
                            clinic.doctor), 201).json
    both = {**mine, 'participant': mine['participant'] + [{'actor': subject(victim), 'status': 'accepted'}]}
    equal(clinic.ask('PUT', '/fhir/Appointment/' + mine['id'], both, clinic.doctor), 403)
    turned = [{'op': 'replace', 'path': '/participant/0/actor/reference', 'value': 'Patient/' + victim}]
    equal(clinic.ask('PATCH', '/fhir/Appointment/' + mine['id'], turned, clinic.doctor, kind='application/json-patch+json'), 403)
    for path in (f'Patient/{victim}', f'Condition/{secret}'):
        equal(clinic.ask('GET', '/fhir/' + path, token=clinic.doctor), 404)
    # Somebody new is registered by a doctor as theirs, with a first visit, alone or in one go.
    equal(clinic.ask('PUT', '/fhir/Patient/neu-1', patient('Neu', id='neu-1', generalPractitioner=[{'reference': doctor}]), clinic.doctor), 201)
    equal(clinic.ask('POST', '/fhir', {'resourceType': 'Bundle', 'type': 'transaction', 'entry': [
        {'resource': patient('Neu', id='neu-2', generalPractitioner=[{'reference': doctor}]), 'request': {'method': 'PUT', 'url': 'Patient/neu-2'}},
        {'resource': {**visit, 'id': 'visit-2', 'subject': subject('neu-2')}, 'request': {'method': 'PUT', 'url': 'Encounter/visit-2'}}]}, clinic.doctor), 200)
    # What a condition finds or does not find in somebody else's record.
    thing = {'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'}, 'subject': subject(own)}
    equal(clinic.ask('POST', '/fhir/Observation', {**thing, 'subject': subject(victim), 'code': {
        'coding': [{'system': 'urn:d', 'code': 'HIV'}]}}, clinic.admin), 201)
    for token in (clinic.doctor, clinic.server.person(clinic.admin, 'opa', 'patient', patient=own)):
        for question in ('code=urn:d|HIV', 'subject=Patient/' + victim, 'subject:Patient.identifier=OPFER-1'):
            equal(clinic.ask('POST', '/fhir/Observation', thing, token, {'If-None-Exist': question}), 201)
    integrator = clinic.server.person(clinic.admin, 'scales-9', 'device-integrator')
    equal(clinic.ask('POST', '/fhir/Observation', thing, integrator, {'If-None-Exist': 'subject=Patient/' + victim}), 403)
    equal(clinic.ask('POST', '/fhir/Observation', thing, integrator, {'If-None-Exist': 'identifier=urn:scale|1'}), 201)
    # In an emergency they write what they do, for that patient, and for nobody else.
    equal(clinic.server.plain('POST', 'break-glass', {'patient': victim, 'reason': 'unconscious in the waiting room'}, clinic.doctor), 204)
    equal(clinic.ask('POST', '/fhir/Observation', {**thing, 'subject': subject(victim)}, clinic.doctor), 201)
    equal(clinic.ask('POST', '/fhir/Encounter', visit, clinic.doctor), 201)
    rows = []
    while not any(row['action'] == 'denied' and row['record'] == victim for row in rows):  # noted beside the answer
        rows = equal(clinic.server.plain('GET', 'audit?username=lee&record=' + victim, None, clinic.admin), 200).json['items']


def test_history_needs_its_right(clinic):
    """Who may read a type and not its history does not get it with the history of everything."""
    mine = clinic.register('Früher')['id']
    token = clinic.server.person(clinic.admin, 'frueher', 'patient', patient=mine)
    note = equal(clinic.ask('POST', '/fhir/Encounter', {'resourceType': 'Encounter', 'status': 'finished', 'class': {'code': 'AMB'},
                                                        'subject': {'reference': 'Patient/' + mine}}, clinic.desk), 201).json['id']
    equal(clinic.ask('GET', '/fhir/Encounter/' + note, token=token), 200)
    equal(clinic.ask('GET', f'/fhir/Encounter/{note}/_history', token=token), 403)
    names = ids(equal(clinic.ask('GET', '/fhir/_history?_count=1000', token=token), 200).json)
    assert 'Patient/' + mine in names and 'Encounter/' + note not in names, names


def test_audit(clinic):
    """The trail is filtered by person, patient and time, and read page by page: each row once, the newest first."""
    patient = clinic.register('Spur')['id']
    note = clinic.server.ask('POST', '/fhir/Condition', {'resourceType': 'Condition', 'code': {'text': 'x'},
                                                         'subject': {'reference': 'Patient/' + patient}}, clinic.admin).json['id']
    equal(clinic.ask('GET', '/fhir/Patient/' + patient, token=clinic.desk), 200)

    def trail(query):
        return equal(clinic.server.plain('GET', 'audit?' + query, None, clinic.admin), 200).json['items']

    seen = trail(f'record={patient}')
    while not any(row['action'] == 'read' for row in seen):  # what is read is noted beside the answer
        seen = trail(f'record={patient}')
    assert {row['record'] for row in seen} == {patient, note}, seen
    assert {row['action'] for row in seen} == {'create', 'read'}, seen
    whole, before = [], ''
    while True:
        page = trail('count=7' + before)
        whole += page
        if len(page) < 7:
            break
        before = f"&before={page[-1]['id']}"
    numbers = [int(row['id']) for row in whole]
    assert numbers == sorted(set(numbers), reverse=True) and numbers[-1] == 1, numbers
    while not any(row.get('type') == 'audit' and row['action'] == 'read' for row in trail('count=50')):
        pass  # who looks at the trail is in it, too, a moment later
    late = whole[0]['time']
    assert all(row['time'] >= late for row in trail(f'since={late}'))
    assert not trail('until=2001-01-01T00:00:00Z') and not trail('username=nobody-at-all')
    for query in ('since=yesterday', 'count=0', 'count=1001', 'before=x', 'before=-1'):
        equal(clinic.server.plain('GET', 'audit?' + query, None, clinic.admin), 400)


def test_sign_out(clinic):
    token = clinic.server.person(clinic.admin, 'leaver', 'front-desk')
    equal(clinic.server.plain('POST', 'logout', {}, token), 204)
    equal(clinic.ask('GET', '/fhir/Patient', token=token), 401)
    equal(clinic.server.plain('POST', 'login', {'username': 'leaver', 'password': 'wrong'}), 401)


def test_stop_and_start(_):
    """What was answered is there after a kill, a job goes on, and the key of the certificate stays."""
    server = Server(PROGRAM).start()
    try:
        admin = server.administrator()
        machine = server.person(admin, 'machine', 'device-integrator')
        person = equal(server.ask('POST', '/fhir/Patient', patient(), admin), 201).json['id']
        items = [{'user': person, 'type': 'pulse', 'value': i, 'id': str(i)} for i in range(20000)]
        job = equal(server.plain('POST', 'checkups/bulk', items, machine), 202).json['job']
        server.stop(9)
        server.start()
        assert server.code is not None
        machine = server.sign_in('machine')
        while True:
            state = equal(server.ask('GET', '/jobs/' + job, token=machine), 200).json
            if state['state'] == 'done':
                break
        assert (state['accepted'], state['refused']) == (20000, 0), state['state']
        admin = server.sign_in('admin')
        total = equal(server.ask('GET', f'/fhir/Observation?patient={person}&_summary=count', token=admin), 200).json['total']
        assert total == 20000, total
        assert server.stop() == 0, 'asked to stop, it ends well'
        assert server.run('check')['ok']
    finally:
        server.remove()


def test_video_has_a_short_address(clinic):
    """It leads on while the visit is on, for whoever has its code, to a sound address and to nothing else."""
    own = 'http://salveclinic.github.io/fhir/StructureDefinition/appointment-video-'

    def visit(code, link, minutes, **more):
        start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
        body = {'resourceType': 'Appointment', 'status': 'booked', 'start': start.strftime('%Y-%m-%dT%H:%M:%SZ'),
                'end': (start + datetime.timedelta(minutes=20)).strftime('%Y-%m-%dT%H:%M:%SZ'),
                'extension': [{'url': own + 'link', 'valueUrl': link}, {'url': own + 'code', 'valueString': code}],
                'participant': [{'actor': {'reference': 'Patient/' + person['id']}, 'status': 'accepted'}], **more}
        return equal(clinic.ask('POST', '/fhir/Appointment', body, clinic.desk), 201).json

    person = clinic.register('Video', 'Vera')
    made = visit('7K3M-0000-AAAA-ZZZZ', 'https://meet.example/room?x=1', 5)
    there = equal(clinic.ask('GET', '/v/7k3m0000aaaazzzz'), 302)
    assert there.headers['Location'] == 'https://meet.example/room?x=1' and there.headers['Referrer-Policy'] == 'no-referrer', there.headers
    wrong = equal(clinic.ask('GET', '/v/7K3M-0000-AAAA-ZZZ0'), 404)
    assert 'Location' not in wrong.headers
    clinic.ask('PUT', '/fhir/Appointment/' + made['id'], {**made, 'status': 'cancelled'}, clinic.desk)
    for code, link, minutes in (('7K3M-1111-AAAA-ZZZZ', 'https://meet.example/early', 200), ('7K3M-2222-AAAA-ZZZZ', 'https://meet.example/late', -300),
                                ('7K3M-3333-AAAA-ZZZZ', 'javascript:alert(1)', 30), ('7K3M-4444-AAAA-ZZZZ', 'https://clinic@evil.example/', 60)):
        visit(code, link, minutes if minutes in (200, -300) else -minutes + 25)
        assert equal(clinic.ask('GET', '/v/' + code), 404).bytes == wrong.bytes, code
    assert equal(clinic.ask('GET', '/v/7K3M-0000-AAAA-ZZZZ'), 404).bytes == wrong.bytes


def test_links_have_the_name_that_was_asked(clinic):
    """A desk that knows the server by another name follows no link to a name that it does not know."""
    for name in ('localhost:1234', '192.0.2.7:8443', '[2001:db8::1]:8443'):
        page = equal(clinic.ask('GET', '/fhir/Patient?_count=1', token=clinic.desk, headers={'Host': name}), 200).json
        assert all(link['url'].startswith(f'https://{name}/fhir/') for link in page['link']), page['link']
    strange = clinic.ask('GET', '/fhir/Patient?_count=1', token=clinic.desk, headers={'Host': 'a"b<c>'})
    assert b'a"b<c>' not in strange.bytes and b'<c>' not in strange.bytes


def test_desks_behind_one_address(_):
    """Who is signed in has room beside many others of one address; strangers there get few places, and take none of theirs."""
    server = Server(PROGRAM)
    try:
        server.start('--connections', '40', '--connections-per-address', '3')
        admin = server.administrator()
        desks = [server.connection() for _ in range(20)]
        for desk in desks:
            desk.request('GET', '/fhir/Patient?_count=1', headers={'Authorization': 'Bearer ' + admin})
            assert desk.getresponse().read()
        strangers = [server.connection() for _ in range(4)]
        for stranger in strangers[:3]:
            stranger.request('GET', '/health')
            assert stranger.getresponse().read()
        try:
            strangers[3].request('GET', '/health')
            raise AssertionError('one more stranger than there may be')
        except OSError:
            pass
        for desk in desks:
            desk.request('GET', '/fhir/Patient?_count=1', headers={'Authorization': 'Bearer ' + admin})
            assert desk.getresponse().status == 200
    finally:
        server.remove()


def test_index_is_made_beside(_):
    """A server that has much to index answers meanwhile: reads and writes as ever, searches with the whole answer or none."""
    server = Server(PROGRAM)
    try:
        server.run('demo', '--patients', '700')
        server.start('--index-wait', '0')
        admin, waited, made = server.administrator(), 0, []
        while True:
            said = equal(server.ask('GET', '/health'), 200).json
            found = server.ask('GET', '/fhir/Patient?_summary=count', token=admin)
            if found.status == 200:
                break
            assert equal(found, 503).headers['Retry-After'], 'when to ask again'
            assert (said['status'], said['output']) == ('warn', 'indexing') and 0 <= said['indexed'] < 1, said
            made.append(equal(server.ask('POST', '/fhir/Patient', patient('Beside'), admin), 201).json['id'])
            equal(server.ask('GET', '/fhir/Patient/' + made[-1], token=admin), 200)
            again = server.ask('POST', '/fhir/Patient', patient('Beside'), admin, headers={'If-None-Exist': 'family=beside'})
            assert again.status in (503, 200, 412), 'not made again, whether that can be known yet or not'
            waited += 1
            if waited == 2:
                server.stop(9)
                server.start('--index-wait', '0')
        assert found.json['total'] == 700 + len(made), (found.json, len(made))
        beside = equal(server.ask('GET', '/fhir/Patient?family=beside&_count=1000', token=admin), 200).json
        assert {entry['resource']['id'] for entry in beside.get('entry', [])} == set(made)
        assert equal(server.ask('GET', '/health'), 200).json['status'] == 'pass'
        assert server.stop() == 0 and server.run('check')['ok']
    finally:
        server.remove()


def test_connections_are_counted(_):
    """As many from one address as was said, and no more; a number that is none is no start."""
    server = Server(PROGRAM)
    try:
        refused = subprocess.run([PROGRAM, 'serve', '--store', server.store, '--key-file', server.key, '--listen', '127.0.0.1:0', '--connections', '0'],
                                 capture_output=True, text=True, timeout=60, check=False)
        assert refused.returncode == 2 and '1 or more' in refused.stderr, (refused.returncode, refused.stderr)
        server.start('--connections', '40', '--connections-per-address', '34')
        lines = [server.connection() for _ in range(35)]
        for line in lines[:34]:
            line.request('GET', '/health')
            assert line.getresponse().read()
        try:
            lines[34].request('GET', '/health')
            raise AssertionError('one more than there may be')
        except OSError:
            pass
    finally:
        server.remove()


def test_a_request_leaves_nothing_behind(clinic):
    """What was sent goes when it is answered: 400 requests of 100 KB leave no 40 MB. A sanitizer keeps what is freed, so there it says nothing."""
    process = f'/proc/{clinic.server.process.pid}'
    if 'libasan' in open(process + '/maps', encoding='utf-8').read():
        return
    body = '{' + ' ' * 100000
    for most in (100, 400):
        before = resident(process)
        for _ in range(most):
            equal(clinic.ask('POST', '/fhir/Patient', body, clinic.desk), 400)
    assert resident(process) - before < 20, (before, resident(process))


def resident(process):
    """MB"""
    return next(int(line.split()[1]) for line in open(process + '/status', encoding='ascii') if line.startswith('VmRSS')) / 1024


def test_relay(_):
    """New reports reach another server, also those that were written while it was away; none is passed over."""
    there, here = Server(PROGRAM, plain=True).start(), Server(PROGRAM)
    try:
        token = os.path.join(here.folder, 'token')
        with open(token, 'w', encoding='ascii') as out:
            out.write(there.administrator() + '\n')
        here.start('--relay', f'http://127.0.0.1:{there.port}/fhir', '--relay-token-file', token, '--relay-interval', '1')
        admin = here.administrator()
        person = equal(here.ask('POST', '/fhir/Patient', patient(), admin), 201).json['id']

        def write(n):
            return {equal(here.plain('POST', 'data', {'user': person, 'type': 'pulse', 'value': i}, admin), 201).json['id'] for i in range(n)}

        def arrived(wanted):
            found = there.ask('GET', '/fhir/Observation?_count=1000', token=open(token, encoding='ascii').read().strip()).json
            return wanted <= {entry['resource']['id'] for entry in found.get('entry', [])}

        sent = write(5)
        while not arrived(sent):
            pass
        port = there.port
        there.stop(9)
        sent |= write(150)
        there.start(port=port)
        while not arrived(sent):
            pass
        assert here.stop() == 0
    finally:
        here.remove()
        there.remove()


def test_a_desks_file_is_no_servers(_):
    """A file that a desk keeps the same with a server is refused, and stays as it is."""
    server = Server(PROGRAM)
    try:
        server.run('demo', '--patients', '1')
        desk = subprocess.run([os.path.join(os.path.dirname(PROGRAM), '..', '..', 'tests', 'server', 'desk'), server.store, server.key,
                               'https://127.0.0.1:1/fhir', '0' * 64, 'x'], input='register somebody Anna\n', capture_output=True, text=True, timeout=60, check=False)
        assert desk.stdout.count('ok') == 2, (desk.stdout, desk.stderr)
        done = subprocess.run([PROGRAM, 'serve', '--store', server.store, '--key-file', server.key, '--listen', '127.0.0.1:0'],
                              capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2 and 'file of a desk' in done.stderr, (done.returncode, done.stderr)
    finally:
        server.remove()


TESTS = [value for name, value in list(globals().items()) if name.startswith('test_')]


def main():
    clinic = Clinic()
    failed = tap.run(TESTS, clinic)
    if failed:
        print('\n'.join('# ' + line for line in open(os.path.join(clinic.server.folder, 'errors'), encoding='utf-8').read().splitlines()[-40:]))
    clinic.server.remove()
    sys.exit(1 if failed else 0)


main()
