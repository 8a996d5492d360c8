#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""salve-server as somebody types it: every command, real files, interrupted, killed, starved and fed nonsense.

usage: test-command.py PATH-OF-SALVE-SERVER        prints TAP
"""
import csv
import gzip
import json
import lzma
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import xml.etree.ElementTree
import zipfile

SERVER = sys.argv[1]
TOP = os.environ.get('G_TEST_SRCDIR', '.')
DATA = os.environ.get('SALVE_TEST_DATA', os.path.join(TOP, '..', 'shared', 'data'))


class Skip(Exception):
    pass


class Desk:
    """A folder with one store and its key."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='salve-command-')
        self.store = os.path.join(self.folder, 'clinic.salve')
        self.key = os.path.join(self.folder, 'key')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'wb') as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def arguments(self, command, *rest):
        return [SERVER, command, '--store', self.store, '--key-file', self.key, '--json', *rest]

    def run(self, command, *rest, status=0, stdin=None, limit=None):
        def prepare():
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = subprocess.run(self.arguments(command, *rest), input=stdin, capture_output=True, timeout=300,
                              preexec_fn=prepare)
        assert done.returncode == status, (command, rest, done.returncode, done.stdout[-800:], done.stderr[-800:])
        return json.loads(done.stdout) if done.stdout.startswith(b'{') else {'stderr': done.stderr.decode()}

    def remove(self):
        shutil.rmtree(self.folder)


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def patient(number, family='Keller'):
    return json.dumps({'resourceType': 'Patient', 'id': f'p{number}', 'name': [{'family': family, 'given': ['Anna']}],
                       'birthDate': '1980-03-12'}, ensure_ascii=False)


def observation(number, value='36.50'):
    return ('{"resourceType":"Observation","id":"o%d","status":"final","code":{"text":"t"},'
            '"subject":{"reference":"Patient/p%d"},"valueQuantity":{"value":%s}}' % (number, number, value))


def lines(n):
    return ''.join(patient(i) + '\n' + observation(i) + '\n' for i in range(n))


def test_import_export_keeps_bytes(desk):
    text = lines(50)
    report = desk.run('import', desk.write('a.ndjson', text))
    assert (report['read'], report['added'], report['refused'], report['done']) == (100, 100, 0, True), report
    desk.run('export', desk.path('out'))
    with open(desk.path('out/Observation.ndjson')) as out:
        assert sorted(out) == sorted(line for line in text.splitlines(True) if 'Observation' in line)
    assert desk.run('check')['ok'] is True


def appointment(number, start, end):
    return json.dumps({'resourceType': 'Appointment', 'id': f'a{number}', 'status': 'booked', 'start': start, 'end': end,
                       'serviceType': [{'text': 'Check-up'}], 'comment': '=1+1', 'participant': [
                           {'actor': {'reference': 'Patient/p1'}, 'status': 'accepted'}]})


def test_appointments_as_calendar_and_table(desk):
    desk.run('import', desk.write('a.ndjson', '\n'.join([
        patient(1), appointment(1, '2027-01-05T08:00:00Z', '2027-01-05T08:20:00Z'),
        appointment(2, '2027-02-05T08:00:00Z', '2027-02-05T08:20:00Z')]) + '\n'))
    days = ['--from', '2027-01-01', '--to', '2027-01-31']
    report = desk.run('export', '--calendar', desk.path('c.ics'), '--csv', desk.path('c.csv'), *days)
    assert report['written'] == 1, report
    with open(desk.path('c.ics'), newline='') as out:
        text = out.read()
    assert 'UID:a1@salve\r\n' in text and 'a2@salve' not in text and 'Keller' in text, text
    with open(desk.path('c.csv'), encoding='utf-8-sig', newline='') as out:
        rows = list(csv.DictReader(out))
    assert len(rows) == 1 and len(rows[0]) == 13, rows
    assert 'Keller' in rows[0]['Patient'] and rows[0]['Minutes'] == '20' and rows[0]['Note'] == "'=1+1", rows
    desk.run('export', '--calendar', desk.path('i.ics'), '--initials', *days)
    with open(desk.path('i.ics')) as out:
        assert 'Keller' not in out.read()
    desk.run('export', '--calendar', desk.path('c.ics'), *days, status=1)
    desk.run('export', '--csv', desk.path('d.csv'), '--columns', 'passport', *days, status=1)
    desk.run('export', '--csv', desk.path('d.csv'), '--from', 'soon', '--to', '2027-01-31', status=1)
    assert not os.path.exists(desk.path('d.csv'))


