#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three desks and a server, real processes on loopback, with a network between them that cuts, delays and garbles, and
kill -9 of either side. What a desk said it had saved is on the server in the end, or that desk shows it as waiting,
refused or in conflict; nothing is there twice; nobody is booked twice.

usage: test-desks.py PATH-OF-SALVE-SERVER PATH-OF-DESK        prints TAP
SALVE_KILLS: how many kills (500), SALVE_RACES: requests of the race (10000), SALVE_SEED
"""
import datetime
import json
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server  # noqa: E402
import tap  # noqa: E402

PROGRAM, DESK = sys.argv[1:3]
KILLS = int(os.environ.get('SALVE_KILLS', '500'))
RACES = int(os.environ.get('SALVE_RACES', '10000'))
SEED = int(os.environ.get('SALVE_SEED', '20261121'))
DAY = 1_930_000_000


class Proxy:
    """Hands bytes on, and every now and then does not."""

    def __init__(self, port, seed):
        self.port_of_server = port
        self.random = random.Random(seed)
        self.bad = 0.0
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.counts = {'cut': 0, 'garbled': 0, 'held': 0, 'refused': 0}
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            if self.random.random() < self.bad / 4:
                self.counts['refused'] += 1
                client.close()
                continue
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            server = socket.create_connection(('127.0.0.1', self.port_of_server), timeout=5)
        except OSError:
            client.close()
            return
        pairs = {client: server, server: client}
        try:
            while True:
                for source in select.select(list(pairs), [], [], 60)[0]:
                    data = source.recv(65536)
                    if not data or not self.hand_on(pairs[source], data):
                        return
        except OSError:
            pass
        finally:
            client.close()
            server.close()

    def hand_on(self, to, data):
        dice = self.random.random()
        if dice < self.bad / 3:
            self.counts['cut'] += 1
            to.sendall(data[:self.random.randrange(len(data))])
            return False
        if dice < self.bad / 2:
            self.counts['garbled'] += 1
            at = self.random.randrange(len(data))
            data = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:]
        elif dice < self.bad:
            # After the request went through, its answer never comes: the desk does not know.
            self.counts['held'] += 1
            to.sendall(data)
            return False
        to.sendall(data)
        return True


class Desk:
    def __init__(self, base, pin, token):
        self.folder = tempfile.mkdtemp(prefix='salve-desk-')
        self.store = os.path.join(self.folder, 'desk.salve')
        self.key = os.path.join(self.folder, 'key')
        with open(self.key, 'w', encoding='ascii') as out:
            out.write(os.urandom(32).hex() + '\n')
        os.chmod(self.key, 0o600)
        self.base, self.pin, self.token = base, pin, token
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([DESK, self.store, self.key, self.base, self.pin, self.token],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=open(os.path.join(self.folder, 'errors'), 'ab'))
        line = self.process.stdout.readline()
        assert line.startswith('ok'), open(os.path.join(self.folder, 'errors'), encoding='utf-8').read()[-2000:]

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        assert line, open(os.path.join(self.folder, 'errors'), encoding='utf-8').read()[-2000:]
        word, _, text = line.rstrip('\n').partition(' ')
        return word == 'ok', text

    def do(self, line):
        self.say(line)
        return self.hear()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def sync(self, times=40):
        last = None
        for _ in range(times):
            good, last = self.do('sync')
            if good and last == 'done':
                return True
        return last

    def dump(self):
        good, text = self.do('dump')
        assert good, text
        return json.loads(text)

    def remove(self):
        self.kill()
        shutil.rmtree(self.folder)


class Clinic:
    def __init__(self, seed, n_desks=3):
        self.server = Server(PROGRAM).start()
        self.admin = self.server.administrator()
        self.fingerprint = self.server.fingerprint()
        self.proxy = Proxy(self.server.port, seed)
        self.base = f'https://127.0.0.1:{self.proxy.port}/fhir'
        roles = ['administrator', 'front-desk', 'nurse']
        self.tokens = [self.server.person(self.admin, f'desk{i}', roles[i]) for i in range(n_desks)]
        self.desks = [Desk(self.base, self.fingerprint, token) for token in self.tokens]
        self.doctor = str(uuid.uuid4())
        answer = self.server.ask('PUT', '/fhir/Practitioner/' + self.doctor,
                                 {'resourceType': 'Practitioner', 'id': self.doctor, 'active': True, 'name': [{'family': 'Lee'}]},
                                 self.admin)
        assert answer.status == 201, answer.bytes

    def records(self, kind):
        found, path = {}, f'/fhir/{kind}?_count=500'
        while path:
            page = self.server.ask('GET', path, token=self.admin).json
            for entry in page.get('entry', []):
                found[entry['resource']['id']] = entry['resource']
            path = next((link['url'] for link in page['link'] if link['relation'] == 'next'), None)
            path = path[path.index('/fhir'):] if path else None
        return found

    def remove(self):
        for desk in self.desks:
            desk.remove()
        self.server.remove()


def check_nobody_twice(appointments):
    taken = {}
    for one in appointments.values():
        if one['status'] != 'booked':
            continue
        for participant in one['participant']:
            who = participant['actor']['reference']
            if who.startswith('Practitioner'):
                assert (who, one['start']) not in taken, (one['id'], taken[(who, one['start'])])
                taken[(who, one['start'])] = one['id']


def test_converge():
    """What one desk does is at the others."""
    clinic = Clinic(SEED)
    try:
        one, two, three = clinic.desks
        person = str(uuid.uuid4())
        assert one.do(f'register {person} Anna')[0]
        for desk in clinic.desks:
            assert desk.sync() is True, desk.sync()
        assert any(r['id'] == person for r in two.dump()['resources'])
        # Two who change different things at once: both stay.
        assert two.do(f'edit {person} /gender female')[0] and three.do(f'edit {person} /name/0/family Berg')[0]
        assert two.sync() is True and three.sync() is True and two.sync() is True and one.sync() is True
        for desk in clinic.desks:
            record = next(r for r in desk.dump()['resources'] if r['id'] == person)
            assert (record['gender'], record['name'][0]['family']) == ('female', 'Berg'), record
        # Two who change the birth date at once: a person decides, and nothing is overwritten.
        assert one.do(f'edit {person} /birthDate 1980-01-01')[0] and two.do(f'edit {person} /birthDate 1981-01-01')[0]
        assert one.sync() is True
        two.sync(5)
        assert two.dump()['conflicts'] == 1, two.dump()
        assert clinic.records('Patient')[person]['birthDate'] == '1980-01-01'
        # Two who book the same time: one is refused, visibly.
        visits = [str(uuid.uuid4()) for _ in clinic.desks]
        for desk, visit in zip((one, three), visits):
            assert desk.do(f'book {visit} {person} {clinic.doctor} {DAY} 30')[0]
        assert one.sync() is True
        three.sync(5)
        state = three.dump()
        assert state['refused'] + state['conflicts'] >= 1, state
        check_nobody_twice(clinic.records('Appointment'))
        assert visits[0] in clinic.records('Appointment') and visits[1] not in clinic.records('Appointment')
    finally:
        clinic.remove()


def test_steps():
    """A step that one desk takes is at the other at once, by the server's notices (these desks never
    look by the clock alone); the visit in the record goes with it."""
    clinic = Clinic(SEED + 3, 2)
    try:
        one, two = clinic.desks
        person, visit = str(uuid.uuid4()), str(uuid.uuid4())
        assert one.do(f'register {person} Anna')[0]
        assert one.sync() is True and two.sync() is True
        assert one.do(f'book {visit} {person} {clinic.doctor} {DAY} 30')[0]
        assert one.sync() is True and two.sync() is True
        assert one.do('watch')[0] and two.do('watch')[0]
        took = []
        for desk, other, status in ((one, two, 'arrived'), (two, one, 'checked-in'), (one, two, 'fulfilled')):
            other.say(f'await Appointment {visit} {status}')
            began = time.monotonic()
            good, text = desk.do(f'step {visit} {status}')
            assert good, text
            good, text = other.hear()
            took.append(time.monotonic() - began)
            assert good, text
            # What was taken here is what the next step there stands on: it has to have the visit too.
            encounter = {'arrived': 'arrived', 'checked-in': 'in-progress', 'fulfilled': 'finished'}[status]
            wanted = encounter_id(visit)
            good, text = other.do(f'await Encounter {wanted} {encounter}')
            assert good, text
        print('# ms from desk to desk:', ', '.join(f'{1000 * each:.0f}' for each in took))
        encounters = list(clinic.records('Encounter').values())
        assert len(encounters) == 1, encounters
        assert encounters[0]['status'] == 'finished' and encounters[0]['period']['end'], encounters
        assert [past['status'] for past in encounters[0]['statusHistory']] == ['arrived', 'in-progress'], encounters
        versions = clinic.server.ask('GET', f"/fhir/Encounter/{encounters[0]['id']}/_history", token=clinic.admin).json
        assert [e['resource']['status'] for e in versions['entry']] == ['finished', 'in-progress', 'arrived'], versions
    finally:
        clinic.remove()


def encounter_id(visit):
    """As src/fhir/salve-encounter.c makes it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f'Appointment/{visit}'))


