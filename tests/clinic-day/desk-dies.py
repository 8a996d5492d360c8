#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk dies, or its disk is full, while somebody is checked in: at every write to its file, one after the other, of a real
process (strace does it to the system call). Afterwards the patient has arrived, with a ticket and a visit in the record, or
nothing has happened; what is then done again is there once.

usage: desk-dies.py SERVER DESK"""
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
FLOW = "http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow"
ZONE = "Europe/Berlin"
MOST = 5  # moments of each kind; all of them with SALVE_MOMENTS=1000
DAY = "2026-06-22"


def clinic():
    def visit(n):
        who = [f"Patient/p{n}", "Practitioner/lee"]
        return {"resourceType": "Appointment", "id": f"v{n}", "status": "booked", "start": f"{DAY}T{9 + n:02d}:00:00+02:00",
                "end": f"{DAY}T{9 + n:02d}:20:00+02:00", "participant": [{"actor": {"reference": one}, "status": "accepted"} for one in who]}

    people = [{"resourceType": "Patient", "id": f"p{n}", "active": True, "name": [{"family": f"Person{n}"}]} for n in range(4)]
    return [{"resourceType": "Practitioner", "id": "lee", "active": True, "name": [{"family": "Lee"}]}, *people, *(visit(n) for n in range(3))]


class Dead(Exception):
    pass


class Desk:
    def __init__(self, place, inject=None):
        trace = ["strace", "-f", "-qq", "-o", place / "trace", "-e", "trace=pwrite64", *(["-e", f"inject=pwrite64:{inject}"] if inject else [])]
        clock = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"@{DAY} 09:30:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": ZONE}
        words = [DESK, place / "clinic.salve", place / "key", "https://127.0.0.1:9/fhir", "0" * 64, ZONE]
        self.place = place
        self.process = subprocess.Popen([*map(str, trace), *(x for k, v in clock.items() for x in ("-E", f"{k}={v}")), *map(str, words)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hear()

    def hear(self):
        line = self.process.stdout.readline().rstrip("\n")
        if not line:
            raise Dead
        return line

    def ask(self, words):
        try:
            self.process.stdin.write(words + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Dead from None
        return self.hear()

    def close(self):
        """By its own end, or by the one that was made for it."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait(60)

    def writes(self):
        """How many each thread has made so far; the one that keeps the file makes nearly all of them."""
        threads = [line.split()[0] for line in (self.place / "trace").read_text().splitlines() if "pwrite64" in line]
        return max((threads.count(thread) for thread in set(threads)), default=0)


def resources(place):
    out = place / "export"
    subprocess.run([SERVER, "export", "--store", place / "clinic.salve", "--key-file", place / "key", out], check=True, capture_output=True)
    found = [json.loads(line) for path in out.rglob("*.ndjson") for line in path.read_text().splitlines()]
    shutil.rmtree(out)
    return found


def ticket(visit):
    parts = [part for extension in visit.get("extension", []) if extension["url"] == FLOW for part in extension["extension"]]
    return next((part["valueString"] for part in parts if part["url"] == "ticket"), None)