def read_sheet(path):
    """The rows of the only sheet of an Office Open XML file: for each cell its type, its format and its value."""
    names = {'x': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        parts = {name: xml.etree.ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith('.xml')}
    formats = [int(style.get('numFmtId')) for style in parts['xl/styles.xml'].findall('x:cellXfs/x:xf', names)]
    assert not parts['xl/worksheets/sheet1.xml'].findall('.//x:f', names), 'something is worked out'
    assert not parts['xl/worksheets/sheet1.xml'].findall('.//x:hyperlink', names), 'something is a link'
    shared = [''.join(text.itertext()) for text in parts['xl/sharedStrings.xml'].findall('x:si', names)]
    rows = []
    for row in parts['xl/worksheets/sheet1.xml'].findall('x:sheetData/x:row', names):
        rows.append({})
        for cell in row.findall('x:c', names):
            value = cell.find('x:v', names).text
            value = shared[int(value)] if cell.get('t') == 's' else float(value)
            rows[-1][cell.get('r').rstrip('0123456789')] = (value, formats[int(cell.get('s', 0))])
    return rows


def test_appointments_as_spreadsheet(desk):
    desk.run('import', desk.write('a.ndjson', '\n'.join([
        patient(1), patient(2), appointment(1, '2027-01-05T08:00:00Z', '2027-01-05T08:20:00Z'),
        appointment(2, '2027-02-05T08:00:00Z', '2027-02-05T08:20:00Z')]) + '\n'))
    days = ['--from', '2027-01-01', '--to', '2027-01-31']
    assert desk.run('export', '--xlsx', desk.path('c.xlsx'), *days)['written'] == 1
    assert os.stat(desk.path('c.xlsx')).st_mode & 0o077 == 0
    heading, row = read_sheet(desk.path('c.xlsx'))
    assert len(heading) == 13 and heading['A'][0] == 'Date' and heading['F'][0] == 'Patient', heading
    # A day since 1899-12-30 and parts of a day, in the formats that follow the reader's language; 20 is a number.
    assert row['A'] == (46392, 14) and row['B'] == (8 / 24, 20) and row['D'][0] == 20, row
    assert 'Keller' in row['F'][0] and row['L'][0] == '=1+1', row
    assert desk.run('export', '--xlsx', desk.path('n.xlsx'), '--patient', 'p2', *days)['written'] == 0
    assert len(read_sheet(desk.path('n.xlsx'))) == 1
    desk.run('export', '--xlsx', desk.path('d.xlsx'), '--columns', 'patient,date', *days)
    assert [cell[0] for cell in read_sheet(desk.path('d.xlsx'))[0].values()] == ['Date', 'Patient']
    desk.run('export', '--xlsx', desk.path('c.xlsx'), *days, status=1)


def test_spreadsheet_of_any_text_and_language(desk):
    # Text that means something to XML, to spreadsheets or to their library, and what XML has no room for.
    note = ' <r>&amp;_x0041_</r> https://example.org '
    one = json.loads(appointment(1, '2027-01-05T08:00:00Z', '2027-01-05T08:20:00Z')) | {'comment': note + '\x01\ufffe'}
    long = json.loads(appointment(2, '2027-01-06T08:00:00Z', '2027-01-06T08:20:00Z')) | {'comment': 'ä' * 40000}
    desk.run('import', desk.write('a.ndjson', '\n'.join([patient(1), json.dumps(one), json.dumps(long)]) + '\n'))
    days = ['--from', '2027-01-01', '--to', '2027-01-31']
    os.mkdir(desk.path('out'))
    # German writes 0,33: a file does not.
    environment = {**os.environ, 'LC_ALL': 'de_DE.UTF-8'}
    subprocess.run(desk.arguments('export', '--xlsx', desk.path('out/c.xlsx'), *days), env=environment, check=True, capture_output=True)
    assert os.listdir(desk.path('out')) == ['c.xlsx']
    _, first, second = read_sheet(desk.path('out/c.xlsx'))
    assert first['B'] == (8 / 24, 20) and first['L'][0].replace('_x005F_', '_') == note, first
    assert second['L'][0] == 'ä' * 32767, len(second['L'][0])
    report = desk.run('export', '--xlsx', desk.path('gone/c.xlsx'), *days, status=1)
    assert 'gone/c.xlsx' in json.dumps(report), report


def test_import_again_changes_nothing(desk):
    name = desk.write('a.ndjson', lines(30))
    desk.run('import', name)
    report = desk.run('import', name)
    assert (report['added'], report['updated'], report['unchanged']) == (0, 0, 60), report


def test_compressed_folder_and_pipe(desk):
    os.mkdir(desk.path('in'))
    desk.write('in/a.ndjson.gz', gzip.compress(lines(5).encode()))
    desk.write('in/b.ndjson.xz', lzma.compress((patient(100) + '\n').encode()))
    desk.write('in/c.json', patient(101))
    assert desk.run('import', desk.path('in'))['added'] == 12
    assert desk.run('import', '-', stdin=(patient(102) + '\n').encode())['added'] == 1


def test_bundle_references_are_resolved(desk):
    uuid = 'urn:uuid:0b1f3c50-26e4-4f0e-9d0c-111111111111'
    bundle = {'resourceType': 'Bundle', 'type': 'transaction', 'entry': [
        {'resource': {'resourceType': 'Observation', 'status': 'final', 'code': {'text': 't'},
                      'subject': {'reference': uuid}}, 'request': {'method': 'POST', 'url': 'Observation'}},
        {'fullUrl': uuid, 'resource': {'resourceType': 'Patient', 'name': [{'text': 'X'}]},
         'request': {'method': 'POST', 'url': 'Patient'}}]}
    report = desk.run('import', desk.write('b.json', json.dumps(bundle)))
    assert (report['added'], report['unresolved']) == (2, 0), report
    desk.run('export', desk.path('out'))
    with open(desk.path('out/Observation.ndjson')) as out:
        assert json.loads(out.read())['subject']['reference'] == 'Patient/' + uuid[9:]


def test_what_is_refused_is_said_and_the_rest_is_stored(desk):
    text = '\n'.join([patient(1), '{"resourceType":"Patient","id":"../etc"}', 'nonsense', '[' * 100000,
                      '{"resourceType":"Patient","id":"d","a":1,"a":2}',
                      '{"resourceType":"Patient","id":"n","birthDate":1980}', patient(2)]) + '\n'
    report = desk.run('import', desk.write('a.ndjson', text), status=1)
    assert (report['added'], report['refused'], report['done']) == (2, 5, False), report
    places = [refusal['where'] for refusal in report['refusals']]
    assert all('a.ndjson' in place for place in places) and any('2' in place for place in places), places
    assert 'Keller' not in json.dumps(report['refusals'])
    assert desk.run('check')['resources'] == 2


def test_two_of_one_health_card_are_both_taken_and_counted(desk):
    def with_card(number, card):
        return json.dumps({**json.loads(patient(number)), 'identifier': [{'type': {'coding': [{'code': 'JHN'}]}, 'value': card}]})

    text = '\n'.join([with_card(1, '1234-567-890-AB'), with_card(2, '1234567890ab'), with_card(3, '1234-567-890-AC')]) + '\n'
    report = desk.run('import', desk.write('a.ndjson', text))
    assert (report['added'], report['refused'], report['shared-cards']) == (3, 0, 1), report
    assert desk.run('import', desk.path('a.ndjson'))['shared-cards'] == 1
    later = desk.run('import', desk.write('b.ndjson', with_card(4, '1234-567-890-AC') + '\n'))
    assert (later['added'], later['shared-cards']) == (1, 1), later


def test_truncated_and_damaged_archives(desk):
    whole = gzip.compress(lines(2000).encode())
    report = desk.run('import', desk.write('a.ndjson.gz', whole[:len(whole) // 2]), status=1)
    assert report['refused'] >= 1, report
    desk.run('import', desk.write('b.ndjson.xz', b'\xfd7zXZ\0garbage'), status=1)
    desk.run('import', desk.path('not-there.json'), status=1)
    assert desk.run('check')['ok'] is True


def test_dry_run_stores_nothing(desk):
    desk.run('import', desk.write('one.json', patient(1)))
    report = desk.run('import', '--dry-run', desk.write('a.ndjson', lines(20)))
    assert report['dry-run'] is True and report['read'] == 40, report
    assert desk.run('check')['resources'] == 1


def test_killed_at_any_instant(desk):
    name = desk.write('a.ndjson', lines(6000))
    chance = random.Random(1)
    for _ in range(12):
        running = subprocess.Popen(desk.arguments('import', name), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            running.wait(chance.uniform(0.02, 0.5))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if os.path.exists(desk.store) and os.path.exists(desk.key):
            opened = subprocess.run(desk.arguments('check'), capture_output=True, timeout=300)
            if opened.returncode != 0:  # killed before the new file had its tables: it is empty, and not lost
                assert b'empty' in opened.stderr, opened.stderr
    report = desk.run('import', name)
    assert report['added'] + report['unchanged'] == 12000, report
    assert desk.run('check')['resources'] == 12000


def test_interrupt_is_heard(desk):
    desk.run('import', desk.write('one.json', patient(1)))
    running = subprocess.Popen(desk.arguments('import', desk.write('a.ndjson', lines(40000))),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    before = size(desk.store)
    while size(desk.store + '-wal') == 0 and size(desk.store) == before and running.poll() is None:
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    out = running.communicate(timeout=120)[0]
    report = json.loads(out)
    assert running.returncode == 1 and report['cancelled'] is True, (running.returncode, report)
    assert desk.run('check')['resources'] == report['added'] + 1, report


def test_full_disk(desk):
    desk.run('import', desk.write('one.json', patient(1)))
    size = os.path.getsize(desk.store)
    report = desk.run('import', desk.write('a.ndjson', lines(20000)), status=1, limit=size + 400 * 1024)
    assert report.get('error') or report.get('stderr'), report
    again = desk.run('check')
    assert again['ok'] is True and again['resources'] >= 1, again
    assert desk.run('import', desk.path('a.ndjson'))['done'] is True


def test_wrong_key_and_missing_things(desk):
    desk.run('import', desk.write('one.json', patient(1)))
    with open(desk.store, 'rb') as store:
        before = store.read()
    assert not before.startswith(b'SQLite format 3') and b'Keller' not in before
    right = open(desk.key).read()
    desk.write('key', '00' * 32 + '\n')
    for command in (['check'], ['import', desk.path('one.json')], ['export', desk.path('out')]):
        desk.run(*command, status=1)
    with open(desk.store, 'rb') as store:
        assert store.read() == before
    desk.write('key', right)
    assert desk.run('check')['ok'] is True
    os.unlink(desk.key)
    desk.run('check', status=1)
    assert not os.path.exists(desk.key), 'a lost key must not be made anew'


def test_backup_and_restore(desk):
    desk.run('import', desk.write('a.ndjson', lines(300)))
    desk.run('backup', desk.path('b.salve'))
    desk.run('backup', desk.path('b.salve'), status=1)
    desk.run('restore', desk.path('b.salve'), status=1)
    os.rename(desk.store, desk.path('aside.salve'))
    for tail in ('-wal', '-shm'):
        if os.path.exists(desk.store + tail):
            os.unlink(desk.store + tail)
    desk.run('restore', desk.path('b.salve'))
    assert desk.run('check')['resources'] == 600
    os.rename(desk.store, desk.path('aside2.salve'))
    desk.write('torn.salve', open(desk.path('b.salve'), 'rb').read()[:100000])
    desk.run('restore', desk.path('torn.salve'), status=1)
    assert not os.path.exists(desk.store)


def test_usage(desk):
    desk.run('import', status=2)
    assert subprocess.run([SERVER], capture_output=True).returncode == 2
    assert subprocess.run([SERVER, 'fly'], capture_output=True).returncode == 2
    assert subprocess.run([SERVER, 'import', '--what'], capture_output=True).returncode == 2
    helped = subprocess.run([SERVER, '--help'], capture_output=True, text=True)
    assert helped.returncode == 0
    for command in ('import', 'export', 'check', 'backup', 'restore', 'demo'):
        assert command in helped.stdout
        assert subprocess.run([SERVER, command, '--help'], capture_output=True).returncode == 0


def test_demo_is_the_same_each_time(desk):
    desk.run('demo', '--patients', '40', '--seed', '7', '--today', '2026-03-02')
    count = desk.run('check')['resources']
    desk.run('demo', '--patients', '40', '--seed', '7', '--today', '2026-03-02')
    assert desk.run('check')['resources'] == count > 500


def read_lines(desk, folder):
    found = {}
    for name in sorted(os.listdir(desk.path(folder))):
        with open(desk.path(os.path.join(folder, name))) as file:
            found[name] = sorted(file)
    return found


def test_the_schedule_comes_back(desk):
    """A demo clinic with hours, absences, visit types and wishes goes out, into another store, and out again."""
    desk.run('demo', '--patients', '80', '--seed', '3', '--today', '2026-03-02')
    desk.run('export', desk.path('first'))
    desk.store = desk.path('second.salve')
    report = desk.run('import', desk.path('first'))
    assert (report['refused'], report['unresolved']) == (0, 0), report
    desk.run('export', desk.path('second'))
    assert read_lines(desk, 'first') == read_lines(desk, 'second')
    types = [name.split('.')[0] for name in read_lines(desk, 'second')]
    for name in ('Appointment', 'Schedule', 'Slot', 'PractitionerRole', 'HealthcareService', 'Location', 'Binary',
                 'MedicationStatement', 'Procedure', 'CarePlan'):
        assert name in types, (name, types)
    assert desk.run('check')['ok'] is True


def test_a_record_has_its_appointments_and_files(desk):
    desk.run('demo', '--patients', '80', '--seed', '3', '--today', '2026-03-02')
    desk.run('export', desk.path('all'))
    letter = [json.loads(line) for line in read_lines(desk, 'all')['DocumentReference.ndjson']][0]
    who = letter['subject']['reference'].split('/')[1]
    desk.run('export', '--patient', who, desk.path('record.ndjson'))
    with open(desk.path('record.ndjson')) as file:
        record = [json.loads(line) for line in file]
    ids = {one['resourceType'] + '/' + one['id'] for one in record}
    assert letter['content'][0]['attachment']['url'] in ids
    booked = [json.loads(line)['id'] for line in read_lines(desk, 'all')['Appointment.ndjson'] if f'Patient/{who}' in line]
    assert booked and all('Appointment/' + one in ids for one in booked)


def test_one_patients_record(desk):
    desk.run('import', desk.write('a.ndjson', lines(3)))
    done = subprocess.run([SERVER, 'export', '--store', desk.store, '--key-file', desk.key, '--patient', 'p1', '-'],
                          capture_output=True, text=True)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done
    desk.run('export', '--patient', 'nobody', desk.path('x.ndjson'), status=1)


def test_synthea(desk):
    folder = os.path.join(DATA, 'synthea-2021')
    if not os.path.isdir(folder):
        raise Skip('the synthea records are not here')
    report = desk.run('import', folder)
    assert (report['read'], report['added'], report['refused'], report['unresolved']) == (75483, 75483, 0, 0), report
    assert desk.run('import', folder)['unchanged'] == 75483
    assert desk.run('check')['ok'] is True


def main():
    tests = [(name[5:], function) for name, function in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = False
    for number, (name, function) in enumerate(tests, 1):
        desk = Desk()
        try:
            function(desk)
            print(f'ok {number} {name}', flush=True)
        except Skip as skip:
            print(f'ok {number} {name} # SKIP {skip}', flush=True)
        except Exception:
            failed = True
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
            print(f'not ok {number} {name}', flush=True)
        finally:
            desk.remove()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
