#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of the server's table, as every role and as nobody, for a row of one's own and for somebody else's. What
has to come of it is in permissions.tsv, which a person reads and changes; a route that is not in it fails.

usage: test-permissions.py SALVE-SERVER LIST-ROUTES PERMISSIONS.TSV [--write]        prints TAP
"""
import json
import os
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import PASSWORD, Server  # noqa: E402

PROGRAM, LIST, TABLE = sys.argv[1:4]
WRITE = '--write' in sys.argv
ROLES = ['nobody', 'patient', 'nurse', 'doctor', 'front-desk', 'administrator', 'app-developer', 'device-integrator', 'data-scientist', 'kiosk']
# One type of each kind: the person, what is theirs, what takes time, what is everybody's, what nobody may touch.
TYPES = ['Patient', 'Observation', 'Appointment', 'Practitioner', 'Slot']
COLLECTIONS = {'patients': 'Patient', 'doctors': 'Practitioner', 'diseases': 'Condition', 'machines': 'Device', 'devices': 'Device',
               'data': 'Observation', 'checkups': 'DiagnosticReport', 'check_history': 'Encounter'}


class World:
    def __init__(self):
        self.server = Server(PROGRAM).start()
        self.server.keep_line()
        self.admin = self.server.administrator()
        self.doctor, self.other_doctor = str(uuid.uuid4()), str(uuid.uuid4())
        self.people = {'own': str(uuid.uuid4()), 'other': str(uuid.uuid4())}
        self.hour = 0
        for doctor in (self.doctor, self.other_doctor):
            self.put('Practitioner', doctor, {'name': [{'family': 'Lee'}]})
        for whose, doctor in (('own', self.doctor), ('other', self.other_doctor)):
            self.put('Patient', self.people[whose], self.person(doctor))
        # Somebody else's, whose record may be written in once it was opened in an emergency.
        self.emergency = str(uuid.uuid4())
        self.put('Patient', self.emergency, self.person(self.other_doctor))
        self.tokens = {'nobody': None}
        links = {'patient': {'patient': self.people['own']}, 'doctor': {'practitioner': self.doctor}}
        for role in ROLES[1:]:
            self.tokens[role] = self.server.person(self.admin, 'x-' + role, role, **links.get(role, {}))
        self.account = self.server.plain('POST', 'users', {'username': 'victim', 'roles': ['nurse']}, self.admin).json['user']['id']

    def put(self, kind, name, body):
        answer = self.server.ask('PUT', f'/fhir/{kind}/{name}', {'resourceType': kind, 'id': name, **body}, self.admin)
        assert answer.status in (200, 201), answer.bytes

    @staticmethod
    def person(doctor):
        return {'name': [{'family': 'Keller'}], 'generalPractitioner': [{'reference': 'Practitioner/' + doctor}]}

    def body(self, kind, whose):
        subject = {'reference': 'Patient/' + self.people[whose]}
        if kind == 'Patient':
            return self.person(self.doctor if whose == 'own' else self.other_doctor)
        if kind == 'Appointment':
            self.hour += 1
            day, hour = divmod(self.hour, 24)
            start = f'20{31 + day // 28 // 12:02}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T{hour:02}'
            doctor = self.doctor if whose == 'own' else self.other_doctor
            return {'status': 'booked', 'start': start + ':00:00Z', 'end': start + ':30:00Z',
                    'participant': [{'actor': subject, 'status': 'accepted'},
                                    {'actor': {'reference': 'Practitioner/' + doctor}, 'status': 'accepted'}]}
        return {'Observation': {'status': 'final', 'code': {'text': 'x'}, 'subject': subject},
                'Condition': {'code': {'text': 'x'}, 'subject': subject},
                'DiagnosticReport': {'status': 'final', 'code': {'text': 'x'}, 'subject': subject},
                'Encounter': {'status': 'finished', 'class': {'code': 'AMB'}, 'subject': subject},
                'Device': {'type': {'text': 'scale'}, 'patient': subject},
                'Practitioner': {'name': [{'family': 'New'}]},
                'Slot': {'status': 'free', 'schedule': {'reference': 'Schedule/x'}, 'start': '2031-01-01T08:00:00Z', 'end': '2031-01-01T09:00:00Z'}}[kind]

    def make(self, kind, whose):
        name = str(uuid.uuid4())
        self.put(kind, name, self.body(kind, whose))
        return name


def plain_body(world, collection, whose):
    person = world.people[whose]
    return {'patients': {'name': 'A B', 'doctor': world.doctor if whose == 'own' else world.other_doctor}, 'doctors': {'name': 'A B'},
            'diseases': {'name': 'x', 'user': person}, 'machines': {'type': 'scale', 'owner': person},
            'devices': {'type': 'scale', 'owner': person}, 'data': {'user': person, 'type': 'x', 'value': 1},
            'checkups': {'user': person, 'type': 'x'}, 'check_history': {'patient': person}}[collection]


def fhir_request(world, method, pattern, kind, whose):
    name = world.make(kind, whose) if ':id' in pattern else None
    path = pattern.replace(':type', kind).replace(':id', name or '').replace(':version', '1')
    body, headers = None, {}
    if method in ('POST', 'PUT') and not pattern.endswith('_search'):
        body = {'resourceType': kind, **world.body(kind, whose)}
        if name:
            body['id'] = name
    if method == 'PATCH':
        body, headers = [{'op': 'add', 'path': '/language', 'value': 'de'}], {'Content-Type': 'application/json-patch+json'}
    if pattern.endswith('_search'):
        body, headers = '_id=' + world.make(kind, whose), {'Content-Type': 'application/x-www-form-urlencoded'}
    if pattern == '/fhir/:type' and method in ('PUT', 'DELETE'):
        name = world.make(kind, whose)
        path += '?_id=' + name
        if body:
            body['id'] = name
    if pattern == '/fhir/:type' and method == 'GET':
        path += '?_id=' + world.make(kind, whose)
    return path, body, headers


def special(world, method, pattern, whose):
    """Routes that are neither FHIR's on a type nor a collection. None: the table of patterns has no row for it."""
    person, account = world.people[whose], world.account
    appointment = {'resourceType': 'Appointment', **world.body('Appointment', whose)}
    parameters = {'resourceType': 'Parameters', 'parameter': [{'name': 'appt-resource', 'resource': appointment}]}
    later = {'Prefer': 'respond-async'}
    job = str(uuid.uuid4())
    if pattern in ('/fhir/Appointment/:id/$cancel', '/fhir/Appointment/:id/$move'):
        start = [{'name': 'start', 'valueInstant': world.body('Appointment', whose)['start']}]
        return pattern.replace(':id', world.make('Appointment', whose)), {'resourceType': 'Parameters', 'parameter': start}
    rows = {
        '/health': (pattern, None), '/v/:code': ('/v/AAAA-AAAA-AAAA-AAAA', None), '/metrics': (pattern, None), '/fhir/metadata': (pattern, None),
        '/fhir/_history': (pattern + '?_count=1', None),
        '/fhir': (pattern, {'resourceType': 'Bundle', 'type': 'batch', 'entry': []}),
        '/fhir/Patient/:id/$everything': (f'/fhir/Patient/{person}/$everything', None),
        '/fhir/$export': (pattern, None, later), '/export/:id/:file': (f'/export/{job}/Patient.ndjson', None),
        '/fhir/Appointment/$find': (pattern, None), '/fhir/Appointment/$hold': (pattern, parameters),
        '/fhir/Appointment/$book': (pattern, parameters), '/jobs/:id': (f'/jobs/{job}', None),
        '/api/v1/openapi.json': (pattern, None), '/api/v1/login': (pattern, {'username': 'nobody', 'password': 'wrong'}),
        '/api/v1/activate': (pattern, {'code': 'AAAA-BBBB', 'password': 'x' * 12}), '/api/v1/forgot': (pattern, {'username': 'nobody'}),
        '/api/v1/reset': (pattern, {'code': 'AAAA-BBBB', 'password': 'x' * 12}), '/api/v1/confirm-email': (pattern, {'code': 'AAAA-BBBB'}),
        '/api/v1/kiosk/day': (pattern, None), '/api/v1/kiosk/calls': (pattern, None), '/api/v1/kiosk/check-ins': (pattern, {'items': []}),
        '/api/v1/kiosk/sessions': (pattern, {'card': 'x', 'birthDate': 'x', 'code': 'x'}) if method == 'POST' else None,
        '/api/v1/kiosk/pin': (pattern, {'pin': 'x'}), '/api/v1/patients/:id/kiosk-pin': (f'/api/v1/patients/{person}/kiosk-pin', None),
        '/api/v1/kiosk/own': (pattern, None), '/api/v1/kiosk/offers': (pattern, None), '/api/v1/kiosk/pictures/:id': (f'/api/v1/kiosk/pictures/{job}', {'data': 'x'}),
        '/api/v1/logout': None, '/api/v1/me': (pattern, None), '/api/v1/me/email': (pattern, {'email': f'{job}@example.org', 'password': PASSWORD}),
        '/api/v1/register': (pattern, {'username': 'r-' + job, 'roles': ['nurse']}),
        '/api/v1/users': (pattern, {'username': 'u-' + job, 'roles': ['nurse']} if method == 'POST' else None),
        '/api/v1/users/:id': (f'/api/v1/users/{account}', {'email': None} if method in ('PUT', 'PATCH') else None),
        '/api/v1/users/:id/code': (f'/api/v1/users/{account}/code', {'kind': 'activation'}),
        '/api/v1/break-glass': (pattern, {'patient': world.emergency, 'reason': 'an emergency at the door'} if method == 'POST' else None),
        '/api/v1/break-glass/find': (pattern, {'number': job}),
        '/api/v1/break-glass/:id/review': ('/api/v1/break-glass/999/review', {}),
        '/api/v1/audit': (pattern + '?count=1', None),
        '/api/v1/roles': (pattern, None), '/api/v1/roles/:name': ('/api/v1/roles/tester', {'rules': 'all/Patient.r'} if method == 'PUT' else None),
        '/api/v1/clients': (pattern, {'name': 'A program', 'scope': 'system/Observation.c'} if method == 'POST' else None),
        '/api/v1/clients/:id': (f'/api/v1/clients/{job}', None), '/api/v1/users/:id/revoke': (f'/api/v1/users/{account}/revoke', {}),
        '/api/v1/me/password': (pattern, {'old': 'not the right one', 'new': 'x' * 12}),
        '/api/v1/analytics': (pattern, None), '/api/v1/analytics/:id': (f'/api/v1/analytics/{person}', None),
        '/api/v1/checkups/bulk': (pattern, [{'user': person, 'type': 'x', 'value': 1, 'id': job}]),
    }
    return rows.get(pattern, False)


