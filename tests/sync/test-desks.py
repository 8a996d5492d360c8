#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three desks and a salve-server, all of them real processes, over HTTPS on this machine.

usage: test-desks.py PATH-OF-SALVE-SERVER PATH-OF-DESK        prints TAP
"""
import json
import os
import sys
import tempfile
import threading
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'server'))
from desking import Desk, patient  # noqa: E402
from serving import Server  # noqa: E402
import tap  # noqa: E402

SERVER, PROGRAM = sys.argv[1:3]


class Clinic:
    def __init__(self):
        self.server = Server(SERVER).start()
        self.folder = tempfile.mkdtemp(prefix='salve-desks-', dir=self.server.folder)
        self.base = f'https://127.0.0.1:{self.server.port}/fhir'
        self.admin = self.server.administrator()
        self.token = self.server.person(self.admin, 'front', 'administrator')
        self.desks = [Desk(PROGRAM, os.path.join(self.folder, f'desk{i}.salve'), self.base, self.token) for i in range(3)]

    def close(self):
        for desk in self.desks:
            desk.close()
        self.server.remove()


def appointment(doctor, start, end):
    return {'resourceType': 'Appointment', 'id': str(uuid.uuid4()), 'status': 'booked',
            'start': f'2031-03-03T{start}:00Z', 'end': f'2031-03-03T{end}:00Z',
            'participant': [{'actor': {'reference': 'Practitioner/' + doctor}, 'status': 'accepted'}]}


def doctor_of(clinic):
    doctor = {'resourceType': 'Practitioner', 'id': str(uuid.uuid4()), 'active': True, 'name': [{'family': 'Lee'}]}
    clinic.desks[0].put(doctor)
    for desk in clinic.desks:
        desk.sync()
    return doctor['id']


def test_the_probes_find_what_it_can(clinic):
    found = json.loads(clinic.desks[0].ask('probe'))
    wanted = ['isSalve', 'putCreates', 'ifMatch', 'ifNoneExist', 'atomicTransactions', 'typeHistory']
    assert all(found[name] for name in wanted), found


def test_from_desk_to_desk(clinic):
    a, b, c = clinic.desks
    record = patient('Keller', birthDate='1980-02-03')
    a.put(record)
    for desk in (a, b, c):
        desk.sync()
    for desk in (b, c):
        assert desk.get('Patient/' + record['id'])['name'][0]['family'] == 'Keller'
    changed = b.get('Patient/' + record['id'])
    changed['gender'] = 'female'
    b.put(changed)
    changed = c.get('Patient/' + record['id'])
    changed['active'] = True
    c.put(changed)
    for desk in (b, c, b, a):
        desk.sync()
    for desk in (a, b, c):
        there = desk.get('Patient/' + record['id'])
        assert (there['gender'], there['active']) == ('female', True), there
        assert desk.state() == [0, 0, 0], desk.state()
    a.ask('delete Patient/' + record['id'])
    for desk in (a, b, c):
        desk.sync()
        assert desk.get('Patient/' + record['id']) is None


def test_decimals_keep_their_digits(clinic):
    a, b, _ = clinic.desks
    record = patient('Digits')
    text = json.dumps(record)[:-1] + ', "extension": [{"url": "urn:x", "valueDecimal": 1.00}]}'
    assert a.ask('put ' + text) == 'saved'
    a.sync()
    b.sync()
    assert '1.00' in b.ask('get Patient/' + record['id'])


def test_what_two_change_waits_for_a_person(clinic):
    a, b, _ = clinic.desks
    record = patient('Two', birthDate='1980-01-01')
    a.put(record)
    a.sync()
    b.sync()
    for desk, date in ((a, '1981-01-01'), (b, '1982-01-01')):
        changed = desk.get('Patient/' + record['id'])
        changed['birthDate'] = date
        desk.put(changed)
    a.sync()
    b.ask('sync')
    assert b.state()[1] == 1, b.state()
    assert b.get('Patient/' + record['id'])['birthDate'] == '1982-01-01'
    assert a.get('Patient/' + record['id'])['birthDate'] == '1981-01-01'


def test_one_time_is_booked_once(clinic):
    doctor = doctor_of(clinic)
    bookings = [appointment(doctor, '10:00', '10:15') for _ in clinic.desks]
    for desk, booking in zip(clinic.desks, bookings):
        desk.put(booking)
    for desk in clinic.desks:
        desk.tell('sync')
    for desk in clinic.desks:
        desk.hear()
    found = clinic.server.ask('GET', f'/fhir/Appointment?actor=Practitioner/{doctor}', token=clinic.token).json
    assert len(found.get('entry', [])) == 1, found
    assert sorted(desk.state()[2] for desk in clinic.desks) == [0, 1, 1], [d.ask('refusals') for d in clinic.desks]


def test_killed_while_it_sends(clinic):
    a, b, _ = clinic.desks
    ids = []
    for i in range(12):
        for j in range(5):
            record = patient(f'Kill{i}x{j}')
            ids.append(record['id'])
            a.put(record)
        a.tell('sync')
        threading.Event().wait(0.004 * i)
        a.kill()
    a.sync()
    b.sync()
    for name in ids:
        assert b.get('Patient/' + name) is not None, name
    found = clinic.server.ask('GET', '/fhir/Patient?_summary=count', token=clinic.token).json
    assert found['total'] >= len(ids)


def main():
    clinic = Clinic()
    failed = tap.run([value for name, value in globals().items() if name.startswith('test_')], clinic)
    clinic.close()
    return 1 if failed else 0


sys.exit(main())
