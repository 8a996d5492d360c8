#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning hour of a clinic in which 120 people come: four doctors, three desks, two kiosks, one server, and for ten minutes
no line between a desk, a kiosk and the rest. Every program is a process of its own and believes that it is that hour
(libfaketime moves the wall clock, and only that). At the end every board tells the same, and every wait is accounted for.

usage: clinic-day.py SERVER DESK KIOSK"""
import datetime
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "server"))
from serving import PASSWORD, Server  # noqa: E402

ZONE_NAME = "Europe/Berlin"
ZONE = zoneinfo.ZoneInfo(ZONE_NAME)
FLOW = "http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow"
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
PEOPLE, WALK_INS, DOCTORS, DESKS, KIOSKS = 120, 12, 4, 3, 2
EVERY = 2  # minutes, a doctor: it is a day of vaccinations
CUT = (25 * 60, 35 * 60)  # seconds of the hour without a line
CUT_OFF = ("desk-1", "kiosk-1")
SEED = int(os.environ.get("SALVE_SEED", "5"))


class Clock:
    """The clinic's hour. What is started in its environment reads the wall clock from its file; how long something takes is
    measured by the real one."""

    def __init__(self, folder):
        self.path = folder / "clock"
        today = datetime.datetime.now(ZONE).date()
        self.begin = datetime.datetime(today.year, today.month, today.day, 9, tzinfo=ZONE).timestamp()
        self.seconds = 0
        self.set(0)

    def set(self, seconds):
        """Never back: the programs' own clock goes on between two steps."""
        self.seconds = max(seconds, self.seconds)
        new = self.path.with_suffix(".new")
        new.write_text(f"{self.begin + self.seconds - time.time():+.3f}")
        os.replace(new, self.path)

    def environment(self):
        return {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.path), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


class Line:
    """A desk's cable, with an address of its own at the clinic's end: what goes through it is TLS and stays so, until
    somebody pulls the plug."""

    def __init__(self, port, address):
        self.to, self.address = port, address
        self.connected = True
        self.open = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            here, _ = self.listener.accept()
            if not self.connected:
                here.close()
                continue
            there = socket.create_connection(("127.0.0.1", self.to), source_address=(self.address, 0))
            self.open |= {here, there}
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.open.discard(end)

    def pull(self):
        self.connected = False
        for end in list(self.open):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def plug_in(self):
        self.connected = True


class Program:
    """A desk or a kiosk, told what to do by lines."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, **environment))
        assert self.hear() == "open"

    def hear(self):
        line = self.process.stdout.readline().rstrip("\n")
        word, _, text = line.partition(" ")
        assert word == "ok", line or f"ended with {self.process.wait()}"
        return text

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.hear()

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


class Clinic:
    def __init__(self, folder, programs):
        self.folder = folder
        server, self.desk_program, self.kiosk_program = programs
        self.clock = Clock(folder)
        os.environ.update(self.clock.environment())
        self.server = Server(server)
        self.server.start()
        for name in self.clock.environment():
            del os.environ[name]
        self.admin = self.server.administrator()
        self.lines = {}
        self.doctors = [self.make("Practitioner", active=True, name=[{"family": family}]) for family in ("Lee", "Okafor", "Weiss", "Aziz")]
        self.desks = [self.desk(n) for n in range(DESKS)]
        self.kiosks = [self.kiosk(n) for n in range(KIOSKS)]

    def make(self, kind, **members):
        answer = self.server.ask("POST", f"/fhir/{kind}", {"resourceType": kind, **members}, self.admin)
        assert answer.status == 201, answer.bytes[:300]
        return answer.json["id"]

    def base(self, name):
        """Where the program of that name finds the clinic: at its own cable's end."""
        self.lines[name] = Line(self.server.port, f"127.0.0.{10 + len(self.lines)}")
        return f"https://127.0.0.1:{self.lines[name].port}/fhir"

    def key(self, name):
        path = self.folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(os.urandom(32).hex())
        return path

    def desk(self, n):
        name = f"desk-{n}"
        self.server.person(self.admin, name, "front-desk")
        desk = Program([self.desk_program, self.folder / f"{name}.salve", self.key(name), self.base(name),
                        self.server.fingerprint(), ZONE_NAME], self.clock.environment())
        desk.ask("sign-in", name, PASSWORD.replace(" ", "_"))
        return desk

    def kiosk(self, n):
        name = f"kiosk-{n}"
        account = self.server.plain("POST", "users", {"username": name, "roles": ["kiosk"]}, self.admin).json["user"]
        code = self.server.plain("POST", f"users/{account['id']}/code", {"kind": "enrolment"}, self.admin).json["code"]
        kiosk = Program([self.kiosk_program, self.folder / f"{name}.salve", self.key(name)], self.clock.environment())
        kiosk.ask("enrol", self.base(name), self.server.fingerprint(), code)
        return kiosk

    def close(self):
        for program in self.desks + self.kiosks:
            program.close()
        self.server.remove()


