#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic that had no server gets one, and moves to another one, killed at any moment of it: what it has is there
afterwards, all of it and nothing twice.

usage: test-moving.py PATH-OF-SALVE-SERVER PATH-OF-DESK        prints TAP
"""
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
PATIENTS, KILLS = 60, 12
TYPES = ('Practitioner', 'Patient', 'Observation', 'Appointment')


class Place:
    """A server, and what it has."""

    def __init__(self):
        self.server = Server(SERVER).start()
        self.base = f'https://127.0.0.1:{self.server.port}/fhir'
        self.token = self.server.person(self.server.administrator(), 'front', 'administrator')

    def versions(self):
        found = {}
        for kind in TYPES:
            bundle = self.server.ask('GET', f'/fhir/{kind}?_count=1000', token=self.token).json
            for entry in bundle.get('entry', []):
                found[f"{kind}/{entry['resource']['id']}"] = entry['resource']['meta']['versionId']
        return found


def fill(desk):
    """A doctor, patients, of each a finding and an appointment; one patient is deleted again. Returns their names."""
    doctor = {'resourceType': 'Practitioner', 'id': str(uuid.uuid4()), 'active': True, 'name': [{'family': 'Lee'}]}
    names = ['Practitioner/' + doctor['id']]
    desk.put(doctor)
    for i in range(PATIENTS):
        person = patient(f'Move{i}')
        subject = {'reference': 'Patient/' + person['id']}
        finding = {'resourceType': 'Observation', 'id': str(uuid.uuid4()), 'status': 'final', 'code': {'text': 'weight'},
                   'subject': subject}
        visit = {'resourceType': 'Appointment', 'id': str(uuid.uuid4()), 'status': 'booked',
                 'start': f'2031-03-{1 + i // 20:02}T{8 + i % 20 // 4:02}:{i % 4 * 15:02}:00Z',
                 'end': f'2031-03-{1 + i // 20:02}T{8 + i % 20 // 4:02}:{i % 4 * 15 + 10:02}:00Z',
                 'participant': [{'actor': subject, 'status': 'accepted'},
                                 {'actor': {'reference': names[0]}, 'status': 'accepted'}]}
        for resource in (person, finding, visit):
            desk.put(resource)
            names.append(f"{resource['resourceType']}/{resource['id']}")
    gone = patient('Gone')
    desk.put(gone)
    assert desk.ask('delete Patient/' + gone['id']) == 'saved'
    return names


def kill_at_any_moment(desk, command, pause):
    """Later and later, so that some strike before, some in the middle of it, and some after."""
    for i in range(KILLS):
        desk.tell(command)
        threading.Event().wait(pause * i)
        desk.kill()


def test_a_clinic_by_itself_goes_up_once(world):
    world.desk = Desk(PROGRAM, os.path.join(world.folder, 'desk.salve'))
    world.names = fill(world.desk)
    world.desk.connect(world.old.base, world.old.token)
    kill_at_any_moment(world.desk, 'sync', 0.015)
    world.desk.sync()
    assert world.desk.state() == [0, 0, 0], world.desk.state()
    # A second version would be a second writing.
    assert world.old.versions() == {name: '1' for name in world.names}, world.old.versions()
    world.second = Desk(PROGRAM, os.path.join(world.folder, 'second.salve'), world.old.base, world.old.token)
    world.second.sync()
    assert all(world.second.get(name) is not None for name in world.names)


def test_an_open_conflict_keeps_it_where_it_is(world):
    name = world.names[1]
    for desk, date in ((world.desk, '1981-01-01'), (world.second, '1982-01-01')):
        changed = desk.get(name)
        changed['birthDate'] = date
        desk.put(changed)
    world.desk.sync()
    world.second.ask('sync')
    assert world.second.state()[1] == 1, world.second.state()
    world.second.connect('-')
    assert world.second.ask('leave').startswith('refused')
    assert world.second.state()[1] == 1, world.second.state()


def test_killed_while_it_leaves(world):
    world.before = world.old.versions()
    world.desk.connect('-')
    for i in range(KILLS):
        world.desk.tell('leave')
        threading.Event().wait(0.002 * i)
        world.desk.kill()
    assert world.desk.ask('leave') == 'left'
    assert all(world.desk.get(name) is not None for name in world.names)


def test_everything_is_at_the_new_server_once(world):
    changed = world.desk.get(world.names[4])
    changed['active'] = True
    world.desk.put(changed)
    world.desk.connect(world.new.base, world.new.token)
    kill_at_any_moment(world.desk, 'sync', 0.015)
    world.desk.sync()
    assert world.desk.state() == [0, 0, 0], world.desk.state()
    assert world.new.versions() == {name: '1' for name in world.names}, world.new.versions()
    assert world.old.versions() == world.before


def test_another_desk_comes_after(world):
    third = Desk(PROGRAM, os.path.join(world.folder, 'third.salve'), world.old.base, world.old.token)
    third.sync()
    third.connect('-')
    assert third.ask('leave') == 'left'
    third.connect(world.new.base, world.new.token)
    third.sync()
    # It has the patient's older state, and nothing that says which of the two is newer: a person says so.
    assert third.state()[0] == 0 and third.state()[2] == 0, third.state()
    assert world.new.versions() == {name: '1' for name in world.names}, world.new.versions()
    third.close()


def test_what_comes_after_goes_to_the_new_server_only(world):
    changed = world.desk.get(world.names[7])
    changed['gender'] = 'female'
    world.desk.put(changed)
    world.desk.sync()
    assert world.new.versions()[world.names[7]] == '2'
    assert world.old.versions() == world.before


class World:
    def __init__(self):
        self.old, self.new = Place(), Place()
        self.folder = tempfile.mkdtemp(prefix='salve-moving-', dir=self.old.server.folder)
        self.desk = self.second = None

    def close(self):
        for desk in (self.desk, self.second):
            if desk is not None:
                desk.close()
        self.old.server.remove()
        self.new.server.remove()


def main():
    world = World()
    failed = tap.run([value for name, value in globals().items() if name.startswith('test_')], world)
    world.close()
    return 1 if failed else 0


sys.exit(main())
