# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic with a server, people who come, and a kiosk at its door."""
import datetime
import os
import pathlib
import subprocess
import sys
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "server")]
from desk import BUILD, expect  # noqa: E402
from serving import Server  # noqa: E402

# A kiosk in an English-speaking clinic: another language is the patient's choice.
os.environ.update(LC_ALL="en_GB.UTF-8", SALVE_LOCALE_DIR=str(BUILD / "po"))
ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
PIN = "2468"


class Clinic:
    """A server with a doctor, and people who come today."""

    def __init__(self):
        self.server = Server(str(BUILD / "src/server/salve-server")).start()
        self.admin = self.server.administrator()
        self.doctor = self.make("Practitioner", active=True, name=[{"family": "Lee", "given": ["Kim"]}])
        self.room = self.make("Location", status="active", name="Room 2", physicalType={"coding": [{"code": "ro"}]})
        self.desk = None  # the token of who works there, from the first time on
        self.visits = 0

    def make(self, kind, **members):
        answer = self.server.ask("POST", f"/fhir/{kind}", {"resourceType": kind, **members}, self.admin)
        expect(answer.status == 201, f"{kind} is made: {answer.bytes[:300]}")
        return answer.json["id"]

    def register(self, family, given, birth, card):
        """Returns the id of the patient."""
        return self.make("Patient", active=True, birthDate=birth, name=[{"family": family, "given": [given]}],
                         telecom=[{"system": "phone", "value": "+43 512 5550147"}], address=[{"city": "Innsbruck"}],
                         identifier=[{"system": "urn:card", "value": card}])

    def comes_today(self, family, given, birth, card):
        """Returns the id of the appointment."""
        return self.comes(self.register(family, given, birth, card))

    def comes(self, patient, days=0):
        """Returns the id of the appointment."""
        day = datetime.datetime.now(ZONE).date() + datetime.timedelta(days=days)
        start = datetime.datetime(day.year, day.month, day.day, 8 + self.visits // 4, self.visits % 4 * 15, tzinfo=ZONE)
        self.visits += 1
        who = [{"actor": {"reference": f"{kind}/{id}"}, "status": "accepted"}
               for kind, id in (("Patient", patient), ("Practitioner", self.doctor), ("Location", self.room))]
        return self.make("Appointment", status="booked", start=start.isoformat(),
                         end=(start + datetime.timedelta(minutes=15)).isoformat(), participant=who)

    def kiosk_code(self):
        account = self.server.plain("POST", "users", {"username": "kiosk-1", "roles": ["kiosk"]}, self.admin).json["user"]
        return self.server.plain("POST", f"users/{account['id']}/code", {"kind": "enrolment"}, self.admin).json["code"]

    def portal_code(self, patient):
        """As the front desk gives it out."""
        self.desk = self.desk or self.server.person(self.admin, "desk", "front-desk")
        answer = self.server.plain("POST", f"patients/{patient}/kiosk-code", {}, self.desk)
        expect(answer.status == 201, f"a code is given out: {answer.bytes[:300]}")
        return answer.json["code"]

    def status(self, visit):
        return self.server.ask("GET", f"/fhir/Appointment/{visit}", token=self.admin).json["status"]

    def ticket(self, visit):
        flow = next(e for e in self.server.ask("GET", f"/fhir/Appointment/{visit}", token=self.admin).json["extension"]
                    if e["url"].endswith("/appointment-flow"))
        return next(part["valueString"] for part in flow["extension"] if part["url"] == "ticket")


def enrol(desk, clinic, what="--kiosk", ready="Welcome. Please check in", own_store=True, **how):
    desk.make_key()
    desk.start(what, "--in-window", own_store=own_store, **how)
    subprocess.run(["xdotool", "windowsize", "--sync", desk.window, "1280", "1024"], check=False, timeout=10)
    desk.find("Connect This Kiosk")
    desk.fill("Server’s Address", f"127.0.0.1:{clinic.server.port}")
    desk.fill("One-Time Code", clinic.kiosk_code())
    desk.fill("PIN to Leave the Kiosk", PIN)
    desk.picture("enrol")
    desk.press("Look for the Server", "button")
    shown = desk.words(desk.find("^([0-9A-F]{4} ){15}")).replace(" ", "").lower()
    expect(shown == clinic.server.fingerprint(), f"the fingerprint shown is the server's: {shown}")
    desk.press("The Key Is the Same", "button")
    desk.find(ready)
    desk.gone("No line to the clinic")


def scan(desk, code):
    desk.type(code)
    desk.keys("Return")


def holds(process, *words):
    """Which of these words the memory of a process holds, in UTF-8 or UTF-16; bytes as they are."""
    spelt = {word: {word} if isinstance(word, bytes) else {word.encode(), word.encode("utf-16-le")} for word in words}
    found = set()
    with open(f"/proc/{process.pid}/mem", "rb", 0) as memory:
        for line in pathlib.Path(f"/proc/{process.pid}/maps").read_text().splitlines():
            region, rights = line.split()[:2]
            if not rights.startswith("rw") or line.endswith("[vvar]"):
                continue
            start, end = (int(address, 16) for address in region.split("-"))
            try:
                memory.seek(start)
                text = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            found |= {word for word in words if any(form in text for form in spelt[word])}
    return found