def test_nothing_new():
    """A round in which nothing happened asks little: counted at the server."""
    clinic = Clinic(SEED + 1, 1)
    try:
        desk = clinic.desks[0]
        assert desk.do(f'register {uuid.uuid4()} Anna')[0]
        assert desk.sync() is True and desk.sync() is True

        def requests():
            text = clinic.server.ask('GET', '/metrics', token=clinic.admin).bytes.decode()
            return sum(int(line.split()[-1]) for line in text.splitlines() if line.startswith('salve_requests_total'))

        before = requests()
        assert desk.do('sync')[0]
        print(f'# {requests() - before - 1} requests in a round in which nothing is new')
    finally:
        clinic.remove()


def test_readers():
    """Several people at one desk: each has in its file what they may read, whoever asked before them; who treats a patient
    from now on gets what was written before; in an emergency a record comes that the file never had."""
    server = Server(PROGRAM).start()
    desk = None
    try:
        admin, doctor = server.administrator(), str(uuid.uuid4())

        def put(kind, key, **more):
            answer = server.ask('PUT', f'/fhir/{kind}/{key}', {'resourceType': kind, 'id': key, **more}, admin)
            assert answer.status in (200, 201), answer.bytes

        def diagnose(name, patient):
            put('Condition', name, code={'text': name}, subject={'reference': 'Patient/' + patient})

        put('Practitioner', doctor, name=[{'family': 'Lee'}])
        put('Patient', 'own', name=[{'family': 'Own'}], generalPractitioner=[{'reference': 'Practitioner/' + doctor}])
        for name in ('other', 'third'):
            put('Patient', name, name=[{'family': name}])
        for name in ('own', 'other', 'third'):
            diagnose('c-' + name, name)
        tokens = {'doctor': server.person(admin, 'lee', 'doctor', practitioner=doctor),
                  'front-desk': server.person(admin, 'ines', 'front-desk')}
        desk = Desk(f'https://127.0.0.1:{server.port}/fhir', server.fingerprint(), tokens['doctor'])

        def sit_down(role):
            desk.kill()
            desk.token = tokens[role]
            desk.start()

        def here():
            assert desk.sync() is True, desk.sync()
            return {r['id'] for r in desk.dump()['resources'] if r['resourceType'] in ('Patient', 'Condition')}

        assert here() == {'own', 'c-own'}, here()
        sit_down('front-desk')
        assert here() == {'own', 'other', 'third', 'c-own'}, here()
        # What changes while somebody else is here, and they may not read, is not passed over.
        diagnose('later', 'own')
        assert 'later' not in here()
        sit_down('doctor')
        assert here() == {'own', 'other', 'third', 'c-own', 'later'}, here()
        put('Appointment', 'visit', status='booked', start='2031-05-05T08:00:00Z', end='2031-05-05T08:30:00Z', participant=[
            {'actor': {'reference': 'Patient/other'}, 'status': 'accepted'},
            {'actor': {'reference': 'Practitioner/' + doctor}, 'status': 'accepted'}])
        assert 'c-other' in here() and 'c-third' not in here(), here()
        assert desk.do('fetch third')[0] and 'c-third' not in here()
        assert server.plain('POST', 'break-glass', {'patient': 'third', 'reason': 'unconscious at the door'},
                            tokens['doctor']).status == 204
        assert desk.do('fetch third')[0] and 'c-third' in here()
    finally:
        if desk:
            desk.remove()
        server.remove()


