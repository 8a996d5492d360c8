#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""salve-server user beside a server that runs: what it changes counts from the next request on.

usage: test-user.py PATH-OF-SALVE-SERVER        prints TAP
"""
import base64
import hashlib
import html
import json
import os
import re
import secrets
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import PASSWORD, Server  # noqa: E402
import tap  # noqa: E402

PROGRAM = sys.argv[1]
FORM = 'application/x-www-form-urlencoded'


class Clinic:
    def __init__(self):
        self.server = Server(PROGRAM).start()

    def user(self, *words, status=0):
        done = subprocess.run([PROGRAM, 'user', '--store', self.server.store, '--key-file', self.server.key, '--json',
                               *words], capture_output=True, timeout=60, check=False)
        assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout else {}

    def post(self, path, headers=None, **fields):
        return self.server.ask('POST', path, urllib.parse.urlencode(fields), headers=headers, kind=FORM)

    def sign_in(self, login, password=PASSWORD):
        return self.post('/oauth/token', grant_type='password', client_id='salve', username=login, password=password)

    def may(self, token, path='/fhir/Patient?_count=1'):
        return self.server.ask('GET', path, token=token).status


def equal(answer, status):
    assert answer.status == status, (answer.status, answer.bytes[:600])
    return answer.json


def test_add_and_activate(clinic):
    code = clinic.user('add', 'anna', 'nurse', '--email', 'anna@clinic.example')['code']
    equal(clinic.sign_in('anna'), 400)
    equal(clinic.post('/oauth/register-code', kind='activation', code=code, password='anna'), 400)
    equal(clinic.post('/oauth/register-code', kind='activation', code=code, password=PASSWORD), 200)
    token = equal(clinic.sign_in('Anna@Clinic.example'), 200)['access_token']
    assert clinic.may(token) == 200
    assert clinic.may(token[:-1] + ('A' if token[-1] != 'A' else 'B')) == 401
    assert clinic.may(None) == 401
    listed = {account['login']: account for account in clinic.user('list')['accounts']}
    assert listed['anna']['roles'] == 'nurse' and listed['anna']['has-password'] and 'signed-in' in listed['anna']
    assert PASSWORD not in json.dumps(listed)


def test_roles_count_at_once(clinic):
    token = equal(clinic.sign_in('anna'), 200)['access_token']
    assert clinic.may(token) == 200
    assert clinic.user('roles', 'anna', 'data-scientist')['roles'] == 'data-scientist'
    assert clinic.may(token) == 403
    assert clinic.user('roles', 'anna')['roles'] == 'data-scientist'
    clinic.user('roles', 'anna', 'nurse', 'front-desk')
    assert clinic.may(token) == 200


def test_revoke_and_disable(clinic):
    first = equal(clinic.sign_in('anna'), 200)
    clinic.user('revoke', 'anna')
    assert clinic.may(first['access_token']) == 401
    equal(clinic.post('/oauth/token', grant_type='refresh_token', client_id='salve',
                      refresh_token=first['refresh_token']), 400)
    second = equal(clinic.sign_in('anna'), 200)
    clinic.user('disable', 'anna')
    assert clinic.may(second['access_token']) == 401
    equal(clinic.sign_in('anna'), 400)
    clinic.user('enable', 'anna')
    equal(clinic.sign_in('anna'), 200)


def test_new_password(clinic):
    token = equal(clinic.sign_in('anna'), 200)['access_token']
    code = clinic.user('passwd', 'anna')['code']
    equal(clinic.post('/oauth/register-code', kind='reset', code=code.lower(), password='quite another one'), 200)
    assert clinic.may(token) == 401
    equal(clinic.sign_in('anna'), 400)
    equal(clinic.sign_in('anna', 'quite another one'), 200)
    equal(clinic.post('/oauth/register-code', kind='reset', code=code, password=PASSWORD), 400)


def test_device(clinic):
    clinic.user('add', 'scales', 'device-integrator')
    code = clinic.user('enrol', 'scales')['code']
    device = equal(clinic.post('/oauth/register-code', code=code, name='Scales 1'), 201)
    pair = base64.b64encode(f"{device['client_id']}:{device['client_secret']}".encode()).decode()
    token = equal(clinic.post('/oauth/token', {'Authorization': 'Basic ' + pair}, grant_type='client_credentials'), 200)
    assert 'refresh_token' not in token
    assert clinic.may(token['access_token'], '/fhir/Device?_count=1') == 200
    assert clinic.may(token['access_token']) == 403
    clinic.user('remove', 'scales')
    assert clinic.may(token['access_token'], '/fhir/Device?_count=1') == 401
    equal(clinic.post('/oauth/token', {'Authorization': 'Basic ' + pair}, grant_type='client_credentials'), 401)


def plain(clinic, method, path, body, token, status):
    answer = clinic.server.plain(method, path, body, token)
    assert answer.status == status, (answer.status, answer.bytes[:400])
    return answer.json


def test_roles_and_programs_over_http(clinic):
    admin = clinic.server.administrator()
    anna = equal(clinic.sign_in('anna', 'quite another one'), 200)['access_token']
    for path in 'roles', 'clients':
        plain(clinic, 'GET', path, None, anna, 403)
    plain(clinic, 'PUT', 'roles/porter', {'rules': 'all/Location.rs'}, anna, 403)
    plain(clinic, 'PUT', 'roles/porter', {'rules': 'nonsense'}, admin, 400)
    plain(clinic, 'PUT', 'roles/porter', {'rules': 'all/Location.rs'}, admin, 204)
    plain(clinic, 'PUT', 'roles/administrator', {'rules': 'all/*.rs'}, admin, 400)
    roles = {role['name']: role for role in plain(clinic, 'GET', 'roles', None, admin, 200)['items']}
    assert roles['porter'] == {'name': 'porter', 'rules': 'all/Location.rs'}
    assert roles['nurse']['rules'] == roles['nurse']['defaultRules']
    clinic.user('roles', 'anna', 'porter')
    assert clinic.may(anna, '/fhir/Location?_count=1') == 200 and clinic.may(anna) == 403
    plain(clinic, 'DELETE', 'roles/porter', None, admin, 204)
    # A role that every clinic has is changed and changed back, and never goes.
    nurse = next(role for role in plain(clinic, 'GET', 'roles', None, admin, 200)['items'] if role['name'] == 'nurse')
    plain(clinic, 'PUT', 'roles/nurse', {'rules': 'all/Location.rs'}, admin, 204)
    plain(clinic, 'DELETE', 'roles/nurse', None, admin, 400)
    assert any(role['name'] == 'nurse' and role['rules'] == 'all/Location.rs'
               for role in plain(clinic, 'GET', 'roles', None, admin, 200)['items'])
    plain(clinic, 'PUT', 'roles/nurse', {'rules': nurse['defaultRules']}, admin, 204)
    assert clinic.may(anna, '/fhir/Location?_count=1') == 403
    clinic.user('roles', 'anna', 'nurse')
    plain(clinic, 'POST', 'clients', {'name': 'App', 'scope': 'user/*.rs', 'redirectUris': ['http://evil.example/']}, admin, 400)
    made = plain(clinic, 'POST', 'clients', {'name': 'App', 'scope': 'user/*.rs', 'confidential': True,
                                             'redirectUris': ['https://app.example/cb']}, admin, 201)
    listed = plain(clinic, 'GET', 'clients', None, admin, 200)['items']
    assert [c['id'] for c in listed if c['name'] == 'App'] == [made['id']] and 'secret' not in listed[-1] and made['secret']
    plain(clinic, 'DELETE', 'clients/' + made['id'], None, admin, 204)


def test_rights_of_unattended_machines(clinic):
    """Roles, links, programs, reviews and the trail are had without a desk, as over HTTP."""
    admin = equal(clinic.sign_in('admin'), 200)['access_token']
    doctor = equal(clinic.server.ask('POST', '/fhir/Practitioner', {'resourceType': 'Practitioner', 'name': [{'family': 'Lee'}]}, admin), 201)['id']
    patient = equal(clinic.server.ask('POST', '/fhir/Patient', {'resourceType': 'Patient', 'name': [{'family': 'Fern'}]}, admin), 201)['id']
    clinic.user('add', 'lee', 'doctor')
    assert clinic.user('link', 'lee', '--practitioner', doctor)['practitioner'] == doctor
    token = clinic.server.person(admin, 'lee2', 'doctor', practitioner=doctor)
    assert clinic.may(token, '/fhir/Patient/' + patient) == 404
    plain(clinic, 'POST', 'break-glass', {'patient': patient, 'reason': 'unconscious at the door'}, token, 204)
    waiting = clinic.user('reviews')['reviews']
    assert [(look['login'], look['patient'], look['reason']) for look in waiting] == [('lee2', patient, 'unconscious at the door')]
    clinic.user('reviews', waiting[0]['id'])
    assert clinic.user('reviews')['reviews'] == []
    clinic.user('reviews', waiting[0]['id'], status=1)
    clinic.user('reviews', 'nonsense', status=1)
    # Linked to nobody a doctor treats nobody.
    assert 'practitioner' not in clinic.user('link', 'lee2', '--practitioner', '')
    assert clinic.may(token) == 403
    # What a role may do.
    before = clinic.user('rules', 'nurse')['roles']
    assert [role['name'] for role in before] == ['nurse'] and not before[0]['changed']
    clinic.user('rules', 'nurse', 'all/Location.rs', 'all/Slot.rs')
    assert clinic.user('rules', 'nurse')['roles'] == [{'name': 'nurse', 'rules': 'all/Location.rs all/Slot.rs', 'changed': True}]
    clinic.user('rules', 'administrator', 'all/*.rs', status=1)
    clinic.user('rules', 'nurse', 'nonsense', status=1)
    clinic.user('rules', 'nurse', 'default')
    assert clinic.user('rules', 'nurse')['roles'] == before
    clinic.user('rules', 'nobody-at-all', status=1)
    # Programs.
    made = plain(clinic, 'POST', 'clients', {'name': 'Growth', 'scope': 'user/*.rs', 'redirectUris': ['https://app.example/cb']}, admin, 201)
    assert made['id'] in [program['id'] for program in clinic.user('programs')['programs']]
    clinic.user('programs', 'revoke', made['id'])
    assert made['id'] not in [program['id'] for program in clinic.user('programs')['programs']]
    clinic.user('programs', 'remove', status=2)
    # Who did what.
    rows = clinic.user('trail', '--record', patient)['trail']
    assert [row['action'] for row in rows if row['login'] == 'lee2'][:1] == ['break-glass'], rows
    rows = clinic.user('trail', '--person', 'salve-server user', '--count', '3')['trail']
    assert len(rows) == 3 and rows[0]['action'] == 'read' and rows[0]['type'] == 'audit', rows
    clinic.user('trail', '--count', '0', status=2)


def test_own_password(clinic):
    token = equal(clinic.sign_in('anna', 'quite another one'), 200)['access_token']
    plain(clinic, 'POST', 'me/email', {'email': 'thief@evil.example'}, token, 400)
    plain(clinic, 'POST', 'me/email', {'email': 'thief@evil.example', 'password': 'a guess'}, token, 401)
    plain(clinic, 'POST', 'me/email', {'email': 'anna@new.example', 'password': 'quite another one'}, token, 202)
    plain(clinic, 'POST', 'me/password', {'password': 'a guess', 'newPassword': 'one more password'}, token, 401)
    plain(clinic, 'POST', 'me/password', {'password': 'quite another one', 'newPassword': 'short'}, token, 400)
    assert clinic.may(token) == 200
    plain(clinic, 'POST', 'me/password', {'password': 'quite another one', 'newPassword': 'one more password'}, token, 204)
    assert clinic.may(token) == 401
    token = equal(clinic.sign_in('anna', 'one more password'), 200)['access_token']
    admin = clinic.server.sign_in('admin')
    me = plain(clinic, 'GET', 'me', None, token, 200)['id']
    plain(clinic, 'POST', f'users/{me}/revoke', {}, token, 403)
    plain(clinic, 'POST', f'users/{me}/revoke', {}, admin, 204)
    assert clinic.may(token) == 401


def test_break_glass_needs_the_right(clinic):
    token = equal(clinic.sign_in('anna', 'one more password'), 200)['access_token']
    plain(clinic, 'POST', 'break-glass', {'patient': 'x', 'reason': 'unconscious in the waiting room'}, token, 403)


def test_browser(clinic):
    """As a program and a browser do it, over TLS."""
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()
    document = equal(clinic.server.ask('GET', '/fhir/.well-known/smart-configuration'), 200)
    redirect = 'http://127.0.0.1:5555/signed-in'
    query = urllib.parse.urlencode({'response_type': 'code', 'client_id': 'salve', 'redirect_uri': redirect,
                                    'scope': 'salve', 'state': 'x&y', 'code_challenge': challenge,
                                    'code_challenge_method': 'S256'})
    path = urllib.parse.urlsplit(document['authorization_endpoint']).path
    page = clinic.server.ask('GET', f'{path}?{query}')
    assert page.status == 200
    cookie = page.headers['Set-Cookie'].split(';')[0]
    assert cookie.startswith('__Host-') and 'Secure' in page.headers['Set-Cookie']
    fields = {name: html.unescape(value) for name, value in
              re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.bytes.decode())}
    answer = clinic.post(path, {'Cookie': cookie}, **fields, login='anna', password='one more password')
    assert answer.status == 303, answer.bytes
    back = urllib.parse.urlsplit(answer.headers['Location'])
    given = dict(urllib.parse.parse_qsl(back.query))
    assert given['state'] == 'x&y' and given['iss'] == document['issuer']
    tokens = equal(clinic.post('/oauth/token', grant_type='authorization_code', client_id='salve', code=given['code'],
                               redirect_uri=redirect, code_verifier=verifier), 200)
    assert clinic.may(tokens['access_token']) == 200
    equal(clinic.post('/oauth/token', grant_type='authorization_code', client_id='salve', code=given['code'],
                      redirect_uri=redirect, code_verifier=verifier), 400)
    assert clinic.may(tokens['access_token']) == 401


def test_large_forms(clinic):
    """A body that is too large is refused before it is all there."""
    answer = clinic.server.ask('POST', '/oauth/token', b'a' * 100000, kind=FORM)
    assert answer.status == 413, answer.status


def test_wrong_command_lines(clinic):
    clinic.user('add', 'x', 'king', status=1)
    clinic.user('add', 'ANNA', 'nurse', status=1)
    clinic.user('add', 'x', status=2)
    clinic.user('revoke', 'nobody', status=1)
    clinic.user('disable', 'admin', status=1)
    clinic.user('remove', 'admin', status=1)
    clinic.user('roles', 'admin', 'nurse', status=1)
    clinic.user('dance', status=2)
    clinic.user(status=2)


def test_store_is_whole(clinic):
    assert clinic.server.stop() == 0
    assert clinic.server.run('check')['ok']


TESTS = [value for name, value in list(globals().items()) if name.startswith('test_')]


def main():
    clinic = Clinic()
    failed = tap.run(TESTS, clinic)
    clinic.server.remove()
    sys.exit(1 if failed else 0)


main()