class Person:
    """Somebody who comes, or does not; seconds of the hour."""

    def __init__(self, n, chance):
        self.n, self.doctor = n, n % DOCTORS
        self.due = 120 + n // DOCTORS * EVERY * 60
        self.card = f"VK-{700000 + n * 37}"
        self.comes = None if chance.random() < 0.05 else max(5, self.due - chance.randrange(30, 600)) + n / 1000
        self.takes = chance.randrange(40, 110)
        self.by_kiosk = chance.random() < 0.6
        self.walks_in = n % (PEOPLE // WALK_INS) == 7
        if self.walks_in:
            self.comes, self.by_kiosk = max(5, self.due) + n / 1000, False
        self.place = chance.randrange(KIOSKS if self.by_kiosk else DESKS)
        self.arrived = self.called = self.finished = None
        self.ticket = None

    def book(self, clinic):
        patient = self.patient = clinic.make("Patient", active=True, birthDate=f"19{40 + self.n % 60:02d}-05-{1 + self.n % 28:02d}",
                              name=[{"family": f"Person{self.n:03d}", "given": ["Alex"]}], identifier=[{"system": "urn:card", "value": self.card}])
        if self.walks_in:
            self.id = None
            return
        start = datetime.datetime.fromtimestamp(clinic.clock.begin + self.due, ZONE)
        who = [{"actor": {"reference": reference}, "status": "accepted"}
               for reference in (f"Patient/{patient}", f"Practitioner/{clinic.doctors[self.doctor]}")]
        self.id = clinic.make("Appointment", status="booked", start=start.isoformat(),
                              end=(start + datetime.timedelta(minutes=EVERY)).isoformat(), participant=who)


class Hour:
    """What happens, in the order in which it does. Doctors 0 to 2 call from the desk of their number, doctor 3 from desk 0."""

    def __init__(self, clinic, people):
        self.clinic, self.people = clinic, people
        self.waiting = [[] for _ in range(DOCTORS)]
        self.busy = [None] * DOCTORS
        self.is_cut = False
        self.greeted = 0

    def say(self, what):
        if os.environ.get("SALVE_VERBOSE"):
            print(f"# {self.clinic.clock.seconds // 60:02.0f}:{self.clinic.clock.seconds % 60:02.0f} {what}", flush=True)

    def sync(self, n):
        """What the engine does by itself as soon as it hears of a change."""
        if self.is_cut and n == 1:
            return
        self.clinic.desks[n].ask("sync")

    def arrive(self, person):
        if person.walks_in:
            self.clinic.desks[person.place].ask("walk-in", person.patient, self.clinic.doctors[person.doctor])
            known = {other.id for other in self.people}
            person.id, = [id for id in self.board(person.place) if id not in known]
            self.sync(person.place)
        elif person.by_kiosk:
            kiosk = self.clinic.kiosks[person.place]
            line = kiosk.ask("refresh")
            wanted = "offline" if self.is_cut and person.place == 1 else "online"
            assert line.startswith(wanted), f"kiosk {person.place} at {self.clinic.clock.seconds} s: {line}"
            person.ticket = kiosk.ask("card", person.card)
            assert person.ticket != "desk", f"person {person.n} was sent away by kiosk {person.place}"
        else:
            self.clinic.desks[person.place].ask("step", person.id, "arrive")
            self.sync(person.place)
        if self.is_cut and person.place == 0 and not person.walks_in:
            self.greet(person)
        person.arrived = self.clinic.clock.seconds
        self.waiting[person.doctor].append(person)
        self.say(f"person {person.n} is here, {'kiosk' if person.by_kiosk else 'desk'} {person.place}, {person.ticket}")

    def greet(self, person):
        """Whoever was at the kiosk, or at desk 0, is asked again by somebody whose desk has no line and cannot know."""
        self.clinic.desks[1].ask("step", person.id, "arrive")
        self.greeted += 1

    def caller(self, doctor):
        return doctor % DESKS

    def board(self, n):
        return {visit["id"]: visit for visit in json.loads(self.clinic.desks[n].ask("board"))}

    def call(self, doctor):
        """The doctor's desk calls who has waited longest of those it knows of."""
        n = self.caller(doctor)
        self.sync(n)
        known = self.board(n)
        here = [person for person in self.waiting[doctor] if known.get(person.id, {}).get("status") == "arrived"]
        if not here:
            return
        person = min(here, key=lambda p: p.arrived)
        self.clinic.desks[n].ask("step", person.id, "start")
        self.sync(n)
        self.waiting[doctor].remove(person)
        person.called = self.clinic.clock.seconds
        person.until = person.called + person.takes
        self.busy[doctor] = person
        self.say(f"doctor {doctor} calls person {person.n}")

    def finish(self, doctor):
        n, person = self.caller(doctor), self.busy[doctor]
        self.clinic.desks[n].ask("step", person.id, "finish")
        self.sync(n)
        person.finished = self.clinic.clock.seconds
        self.busy[doctor] = None

    def pull_or_plug_in(self):
        if not self.is_cut and CUT[0] <= self.clinic.clock.seconds < CUT[1]:
            self.is_cut = True
            for name in CUT_OFF:
                self.clinic.lines[name].pull()
            self.say("the plug is pulled")
        elif self.is_cut and self.clinic.clock.seconds >= CUT[1]:
            self.is_cut = False
            for name in CUT_OFF:
                self.clinic.lines[name].plug_in()
            self.clinic.kiosks[1].ask("refresh")
            self.sync(1)
            self.say("the line is back")

    def once_a_minute(self):
        """What a kiosk does by itself: what could not be said when somebody checked in is said now."""
        for n, kiosk in enumerate(self.clinic.kiosks):
            if not (self.is_cut and n == 1):
                kiosk.ask("refresh")

    def stuck(self):
        """Who still waits, and what each desk says of them."""
        boards = [self.board(n) for n in range(DESKS)]
        return [(person.n, [board.get(person.id) for board in boards]) for row in self.waiting for person in row] + [
            desk.ask("state") for desk in self.clinic.desks]

    def run(self):
        """Every 20 seconds: who comes, who is done, who is called."""
        coming = sorted((p for p in self.people if p.comes is not None), key=lambda p: p.comes)
        second = 0
        while coming or any(self.waiting) or any(self.busy):
            second += 20
            assert second < 5000, f"the clinic does not come to its end: {self.stuck()}"
            self.clinic.clock.set(second)
            self.pull_or_plug_in()
            if second % 60 == 0:
                self.once_a_minute()
            while coming and coming[0].comes <= second:
                self.arrive(coming.pop(0))
            for doctor in range(DOCTORS):
                if self.busy[doctor] and self.busy[doctor].until <= second:
                    self.finish(doctor)
                if self.busy[doctor] is None and self.waiting[doctor]:
                    self.call(doctor)
        self.clinic.clock.set(second + 600)
        for person in self.people:
            if person.comes is None:
                self.clinic.desks[0].ask("step", person.id, "no-show")
        return second


def settle(clinic):
    """Until nobody has anything more to say."""
    for kiosk in clinic.kiosks:
        line = kiosk.ask("refresh")
        assert line.startswith("online"), line
    clinic.admin = clinic.server.sign_in("admin")
    for _ in range(3):
        for desk in clinic.desks:
            while desk.ask("sync") != "done":
                pass


def at_server(clinic):
    """The board, as the clinic's server would tell it to any other program."""
    found, path = [], f"/fhir/Appointment?date=ge{datetime.datetime.fromtimestamp(clinic.clock.begin, ZONE).date()}&_count=200"
    while path:
        bundle = clinic.server.ask("GET", path, token=clinic.admin).json
        found += [entry["resource"] for entry in bundle.get("entry", [])]
        following = next((link["url"] for link in bundle.get("link", []) if link["relation"] == "next"), None)
        path = "/" + following.split("/", 3)[3] if following else None
    return {resource["id"]: told(resource) for resource in found}


def told(resource):
    parts = {part["url"]: part for extension in resource.get("extension", []) if extension["url"] == FLOW for part in extension["extension"]}

    def instant(name):
        return int(datetime.datetime.fromisoformat(parts[name]["valueInstant"]).timestamp()) if name in parts else None

    return {"id": resource["id"], "status": resource["status"], "ticket": parts.get("ticket", {}).get("valueString", ""),
            "arrived": instant("arrived"), "called": instant("called"), "finished": instant("finished")}


def check(clinic, people):
    boards = [{visit["id"]: visit for visit in json.loads(desk.ask("board"))} for desk in clinic.desks]
    boards.append(at_server(clinic))
    for n, board in enumerate(boards[1:], 1):
        assert board == boards[0], f"board {n} tells otherwise: {[(board.get(k), v) for k, v in boards[0].items() if board.get(k) != v][:3]}"
    for n, desk in enumerate(clinic.desks):
        assert desk.ask("state") == "0 0 0", f"desk {n}: waiting, conflicts, refused are {desk.ask('state')}"
    board = boards[0]
    assert len(board) == PEOPLE == len({person.id for person in people})
    tickets = [visit["ticket"] for visit in board.values() if visit["ticket"]]
    twice = {ticket: [(p.n, p.walks_in, p.by_kiosk, p.place, p.arrived) for p in people if board[p.id]["ticket"] == ticket]
             for ticket in tickets if tickets.count(ticket) > 1}
    assert not twice, f"two people have the same ticket: {twice}"
    for person in people:
        visit = board[person.id]
        if person.comes is None:
            assert (visit["status"], visit["arrived"], visit["ticket"]) == ("noshow", None, ""), visit
            continue
        assert visit["status"] == "fulfilled", visit
        assert person.ticket in (None, visit["ticket"]), f"person {person.n} was promised {person.ticket}, is called by {visit['ticket']}"
        for name in ("arrived", "called", "finished"):
            meant = clinic.clock.begin + getattr(person, name)
            assert abs(visit[name] - meant) <= 30, f"person {person.n} {name} {visit[name] - meant:+.0f} s from what happened"
        assert visit["arrived"] <= visit["called"] <= visit["finished"], visit
    return boards[0]


def an_hour():
    """120 people come, at desks and kiosks, 12 of them without an appointment, some while a desk and a kiosk have no line; all boards agree on each of them"""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="salve-day."))
    clinic = None
    try:
        clinic = Clinic(folder, sys.argv[1:])
        chance = random.Random(SEED)
        people = [Person(n, chance) for n in range(PEOPLE)]
        for person in people:
            person.book(clinic)
        for desk in clinic.desks:
            while desk.ask("sync") != "done":
                pass
        hour = Hour(clinic, people)
        lasted = hour.run()
        assert hour.greeted > 3, f"only {hour.greeted} were asked twice"
        settle(clinic)
        check(clinic, people)
        waits = sorted(person.called - person.arrived for person in people if person.comes is not None)
        print(f"# {len(waits)} of {PEOPLE} came within {lasted // 60} minutes; they waited {waits[len(waits) // 2] // 60} min (median), "
              f"{waits[-1] // 60} min (most)", flush=True)
    except AssertionError:
        if clinic is not None:
            errors = pathlib.Path(clinic.server.folder, "errors").read_text(errors="replace")
            print("".join(f"# server: {line}\n" for line in errors.splitlines()[-20:]), end="")
        raise
    finally:
        if clinic is not None:
            clinic.close()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    print("1..1", flush=True)
    if FAKETIME is None:
        print("ok 1 an-hour # SKIP libfaketime is not installed: nobody can believe that it is nine o'clock")
        return
    try:
        an_hour()
        print(f"ok 1 an-hour: {an_hour.__doc__}")
    except Exception as error:  # noqa: BLE001
        import traceback
        print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()))
        print(f"not ok 1 an-hour: {error}")
        sys.exit(1)


main()
