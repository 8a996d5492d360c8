#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What patients may at a kiosk once they have proven who they are, over real HTTPS: their own record and nothing beside it,
times that the clinic opened and no others.

usage: test-kiosk-portal.py PATH-OF-SALVE-SERVER        prints TAP
"""
import base64
import concurrent.futures
import datetime
import os
import sys
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kiosk_clinic import Clinic, ZONE  # noqa: E402
import tap  # noqa: E402

PROGRAM = sys.argv[1]
PNG = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
VISIT_TYPE = 'http://salveclinic.github.io/fhir/StructureDefinition/visit-type'
DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']


class Portal(Clinic):
    def __init__(self, program):
        super().__init__(program)
        self.type, self.staffs_own = (self.make('HealthcareService', active=True, name=name, extension=[{'url': VISIT_TYPE, 'extension': [
            {'url': 'minutes', 'valueInteger': 15}, *({'url': 'bookableBy', 'valueCode': role} for role in roles)]}])
            for name, roles in (('Consultation', ['patient', 'front-desk']), ('Operation', ['doctor'])))
        self.make('PractitionerRole', active=True, practitioner={'reference': 'Practitioner/' + self.doctor},
                  availableTime=[{'daysOfWeek': DAYS, 'availableStartTime': '08:00:00', 'availableEndTime': '12:00:00'}])
        self.desk = self.server.person(self.admin, 'desk', 'front-desk')

    def person(self, card=None, birth='1980-03-12'):
        """Returns (id, card)."""
        card = card or 'VK-' + uuid.uuid4().hex[:8]
        return self.make('Patient', active=True, birthDate=birth, name=[{'family': 'Kellermann', 'given': ['Anneliese']}],
                         identifier=[{'system': 'urn:card', 'value': card}]), card

    def code(self, patient, token=None):
        return self.good(self.server.plain('POST', f'patients/{patient}/kiosk-code', {}, token or self.desk), 201)['code']

    def prove(self, card, birth, code):
        return self.server.plain('POST', 'kiosk/sessions', {'card': card, 'birthDate': birth, 'code': code}, self.token)

    def enter(self, patient, card, birth='1980-03-12'):
        return self.good(self.prove(card, birth, self.code(patient)), 201)['token']

    def own(self, token):
        return self.good(self.server.plain('GET', 'kiosk/own', token=token), 200)

    def act(self, appointment, what, token, **parameters):
        body = {'resourceType': 'Parameters', 'parameter': [{'name': name, **value} for name, value in parameters.items()]}
        return self.server.ask('POST', f'/fhir/Appointment/{appointment}/${what}', body, token)

    def free(self, token, day=3, kind=None):
        date = datetime.datetime.now(ZONE).date() + datetime.timedelta(days=day)
        start = datetime.datetime(date.year, date.month, date.day, tzinfo=ZONE)
        query = f'start={start.astimezone(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}&count=5&practitioner={self.doctor}&visit-type={kind or self.type}'
        found = self.good(self.server.ask('GET', '/fhir/Appointment/$find?' + query, token=token), 200)
        return [entry['resource'] for entry in found['entry']]

    def book(self, token, patient, offer, **members):
        offer = {**offer, 'participant': offer['participant'] + [{'actor': {'reference': 'Patient/' + patient}, 'status': 'accepted'}], **members}
        return self.server.ask('POST', '/fhir/Appointment/$book',
                               {'resourceType': 'Parameters', 'parameter': [{'name': 'appt-resource', 'resource': offer}]}, token)


def test_a_proof_is_all_three_and_once(clinic):
    patient, card = clinic.person()
    code = clinic.code(patient)
    assert len(code.replace(' ', '')) == 8 and code.replace(' ', '').isdigit(), code
    wrong = [clinic.prove(card, '1980-03-13', code), clinic.prove('VK-nobody', '1980-03-12', code),
             clinic.prove(card, '1980-03-12', '00000000' if code[0] != '0' else '99999999'), clinic.prove('', '', '')]
    assert {(answer.status, answer.bytes) for answer in wrong} == {(403, wrong[0].bytes)}, [(a.status, a.bytes) for a in wrong]
    session = clinic.good(clinic.prove(card.lower().replace('-', ''), '1980-03-12', code.replace(' ', '')), 201)
    assert session['expiresIn'] <= 900 and session['patient'] == patient and 'refresh' not in session
    assert clinic.prove(card, '1980-03-12', code).status == 403, 'a code is good once'


def test_a_newer_code_replaces_the_older(clinic):
    patient, card = clinic.person()
    first, second = clinic.code(patient), clinic.code(patient)
    assert first == second or clinic.prove(card, '1980-03-12', first).status == 403
    clinic.good(clinic.prove(card, '1980-03-12', second), 201)
    accounts = clinic.good(clinic.server.plain('GET', 'users', token=clinic.admin), 200)['items']
    assert len([account for account in accounts if account.get('patient') == patient]) == 1
    assert all('Kellermann' not in account['username'] for account in accounts)


def test_two_with_one_card_are_nobody(clinic):
    card = 'VK-' + uuid.uuid4().hex[:8]
    one, _ = clinic.person(card)
    clinic.person(card)
    assert clinic.prove(card, '1980-03-12', clinic.code(one)).status == 403


def test_tries_are_limited_here(clinic):
    """A known card and an unknown one are slowed alike, and the right proof too."""
    patient, card = clinic.person()
    code = clinic.code(patient)
    for who in (card, 'VK-not-' + uuid.uuid4().hex[:8]):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: clinic.prove(who, '1980-03-12', 'x').status, range(8)))
        assert set(answers) <= {403, 429} and answers.count(403) >= 5, answers
        slowed = clinic.prove(who, '1980-03-12', code if who == card else 'x')
        assert slowed.status == 429 and int(slowed.headers['Retry-After']) >= 1, (who, slowed.status, answers)


def test_who_may_hand_out_codes(clinic):
    patient, _ = clinic.person()
    other, card = clinic.person()
    for token, status in ((clinic.token, 403), (clinic.enter(other, card), 403), (None, 401)):
        assert clinic.server.plain('POST', f'patients/{patient}/kiosk-code', {}, token).status == status
    doctor = clinic.server.person(clinic.admin, 'dr-' + uuid.uuid4().hex[:6], 'doctor', practitioner=clinic.doctor)
    assert clinic.server.plain('POST', f'patients/{patient}/kiosk-code', {}, doctor).status == 404, 'not a patient of theirs'
    assert clinic.server.plain('POST', 'patients/nobody/kiosk-code', {}, clinic.desk).status == 404


def test_a_pin_of_ones_own(clinic):
    """Chosen by who came in by a code, good again and again, refused where it is weak, taken away by staff, seen by nobody."""
    patient, card = clinic.person(card='VK-77415263')

    def choose(token, pin):
        return clinic.server.plain('PUT', 'kiosk/pin', {'pin': pin}, token)
    session = clinic.good(clinic.prove(card, '1980-03-12', clinic.code(patient)), 201)
    assert session['mayChoosePin'] is True and session['hasPin'] is False, session
    for weak in ('111111', '123456', '876543', '121212', '123123', '120380', '031280', '800312', '198003', '415263', '12345', '1234567', 'abcdef', ''):
        assert choose(session['token'], weak).status == 400, weak
    for token, status in ((clinic.token, 403), (clinic.desk, 403), (None, 401)):
        assert choose(token, '849201').status == status
    assert choose(session['token'], '849201').status == 204
    assert clinic.prove(card, '1980-03-12', '849202').status == 403
    for _ in range(2):
        by_pin = clinic.good(clinic.prove(card, '1980-03-12', '849201'), 201)
        assert by_pin['mayChoosePin'] is False and by_pin['hasPin'] is True and by_pin['patient'] == patient, by_pin
        assert clinic.own(by_pin['token'])['appointments'] == []
    assert choose(by_pin['token'], '938475').status == 403, 'who only knows the PIN does not change it'
    given = clinic.good(clinic.server.plain('POST', f'patients/{patient}/kiosk-code', {}, clinic.desk), 201)
    assert given['hasPin'] is True and '849201' not in str(given), given
    again = clinic.good(clinic.prove(card, '1980-03-12', given['code']), 201)
    assert choose(again['token'], '938475').status == 204
    nobody = clinic.prove('VK-nobody', '1980-03-12', '849201')
    old = clinic.prove(card, '1980-03-12', '849201')
    assert (old.status, old.bytes) == (nobody.status, nobody.bytes) == (403, nobody.bytes)
    path = f'patients/{patient}/kiosk-pin'
    for token, status in ((clinic.token, 403), (again['token'], 403), (None, 401), (clinic.desk, 204), (clinic.desk, 204)):
        assert clinic.server.plain('DELETE', path, token=token).status == status
    gone = clinic.prove(card, '1980-03-12', '938475')
    assert (gone.status, gone.bytes) == (403, nobody.bytes)


def test_own_and_nobody_elses(clinic):
    patient, card = clinic.person()
    other, other_card = clinic.person()
    visit, foreign = clinic.visit(patient, days=2, hour=9), clinic.visit(other, days=2, hour=10)
    token = clinic.enter(patient, card)
    seen = clinic.own(token)['appointments']
    assert [entry['id'] for entry in seen] == [visit] and seen[0]['mayChange'] and 'Lee' in seen[0]['doctor'] and seen[0]['minutes'] == 15
    for what, parameters in (('cancel', {}), ('move', {'start': {'valueInstant': '2040-01-01T08:00:00Z'}})):
        assert clinic.act(foreign, what, token, **parameters).status == 404
        assert clinic.act(visit, what, clinic.token, **parameters).status == 403, 'the kiosk itself may nothing'
    assert clinic.read('Appointment', foreign)['status'] == 'booked'
    for path in (f'/fhir/Patient/{other}', f'/fhir/Appointment/{foreign}'):
        assert clinic.server.ask('GET', path, token=token).status == 404, path
    assert clinic.server.ask('PUT', f'/fhir/Appointment/{visit}', clinic.read('Appointment', visit), token).status == 403
    assert clinic.server.plain('GET', 'kiosk/own', token=clinic.token).status == 403
    assert clinic.own(clinic.enter(other, other_card))['appointments'][0]['id'] == foreign


def test_cancel(clinic):
    patient, card = clinic.person()
    visit, over = clinic.visit(patient, days=2, hour=11), clinic.visit(patient, days=-2, hour=11)
    arrived = clinic.visit(patient, days=4, hour=11, status='arrived')
    token = clinic.enter(patient, card)
    assert clinic.act(over, 'cancel', token).status == 409 and clinic.act(arrived, 'cancel', token).status == 409
    clinic.good(clinic.act(visit, 'cancel', token, reason={'valueString': 'cancelled by the patient'}), 200)
    stored = clinic.read('Appointment', visit)
    assert stored['status'] == 'cancelled' and stored['cancelationReason']['text'] == 'cancelled by the patient', stored
    assert clinic.own(token)['appointments'][0]['id'] == arrived and not clinic.own(token)['appointments'][0]['mayChange']
    assert clinic.act(visit, 'cancel', token).status == 200, 'an answer that was lost is asked for again'


def test_book_and_move_what_is_open(clinic):
    patient, card = clinic.person()
    token = clinic.enter(patient, card)
    times = clinic.free(token)
    booked = clinic.good(clinic.book(token, patient, times[0]), 201)
    assert booked['status'] == 'booked' and clinic.own(token)['appointments'][0]['id'] == booked['id']
    assert clinic.own(token)['appointments'][0]['type'] == 'Consultation'
    assert clinic.book(token, patient, times[0]).status == 409, 'taken'
    start = datetime.datetime.fromisoformat(times[0]['start'])
    night, quarter = start.astimezone(ZONE).replace(hour=3), datetime.timedelta(minutes=15)
    for begin, length, status in ((night, quarter, 409), (start + datetime.timedelta(minutes=33), quarter, 409), (start + 4 * quarter, 2 * quarter, 422)):
        answer = clinic.book(token, patient, times[4], start=begin.isoformat(), end=(begin + length).isoformat())
        assert answer.status == status, (begin, length, answer.status)
    nameless = [part for part in times[4]['participant'] if 'Practitioner/' in part['actor']['reference']]
    assert clinic.book(token, patient, {**times[4], 'participant': nameless}, serviceType=[]).status in (400, 422)
    assert clinic.book(token, patient, clinic.free(token, kind=clinic.staffs_own)[4]).status == 403, 'others book it'
    assert clinic.act(booked['id'], 'move', token, start={'valueInstant': night.isoformat()}).status == 409
    assert clinic.act(booked['id'], 'move', token).status == 422
    clinic.good(clinic.act(booked['id'], 'move', token, start={'valueInstant': times[3]['start']}), 200)
    moved = clinic.read('Appointment', booked['id'])
    assert datetime.datetime.fromisoformat(moved['start']) == datetime.datetime.fromisoformat(times[3]['start'])
    assert times[0]['start'] in [time['start'] for time in clinic.free(token)], 'the old time is free again'
    other, other_card = clinic.person()
    assert clinic.book(token, other, times[1]).status in (403, 404), 'for somebody else'
    assert clinic.book(clinic.enter(other, other_card), other, times[3]).status == 409
    by_staff = clinic.book(clinic.desk, patient, times[4], start=night.isoformat(), end=(night + quarter).isoformat())
    assert by_staff.status in (201, 409) and b'not offered' not in by_staff.bytes, 'what is not offered is for the diary to say to staff'


def test_papers(clinic):
    patient, card = clinic.person()
    other, _ = clinic.person()
    about = {'subject': {'reference': 'Patient/' + patient}}
    value = clinic.make('Observation', status='final', code={'text': 'Haemoglobin'}, valueQuantity={'value': 13.5, 'unit': 'g/dl'}, **about)
    report = clinic.make('DiagnosticReport', status='final', code={'text': 'Blood count'}, conclusion='All is well.',
                         effectiveDateTime='2026-05-01', result=[{'reference': 'Observation/' + value}], **about)
    draft = clinic.make('DiagnosticReport', status='preliminary', code={'text': 'Not yet'}, **about)
    foreign = clinic.make('DiagnosticReport', status='final', code={'text': 'Foreign'}, subject={'reference': 'Patient/' + other})
    note = clinic.make('Composition', status='final', type={'text': 'Note'}, title='Visit', date='2026-05-02', author=[{'display': 'Dr. Lee'}],
                       section=[{'title': 'Plan', 'text': {'status': 'generated', 'div': '<div xmlns="http://www.w3.org/1999/xhtml"><p>Rest &amp; tea</p><p>a &lt; b</p></div>'}}], **about)
    rx = clinic.make('MedicationRequest', status='active', intent='order', medicationCodeableConcept={'text': 'Ibuprofen 400 mg'},
                     dosageInstruction=[{'text': 'one in the morning'}], **about)
    binary = clinic.make('Binary', contentType='image/png', securityContext={'reference': 'Patient/' + patient}, data=base64.b64encode(PNG).decode())
    image = clinic.make('DocumentReference', status='current', content=[{'attachment': {'contentType': 'image/png', 'url': 'Binary/' + binary, 'title': 'X-ray'}}], **about)
    token = clinic.enter(patient, card)
    papers = {paper['id']: paper for paper in clinic.own(token)['papers']}
    assert set(papers) == {report, note, rx, image}, papers
    assert [papers[id]['kind'] for id in (report, note, rx, image)] == ['report', 'note', 'prescription', 'picture']
    assert papers[report]['title'] == 'Blood count' and papers[rx]['title'] == 'Ibuprofen 400 mg'

    def read(kind, id):
        return clinic.good(clinic.server.plain('GET', f'kiosk/papers/{kind}/{id}', token=token), 200)
    assert read('DiagnosticReport', report)['text'] == 'All is well.\nHaemoglobin: 13.5 g/dl'
    assert read('Composition', note)['text'] == 'Plan\nRest & tea\na < b' and read('Composition', note)['by'] == 'Dr. Lee'
    assert read('MedicationRequest', rx)['text'] == 'one in the morning'
    assert read('DocumentReference', image)['pictures'] == [{'type': 'image/png', 'data': base64.b64encode(PNG).decode()}]
    for kind, id in (('DiagnosticReport', draft), ('DiagnosticReport', foreign), ('Observation', value), ('Patient', patient)):
        assert clinic.server.plain('GET', f'kiosk/papers/{kind}/{id}', token=token).status == 404, (kind, id)
    assert clinic.server.plain('GET', f'kiosk/papers/DiagnosticReport/{report}', token=clinic.token).status == 403


def test_a_picture_only_where_one_is_asked_for(clinic):
    patient, card = clinic.person()
    other, other_card = clinic.person()
    asked = clinic.make('ServiceRequest', status='active', intent='order', code={'text': 'The wound on the left hand'},
                        category=[{'coding': [{'system': 'http://salveclinic.github.io/fhir/CodeSystem/request', 'code': 'patient-picture'}]}],
                        subject={'reference': 'Patient/' + patient}, performer=[{'reference': 'Patient/' + patient}])
    blood = clinic.make('ServiceRequest', status='active', intent='order', code={'text': 'Blood'}, subject={'reference': 'Patient/' + patient})
    token, foreign = clinic.enter(patient, card), clinic.enter(other, other_card)

    def send(id, picture=PNG, who=token):
        return clinic.server.plain('POST', f'kiosk/pictures/{id}', {'data': base64.b64encode(picture).decode()}, who)
    assert clinic.own(token)['pictures'] == [{'id': asked, 'what': 'The wound on the left hand'}]
    assert [send(asked, who=who).status for who in (foreign, clinic.token)] == [404, 403], [send(asked, who=who).bytes for who in (foreign, clinic.token)]
    assert [send(blood).status, send(asked, b'GIF89a' * 20).status, send(asked, b'').status] == [409, 400, 400]
    assert send(asked).status == 201
    assert clinic.own(token)['pictures'] == [] and send(asked).status == 409, 'once'
    assert clinic.read('ServiceRequest', asked)['status'] == 'completed'
    paper, = clinic.own(token)['papers']
    assert paper['kind'] == 'picture' and paper['title'] == 'The wound on the left hand'
    stored = clinic.read('DocumentReference', paper['id'])
    assert stored['context']['related'] == [{'reference': 'ServiceRequest/' + asked}]
    binary = clinic.read(*stored['content'][0]['attachment']['url'].split('/'))
    assert base64.b64decode(binary['data']) == PNG and binary['securityContext'] == {'reference': 'Patient/' + patient}


def test_the_session_ends(clinic):
    patient, card = clinic.person()
    token = clinic.enter(patient, card)
    clinic.own(token)
    assert clinic.server.plain('DELETE', 'kiosk/sessions', token=token).status == 204
    assert clinic.server.plain('GET', 'kiosk/own', token=token).status == 401
    assert clinic.day().status == 200, 'the kiosk’s own goes on'


def test_what_can_be_booked(clinic):
    patient, card = clinic.person()
    offers = clinic.good(clinic.server.plain('GET', 'kiosk/offers', token=clinic.enter(patient, card)), 200)
    assert [kind['id'] for kind in offers['types']] == [clinic.type] and clinic.doctor in [doctor['id'] for doctor in offers['doctors']]
    assert clinic.server.plain('GET', 'kiosk/offers', token=clinic.token).status == 403


def main():
    clinic = Portal(PROGRAM)
    failed = tap.run([value for name, value in sorted(globals().items()) if name.startswith('test_')], clinic)
    clinic.server.remove()
    sys.exit(1 if failed else 0)


main()
