# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk as a process of its own (desk-process.c), and what people write at it."""
import json
import signal
import subprocess
import uuid


class Desk:
    """A desk's program upon a file; without a base it is a clinic without a server."""

    def __init__(self, program, path, base='-', token='-'):
        self.program, self.path, self.base, self.token = program, path, base, token
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.program, self.path, self.base, '-', self.token],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.start()

    def tell(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()

    def hear(self):
        return self.process.stdout.readline().rstrip('\n')

    def ask(self, command):
        self.tell(command)
        return self.hear()

    def sync(self):
        said = self.ask('sync')
        assert said == 'done', said

    def put(self, resource):
        said = self.ask('put ' + json.dumps(resource))
        assert said == 'saved', said

    def get(self, name):
        said = self.ask('get ' + name)
        return None if said == 'none' else json.loads(said)

    def state(self):
        return [int(n) for n in self.ask('state').split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def connect(self, base, token='-'):
        """From now on it is a desk of that server."""
        self.close()
        self.base, self.token = base, token
        self.start()


def patient(family, **more):
    return {'resourceType': 'Patient', 'id': str(uuid.uuid4()), 'name': [{'family': family}], **more}
