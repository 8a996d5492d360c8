#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kiosk is told and what it may do, over real HTTPS: masks and proofs of today, one word of who is here, no record.

usage: test-kiosk.py PATH-OF-SALVE-SERVER        prints TAP
"""
import datetime
import hashlib
import hmac
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kiosk_clinic import Clinic, ZONE  # noqa: E402
import tap  # noqa: E402

PROGRAM = sys.argv[1]
SECRET_WORDS = (b'Anneliese', b'Kellermann', b'Hofgasse', b'Innsbruck', b'5550147', b'VK-998877', b'1980-03-12')


def proof(salt, kind, what):
    return hmac.new(salt.encode(), f'{kind}:{what}'.encode(), hashlib.sha256).hexdigest()


def flow_of(appointment):
    for extension in appointment.get('extension', []):
        if extension['url'].endswith('/appointment-flow'):
            return {part['url']: part.get('valueInstant') or part.get('valueString') for part in extension['extension']}
    return {}


def test_day_names_nobody(clinic):
    visit = clinic.visit(clinic.patient())
    tomorrow = clinic.visit(clinic.patient(), days=1)
    answer = clinic.day()
    for word in SECRET_WORDS:
        assert word not in answer.bytes, word
    visits = {entry['id']: entry for entry in answer.json['visits']}
    assert visit in visits and tomorrow not in visits
    entry, salt = visits[visit], answer.json['salt']
    assert entry['name'] == 'A•••••••• K•••••••••' and entry['city'] == 'I••••••••' and entry['phone'] == '•••47', entry
    assert entry['birthDay'] == 12 and entry['birthYear'] == 1980 and 'birthMonth' not in entry
    assert entry['room'] == 'Room 2' and 'Lee' in entry['doctor'] and entry['consented'] is False
    for letters in ('kel', 'ann'):
        assert proof(salt, 'birth', f'1980-03-12:{letters}') in entry['proofs']
    assert proof(salt, 'birth', '1980-03-13:kel') not in entry['proofs']
    assert proof(salt, 'code', 'vk-998877') in entry['codes'] and proof(salt, 'code', visit) in entry['codes']
    again = clinic.day().json
    assert again['salt'] != salt and next(e for e in again['visits'] if e['id'] == visit)['person'] != entry['person']


def test_check_in(clinic):
    visit = clinic.visit(clinic.patient(), hour=22)
    foreseen = next(entry for entry in clinic.day().json['visits'] if entry['id'] == visit)['ticket']
    item = {'id': visit, 'wrong': ['insurance', 'phone', 'everything'], 'consent': {'policy': 'kiosk 1', 'signature': 'iVBORw0KGgo='}}
    done, = clinic.check_in(item)
    assert done == {'id': visit, 'outcome': 'arrived', 'ticket': foreseen}, done
    stored = clinic.read('Appointment', visit)
    flow = flow_of(stored)
    assert stored['status'] == 'arrived' and flow['ticket'] == foreseen and flow['to-confirm'] == 'phone insurance', stored
    assert flow['arrived'].startswith(datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d'))
    again, = clinic.check_in(item)
    assert again == {'id': visit, 'outcome': 'already', 'ticket': foreseen}
    patient = next(p['actor']['reference'] for p in stored['participant'] if p['actor']['reference'].startswith('Patient/'))
    consents = clinic.good(clinic.server.ask('GET', f'/fhir/Consent?patient={patient}', token=clinic.admin), 200)['entry']
    assert len(consents) == 1, consents
    consent = consents[0]['resource']
    assert consent['policyRule']['text'] == 'kiosk 1' and consent['sourceAttachment']['data'] == 'iVBORw0KGgo='
    entry = next(entry for entry in clinic.day().json['visits'] if entry['id'] == visit)
    assert entry['status'] == 'arrived' and entry['consented'] is True and entry['ticket'] == foreseen


def test_what_it_is_now_waits_for_staff(clinic):
    """It stands at the visit, as far as it can be what it is said to be; the record is as it was."""
    patient = clinic.patient()
    visit = clinic.visit(patient, hour=12)
    before = clinic.read('Patient', patient)
    clinic.check_in({'id': visit, 'wrong': ['phone', 'address', 'insurance'],
                     'now': {'phone': '0664 123', 'address': 'Hofgasse 4\n6020\nInnsbruck', 'name': 'Not Said', 'insurance': 'VK-2', 'birth': '1980'}})
    flow = flow_of(clinic.read('Appointment', visit))
    assert flow['to-confirm'] == 'phone address insurance' and flow['new-phone'] == '0664 123', flow
    assert flow['new-address'] == 'Hofgasse 4\n6020\nInnsbruck' and not {'new-name', 'new-insurance', 'new-birth'} & set(flow), flow
    assert clinic.read('Patient', patient) == before
    for hour, now in ((11, {'phone': 'call me'}), (10, {'phone': '0' * 300}), (9, {'phone': 7}), (8, {'phone': '1\n2345'}), (7, 'x')):
        visit = clinic.visit(clinic.patient(), hour=hour)
        clinic.check_in({'id': visit, 'wrong': ['phone'], 'now': now})
        flow = flow_of(clinic.read('Appointment', visit))
        assert flow['to-confirm'] == 'phone' and 'new-phone' not in flow, flow


def test_only_today_and_only_booked(clinic):
    patient = clinic.patient()
    for visit in (clinic.visit(patient, days=1, hour=9), clinic.visit(patient, days=-1), clinic.visit(patient, hour=21, status='cancelled'),
                  'nobody-has-this-id'):
        before = clinic.server.ask('GET', f'/fhir/Appointment/{visit}', token=clinic.admin).bytes
        assert clinic.check_in({'id': visit}) == [{'id': visit, 'outcome': 'refused'}]
        assert clinic.server.ask('GET', f'/fhir/Appointment/{visit}', token=clinic.admin).bytes == before


def test_bad_requests_change_nothing(clinic):
    visit = clinic.visit(clinic.patient(), hour=20)
    for items in ({'id': visit}, [{'id': '../x'}], [{'id': visit, 'consent': {'policy': 'x', 'signature': '"},{'}}],
                  [{'id': visit}] * 201, [{'id': visit}, {'id': None}]):
        answer = clinic.server.plain('POST', 'kiosk/check-ins', {'items': items}, clinic.token)
        assert answer.status == 400, (items if len(str(items)) < 200 else '201 of them', answer.status, answer.bytes)
    assert clinic.read('Appointment', visit)['status'] == 'booked'


def test_time_of_a_kiosk_without_a_line(clinic):
    now = datetime.datetime.now(datetime.timezone.utc)
    midnight = datetime.datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = midnight + (now - midnight) / 2
    for hour, said, expected in ((19, earlier, earlier), (18, now + datetime.timedelta(hours=5), None),
                                 (17, now - datetime.timedelta(days=9), None)):
        visit = clinic.visit(clinic.patient(), hour=hour)
        clinic.check_in({'id': visit, 'at': said.isoformat()})
        arrived = datetime.datetime.fromisoformat(flow_of(clinic.read('Appointment', visit))['arrived'])
        if expected:
            assert abs((arrived - expected).total_seconds()) < 1, (arrived, expected)
        else:
            assert now <= arrived + datetime.timedelta(seconds=1) and arrived <= datetime.datetime.now(datetime.timezone.utc)


def test_a_kiosk_says_it_the_day_after(clinic):
    yesterday = datetime.datetime.now(ZONE).replace(hour=12, minute=0) - datetime.timedelta(days=1)
    visit, today = clinic.visit(clinic.patient(), days=-1, hour=13), clinic.visit(clinic.patient(), hour=14)
    done = clinic.check_in({'id': visit, 'at': yesterday.isoformat()}, {'id': today, 'at': yesterday.isoformat()})
    assert [item['outcome'] for item in done] == ['arrived', 'refused'], done
    arrived = datetime.datetime.fromisoformat(flow_of(clinic.read('Appointment', visit))['arrived'])
    assert abs((arrived - yesterday).total_seconds()) < 1
    assert clinic.read('Appointment', today)['status'] == 'booked'


def test_calls(clinic):
    visit = clinic.visit(clinic.patient(), hour=16)
    ticket = clinic.check_in({'id': visit})[0]['ticket']
    before = clinic.good(clinic.server.plain('GET', 'kiosk/calls', token=clinic.token), 200)
    assert ticket not in [call['ticket'] for call in before['calls']] and before['waiting'] >= 1
    stored = clinic.read('Appointment', visit)
    stored['status'] = 'checked-in'
    flow = next(e for e in stored['extension'] if e['url'].endswith('/appointment-flow'))
    flow['extension'].append({'url': 'called', 'valueInstant': datetime.datetime.now(datetime.timezone.utc).isoformat()})
    clinic.good(clinic.server.ask('PUT', f'/fhir/Appointment/{visit}', stored, clinic.admin), 200)
    answer = clinic.server.plain('GET', 'kiosk/calls', token=clinic.token)
    after = clinic.good(answer, 200)
    assert {'ticket': ticket, 'room': 'Room 2'}.items() <= next(c for c in after['calls'] if c['ticket'] == ticket).items()
    assert after['waiting'] == before['waiting'] - 1
    for word in SECRET_WORDS:
        assert word not in answer.bytes


def test_a_kiosk_reads_no_record(clinic):
    patient = clinic.patient()
    visit = clinic.visit(patient, hour=15)
    for method, path, body in (('GET', f'/fhir/Patient/{patient}', None), ('GET', '/fhir/Patient', None),
                               ('GET', f'/fhir/Appointment/{visit}', None), ('GET', '/fhir/Appointment?date=ge2020', None),
                               ('GET', f'/fhir/Patient/{patient}/$everything', None),
                               ('GET', '/api/v1/users', None), ('GET', '/api/v1/patients', None),
                               ('PUT', f'/fhir/Appointment/{visit}', {'resourceType': 'Appointment', 'id': visit})):
        answer = clinic.server.ask(method, path, body, clinic.token)
        assert answer.status == 403, (method, path, answer.status)
    for word in SECRET_WORDS:
        assert word not in clinic.server.ask('GET', '/fhir/_history', token=clinic.token).bytes
    assert clinic.server.plain('GET', 'kiosk/day').status == 401
    desk = clinic.server.person(clinic.admin, 'desk', 'front-desk')
    assert clinic.server.plain('GET', 'kiosk/day', token=desk).status == 403


def main():
    clinic = Clinic(PROGRAM)
    failed = tap.run([value for name, value in sorted(globals().items()) if name.startswith('test_')], clinic)
    clinic.server.remove()
    sys.exit(1 if failed else 0)


main()
