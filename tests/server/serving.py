# SPDX-License-Identifier: GPL-3.0-or-later
"""A server as somebody starts it, and requests to it."""
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile

PASSWORD = 'correct horse battery'


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()

    @property
    def json(self):
        return json.loads(self.bytes) if self.bytes else None


class Server:
    """salve-server serve in a folder of its own; survives being stopped and started again."""

    def __init__(self, program, folder=None, plain=False):
        self.is_plain = plain
        self.program = program
        self.folder = folder or tempfile.mkdtemp(prefix='salve-serve-')
        self.store = os.path.join(self.folder, 'clinic.salve')
        self.key = os.path.join(self.folder, 'key')
        self.process = None
        self.port = None
        self.code = None
        self.line = None
        self.context = ssl._create_unverified_context()

    def run(self, command, *rest):
        done = subprocess.run([self.program, command, '--store', self.store, '--key-file', self.key, '--json', *rest],
                              capture_output=True, timeout=600, check=False)
        assert done.returncode == 0, (command, done.stdout[-500:], done.stderr[-500:])
        return json.loads(done.stdout)

    def start(self, *options, port=0):
        # Searches are answered from the first moment on, unless a test is about the time before.
        options = options if '--index-wait' in options else (*options, '--index-wait', '600')
        self.process = subprocess.Popen(
            [self.program, 'serve', '--store', self.store, '--key-file', self.key, '--quiet', '--zone', 'Europe/Berlin',
             '--listen', f'127.0.0.1:{port}', *(['--plain'] if self.is_plain else []), *options],
            stdout=subprocess.PIPE, stderr=open(os.path.join(self.folder, 'errors'), 'ab'), text=True)
        while True:
            line = self.process.stdout.readline()
            assert line, open(os.path.join(self.folder, 'errors')).read()[-2000:]
            found = re.search(r'https?://[^ ]*:(\d+)$', line.strip())
            if found:
                self.port = int(found.group(1))
            if line.startswith('Ready'):
                break
            found = re.search(r'code: (\S+)$', line.strip())
            if found:
                self.code = found.group(1)
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return 0
        self.process.send_signal(how)
        self.process.stdout.close()
        status = self.process.wait(timeout=60)
        self.process = None
        return status

    def remove(self):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder)

    def connection(self):
        if self.is_plain:
            return http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        return http.client.HTTPSConnection('127.0.0.1', self.port, context=self.context, timeout=60)

    def keep_line(self):
        """From now on all requests go over one connection, for tests with thousands of them."""
        self.line = self.connection()

    def ask(self, method, path, body=None, token=None, headers=None, kind='application/fhir+json'):
        connection = self.line or self.connection()
        sent = dict(headers or {})
        if token:
            sent['Authorization'] = 'Bearer ' + token
        if body is not None:
            sent.setdefault('Content-Type', kind)
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
        try:
            connection.request(method, path, body, sent)
            return Answer(connection.getresponse())
        except (http.client.RemoteDisconnected, BrokenPipeError, ssl.SSLEOFError):
            if not self.line:
                raise
            # The server had ended the line before it saw this request, as it may after each answer.
            connection.close()
            connection.request(method, path, body, sent)
            return Answer(connection.getresponse())
        finally:
            if not self.line:
                connection.close()

    def plain(self, method, path, body=None, token=None):
        return self.ask(method, '/api/v1/' + path, body, token, kind='application/json')

    def administrator(self):
        """Activates the first administrator. Returns the token."""
        answer = self.plain('POST', 'activate', {'code': self.code, 'password': PASSWORD})
        assert answer.status == 200, answer.bytes
        return self.sign_in('admin')

    def sign_in(self, login, password=PASSWORD):
        answer = self.plain('POST', 'login', {'username': login, 'password': password})
        assert answer.status == 200, (login, answer.status, answer.bytes)
        return answer.json['token']

    def person(self, admin, login, role, **links):
        """Makes an account and signs in. Returns the token."""
        answer = self.plain('POST', 'users', {'username': login, 'roles': [role], 'password': PASSWORD, **links}, admin)
        assert answer.status == 201, (login, answer.status, answer.bytes)
        return self.sign_in(login)

    def fingerprint(self):
        """What a desk compares: the SHA-256 of the server's public key."""
        pem = ssl.get_server_certificate(('127.0.0.1', self.port))
        key = subprocess.run(['openssl', 'x509', '-pubkey', '-noout'], input=pem, capture_output=True, text=True, check=True).stdout
        der = subprocess.run(['openssl', 'pkey', '-pubin', '-outform', 'DER'], input=key.encode(), capture_output=True, check=True).stdout
        return hashlib.sha256(der).hexdigest()