def requests(world, method, pattern, whose):
    """Yields (name of the row, path, body, headers)."""
    parts = pattern.split('/')
    if ':type' in pattern:
        for kind in TYPES:
            yield (kind, *fhir_request(world, method, pattern, kind, whose))
    elif pattern.startswith('/api/v1/') and parts[3] in COLLECTIONS and pattern != '/api/v1/checkups/bulk':
        name = world.make(COLLECTIONS[parts[3]], whose) if ':id' in pattern else ''
        body = plain_body(world, parts[3], whose) if method in ('POST', 'PUT', 'PATCH') else None
        yield (COLLECTIONS[parts[3]], pattern.replace(':id', name), body, {})
    else:
        found = special(world, method, pattern, whose)
        assert found is not False, f'{method} {pattern}: this test does not know how to ask for it'
        if found is not None:
            yield ('-', found[0], found[1], found[2] if len(found) > 2 else {})


def ask(world, role, method, path, body, headers):
    kind = 'application/json' if path.startswith('/api') else 'application/fhir+json'
    answer = world.server.ask(method, path, body, world.tokens[role], headers, kind)
    if answer.status == 200 and '?_id=' in path and method == 'GET' or path.endswith('_search') and answer.status == 200:
        return '200+' if answer.json.get('entry') else '200-'
    # How soon a wrong code may be followed by the next one is a matter of the clock.
    return '401' if answer.status == 429 else str(answer.status)