def look(place, patient):
    """The patient's appointments of that day, all with a ticket and one visit in the record if they have arrived, else with none."""
    found = resources(place)
    visits = [r for r in found if r["resourceType"] == "Appointment" and f"Patient/{patient}" in json.dumps(r)]
    for visit in visits:
        of_it = [r for r in found if r["resourceType"] == "Encounter" and f"Appointment/{visit['id']}" in json.dumps(r)]
        here = visit["status"] == "arrived"
        assert (ticket(visit) is not None) == here and len(of_it) == here, f"{visit['status']}, ticket {ticket(visit)}, {len(of_it)} visits in the record"
    tickets = [ticket(r) for r in found if r["resourceType"] == "Appointment" and ticket(r)]
    assert len(tickets) == len(set(tickets)), f"twice the same ticket: {tickets}"
    check = subprocess.run([SERVER, "check", "--store", place / "clinic.salve", "--key-file", place / "key"], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr
    return [visit["status"] for visit in visits]


def copy_of(clean, name):
    place = clean.parent / name
    shutil.copytree(clean, place)
    return place


def moments(clean, words):
    """By how many writes that is done: from the first to the last."""
    place = copy_of(clean, "count")
    desk = Desk(place)
    before = desk.writes()
    answer = desk.ask(words)
    after = desk.writes()
    assert answer.startswith("ok"), answer
    desk.close()
    shutil.rmtree(place)
    assert after > before, f"nothing was written: {before}, {after}"
    every = list(range(before + 1, after + 1))
    most = int(os.environ.get("SALVE_MOMENTS", MOST))
    return every if len(every) <= most else sorted({every[i * (len(every) - 1) // (most - 1)] for i in range(most)})


def try_at(clean, words, patient, wanted, inject):
    place = copy_of(clean, "try")
    before = look(place, patient)
    desk, said = Desk(place, inject), None
    try:
        said = desk.ask(words)
    except Dead:
        pass
    desk.close()
    there = look(place, patient)
    assert there in (before, wanted), f"{before} became {there}"
    if said is None:
        outcome = "died"
    elif said.startswith("error"):
        outcome = "refused"
        assert re.search("full|space|reading or writing", said), f"nobody is told why: {said}"
        assert there == before, f"refused, and {there} all the same"
    else:
        outcome = "done"
        assert there == wanted, f"said to be done, and {there}"
    if there == before:  # as whoever sits there does
        again = Desk(place)
        answer = again.ask(words)
        again.close()
        assert answer.startswith("ok"), answer
    assert look(place, patient) == wanted, look(place, patient)
    shutil.rmtree(place)
    return outcome


def at_each(words, patient, wanted, how):
    root = pathlib.Path(tempfile.mkdtemp(prefix="salve-dies."))
    try:
        clean = root / "clean"
        clean.mkdir()
        key = clean / "key"
        key.touch(mode=0o600)
        key.write_text(os.urandom(32).hex())
        (clean / "clinic.ndjson").write_text("".join(json.dumps(r) + "\n" for r in clinic()))
        subprocess.run([SERVER, "import", "--store", clean / "clinic.salve", "--key-file", key, clean / "clinic.ndjson"], check=True, capture_output=True)
        first = Desk(clean)  # makes what a desk makes once
        assert first.ask("step v0 arrive").startswith("ok")
        first.close()
        outcomes = [try_at(clean, words, patient, wanted, how.format(n)) for n in moments(clean, words)]
        print(f"# {', '.join(f'{outcomes.count(o)} {o}' for o in sorted(set(outcomes)))}", flush=True)
        return outcomes
    finally:
        shutil.rmtree(root, ignore_errors=True)


def killed_while_checking_in():
    """kill -9 at writes of a check-in: arrived with ticket and visit, or booked; never half"""
    assert "died" in at_each("step v1 arrive", "p1", ["arrived"], "signal=KILL:when={}")


def killed_while_somebody_walks_in():
    """kill -9 at writes of a walk-in: there once, with a ticket of their own, or not at all"""
    assert "died" in at_each("walk-in p3 lee", "p3", ["arrived"], "signal=KILL:when={}")


def full_while_checking_in():
    """the disk is full from one of the writes on: said so, and nothing has happened; with room it is done"""
    assert "refused" in at_each("step v1 arrive", "p1", ["arrived"], "error=ENOSPC:when={}+")


def full_while_somebody_walks_in():
    """the same for a walk-in"""
    assert "refused" in at_each("walk-in p3 lee", "p3", ["arrived"], "error=ENOSPC:when={}+")


def reason_not_to():
    if FAKETIME is None:
        return "libfaketime is not installed"
    if shutil.which("strace") is None:
        return "strace is not installed"
    traced = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True)
    return "no process may be traced here" if traced.returncode else None


def main():
    tests = (killed_while_checking_in, killed_while_somebody_walks_in, full_while_checking_in, full_while_somebody_walks_in)
    skip, status = reason_not_to(), 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = f"{number} {test.__name__.replace('_', '-')}"
        try:
            if skip is None:
                test()
            print(f"ok {name}: {test.__doc__}" if skip is None else f"ok {name} # SKIP {skip}", flush=True)
        except Exception:  # noqa: BLE001
            import traceback
            status = 1
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()) + f"not ok {name}", flush=True)
    sys.exit(status)


SERVER, DESK = sys.argv[1:]
main()