def act(clinic, desk, dice, saved, people):
    """One thing that a person does. saved: what they were told is saved, by (id, pointer)."""
    what = dice.random()
    if what < 0.3 or not people[desk]:
        person = str(uuid.uuid4())
        name = f'N{dice.randrange(10**9)}'
        good, text = desk.do(f'register {person} {name}')
        assert good, text
        people[desk].append(person)
        saved[person] = {'/name/0/family': name}
    elif what < 0.7:
        # Each desk has people of its own, so that what is expected of them does not depend on who was faster.
        person = dice.choice(people[desk])
        pointer = dice.choice(['/name/0/family', '/maritalStatus/text', '/address/0/city'])
        value = f'V{dice.randrange(10**9)}'
        good, text = desk.do(f'edit {person} {pointer} {value}')
        assert good, text
        saved[person][pointer] = value
    else:
        start = DAY + 1800 * dice.randrange(4000)
        desk.do(f'book {uuid.uuid4()} {dice.choice(people[desk])} {clinic.doctor} {start} 30')


def value_at(resource, pointer):
    for part in pointer.split('/')[1:]:
        resource = resource[int(part) if part.isdigit() else part]
    return resource


def settle(clinic):
    """The network is well and everybody is up. Returns what does not come to rest."""
    clinic.proxy.bad = 0.0
    for _ in range(6):
        results = [desk.sync(10) for desk in clinic.desks]
    return results