def measure(world):
    rows = []
    for line in subprocess.run([LIST], capture_output=True, text=True, check=True).stdout.splitlines():
        method, pattern = line.split('\t')[:2]
        if (method, pattern) == ('DELETE', '/api/v1/users/:id'):
            continue  # asked for at the very end: it takes the account away
        for whose in ('own', 'other'):
            for role in ROLES:
                for name, path, body, headers in requests(world, method, pattern, whose):
                    rows.append(((method, pattern, name, whose), role, ask(world, role, method, path, body, headers)))
    for role in ROLES:
        path = f'/api/v1/users/{world.account}'
        rows.append((('DELETE', '/api/v1/users/:id', '-', 'own'), role, ask(world, role, 'DELETE', path, None, {})))
    table = {}
    for key, role, status in rows:
        table.setdefault(key, {})[role] = status
    return table


def main():
    world = World()
    try:
        table = measure(world)
    finally:
        world.server.remove()
    lines = ['\t'.join(['method', 'route', 'type', 'whose', *ROLES])]
    lines += ['\t'.join([*key, *(statuses[role] for role in ROLES)]) for key, statuses in table.items()]
    if WRITE:
        with open(TABLE, 'w', encoding='utf-8') as out:
            out.write('# What each role gets at each route (200+ found it, 200- did not). Read before you change it.\n')
            out.write('\n'.join(lines) + '\n')
        return 0
    wanted = {}
    for line in open(TABLE, encoding='utf-8').read().splitlines()[2:]:
        cells = line.split('\t')
        wanted[tuple(cells[:4])] = dict(zip(ROLES, cells[4:]))
    failed = 0
    print(f'1..{len(table) + 1}')
    for number, (key, statuses) in enumerate(table.items(), 1):
        good = wanted.get(key) == statuses
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {' '.join(key)}")
        if not good:
            print(f'# {json.dumps(statuses)}\n# wanted {json.dumps(wanted.get(key))}')
    gone = set(wanted) - set(table)
    print(f"{'not ok' if gone else 'ok'} {len(table) + 1} - every row of the table was asked for")
    return 1 if failed or gone else 0


sys.exit(main())
