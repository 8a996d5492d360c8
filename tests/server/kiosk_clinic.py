# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic with a kiosk, over real HTTPS."""
import datetime
import urllib.parse
import zoneinfo

from serving import Server

ZONE = zoneinfo.ZoneInfo('Europe/Berlin')


class Clinic:
    """One server with a doctor, a room, and an enrolled kiosk."""

    def __init__(self, program):
        self.server = Server(program).start()
        self.admin = self.server.administrator()
        self.doctor = self.make('Practitioner', active=True, name=[{'family': 'Lee', 'given': ['Kim']}])
        self.room = self.make('Location', status='active', name='Room 2', physicalType={'coding': [{'code': 'ro'}]})
        account = self.good(self.server.plain('POST', 'users', {'username': 'kiosk-1', 'roles': ['kiosk']}, self.admin), 201)['user']
        code = self.good(self.server.plain('POST', f"users/{account['id']}/code", {'kind': 'enrolment'}, self.admin), 200, 201)
        made = self.form('/oauth/register-code', code=code['code'], name='Kiosk at the door')
        self.token = self.form('/oauth/token', grant_type='client_credentials', client_id=made['client_id'],
                               client_secret=made['client_secret'])['access_token']

    def good(self, answer, *statuses):
        assert answer.status in statuses, (answer.status, answer.bytes[:600])
        return answer.json

    def form(self, path, **values):
        return self.good(self.server.ask('POST', path, urllib.parse.urlencode(values),
                                         kind='application/x-www-form-urlencoded'), 200, 201)

    def make(self, kind, **members):
        return self.good(self.server.ask('POST', f'/fhir/{kind}', {'resourceType': kind, **members}, self.admin), 201)['id']

    def patient(self):
        return self.make('Patient', active=True, birthDate='1980-03-12', name=[{'family': 'Kellermann', 'given': ['Anneliese']}],
                         telecom=[{'system': 'phone', 'value': '+43 512 5550147'}],
                         address=[{'line': ['Hofgasse 4'], 'city': 'Innsbruck'}],
                         identifier=[{'system': 'urn:card', 'value': 'VK-998877'}])

    def visit(self, patient, days=0, hour=23, minute=0, status='booked'):
        day = datetime.datetime.now(ZONE).date() + datetime.timedelta(days=days)
        start = datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
        who = [{'actor': {'reference': f'{kind}/{id}'}, 'status': 'accepted'}
               for kind, id in (('Patient', patient), ('Practitioner', self.doctor), ('Location', self.room))]
        return self.make('Appointment', status=status, start=start.isoformat(),
                         end=(start + datetime.timedelta(minutes=15)).isoformat(), participant=who)

    def day(self):
        answer = self.server.plain('GET', 'kiosk/day', token=self.token)
        self.good(answer, 200)
        return answer

    def check_in(self, *items):
        return self.good(self.server.plain('POST', 'kiosk/check-ins', {'items': list(items)}, self.token), 200)['items']

    def read(self, kind, id):
        return self.good(self.server.ask('GET', f'/fhir/{kind}/{id}', token=self.admin), 200)