def test_kills():
    """Desks and the server die at any moment, on a bad network."""
    dice = random.Random(SEED)
    clinic = Clinic(SEED + 2)
    saved, people = {}, {desk: [] for desk in clinic.desks}
    kills = {'desk': 0, 'server': 0}
    try:
        clinic.proxy.bad = 0.25
        while sum(kills.values()) < KILLS:
            desk = dice.choice(clinic.desks)
            for _ in range(dice.randrange(1, 4)):
                act(clinic, desk, dice, saved, people)
            desk.say('sync')
            # From nothing to the whole of a round: the kill comes at any point of it.
            select.select([desk.process.stdout], [], [], dice.random() * 0.06)
            if dice.random() < 0.9:
                desk.kill()
                desk.start()
                kills['desk'] += 1
            else:
                clinic.server.stop(signal.SIGKILL)
                desk.hear()
                clinic.server.start(port=clinic.server.port)
                kills['server'] += 1
        results = settle(clinic)
        patients, appointments = clinic.records('Patient'), clinic.records('Appointment')
        check_nobody_twice(appointments)
        lost = [(person, pointer) for person, fields in saved.items() for pointer, value in fields.items()
                if person not in patients or value_at(patients[person], pointer) != value]
        states = [desk.dump() for desk in clinic.desks]
        visible = sum(state['waiting'] + state['conflicts'] + state['refused'] for state in states)
        booked = {r['id'] for state in states for r in state['resources'] if r['resourceType'] == 'Appointment'}
        print(f'# {kills}, {clinic.proxy.counts}, {len(patients)} patients, {len(appointments)} appointments on the server, '
              f'{visible} visible troubles, {results}')
        assert not lost, (len(lost), lost[:5], results)
        assert results == [True] * 3, results
        assert len(patients) == len(saved), (len(patients), len(saved))
        assert len(booked - set(appointments)) <= visible, 'a booking that is not on the server shows as trouble'
        for state in states:
            here = {r['id'] for r in state['resources'] if r['resourceType'] == 'Patient'}
            assert here == set(patients), (len(here), len(patients))
        assert clinic.server.stop() == 0
        assert clinic.server.run('check')['ok']
    finally:
        clinic.remove()


def test_race():
    """Fifty clients want the same times."""
    server = Server(PROGRAM).start()
    try:
        admin = server.administrator()
        doctor = server.ask('POST', '/fhir/Practitioner', {'resourceType': 'Practitioner', 'name': [{'family': 'Lee'}]}, admin).json['id']
        people = [server.ask('POST', '/fhir/Patient', {'resourceType': 'Patient', 'name': [{'family': f'P{i}'}]}, admin).json['id']
                  for i in range(50)]
        slots = RACES // 50
        outcomes = [[] for _ in range(slots)]

        # As many connections as one address may have are open at once; each of them is several clients in turn.
        def client(first):
            connection = server.connection()
            for slot in range(slots):
                for person in people[first::25]:
                    start = DAY + 1800 * slot
                    stamp = [datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
                             for t in (start, start + 1800)]
                    body = json.dumps({'resourceType': 'Appointment', 'status': 'booked', 'start': stamp[0], 'end': stamp[1], 'participant': [
                        {'actor': {'reference': 'Patient/' + person}, 'status': 'accepted'},
                        {'actor': {'reference': 'Practitioner/' + doctor}, 'status': 'accepted'}]})
                    connection.request('POST', '/fhir/Appointment', body, {'Authorization': 'Bearer ' + admin, 'Content-Type': 'application/fhir+json'})
                    answer = connection.getresponse()
                    answer.read()
                    outcomes[slot].append(answer.status)
            connection.close()

        threads = [threading.Thread(target=client, args=(i,)) for i in range(25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wrong = [sorted(statuses) for statuses in outcomes if sorted(statuses) != [201] + [409] * 49]
        assert not wrong, (len(wrong), wrong[:3])
        print(f'# {slots} times, {slots * 50} requests: one winner each')
    finally:
        server.remove()


TESTS = [test_converge, test_steps, test_readers, test_nothing_new, test_race, test_kills]


def main():
    wanted = sys.argv[3:]
    sys.exit(1 if tap.run([test for test in TESTS if not wanted or test.__name__ in wanted]) else 0)


main()
