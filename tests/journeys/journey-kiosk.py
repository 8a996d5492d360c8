# SPDX-License-Identifier: GPL-3.0-or-later
"""A patient before the kiosk: enrolled by staff, checks in with a card and with a birth date, with and without a line to the
clinic, in another language, and leaves nothing behind."""
import datetime
import os
import pathlib
import re
import resource
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "server")]
from desk import eventually, expect, main  # noqa: E402
from kiosk_desk import PIN, Clinic, enrol, holds, scan  # noqa: E402


def ticket_shown(desk):
    desk.find("You are checked in")
    return desk.words(desk.find("^[A-Z][1-9][0-9]$"))


CLIPBOARDS = ("clipboard", "primary")


def copy(text):
    """Into what another program pastes, and into what the middle button does."""
    for which in CLIPBOARDS:
        subprocess.run(["xclip", "-selection", which, "-i"], input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=True, timeout=10)


def pasted():
    """What there is to paste; an empty clipboard is an error to xclip."""
    return [subprocess.run(["xclip", "-selection", which, "-o"], capture_output=True, timeout=10).stdout for which in CLIPBOARDS]


def a_patient_checks_in(desk):
    """enrolled; by card; wrong three times; by birth date; what has changed; without a line, and later known at the clinic"""
    clinic = Clinic()
    try:
        by_card = clinic.comes_today("Kellermann", "Anneliese", "1980-03-12", "VK-998877")
        by_birth = clinic.comes_today("Özdemir", "Emre", "1975-11-11", "VK-112233")
        offline = clinic.comes_today("Brandstetter", "Johanna", "1991-06-05", "VK-445566")
        enrol(desk, clinic)
        desk.picture("welcome")

        scan(desk, "VK-998877")
        desk.find("Is this you")
        desk.find("^A•••••••• K•••••••••$")
        desk.find("^12 •• 1980$")
        desk.picture("confirm")
        desk.press("Yes, all is right", "button")
        desk.find("Your data")
        desk.picture("consent")
        desk.press("I agree", "button")
        ticket = ticket_shown(desk)
        desk.picture("ticket")
        copy("Kellermann")
        expect(pasted() == [b"Kellermann"] * 2, "something of her is in both clipboards")
        expect(clinic.status(by_card) == "arrived" and clinic.ticket(by_card) == ticket, "the clinic knows, and calls by the same number")
        desk.press("^Done$", "button")
        desk.find("Welcome. Please check in")
        eventually(lambda: pasted() == [b""] * 2, "and is not when she is gone")
        expect(not holds(desk.program, "VK-998877", "vk-998877", "Kellermann", "Anneliese"), "nothing of her is in the kiosk's memory")

        for _ in range(3):
            desk.find("Welcome|When were you born")
            if desk.see("Welcome"):
                desk.press("Birth date and name", "button")
            desk.find("When were you born")
            desk.type("12121999")
            desk.press("^Next$", "button")
            desk.find("first three letters")
            desk.type("kel")
            desk.press("^Next$", "button")
        desk.find("Please go to the front desk")
        desk.picture("desk")
        desk.press("^Done$", "button")

        desk.press("Birth date and name", "button")
        desk.find("When were you born")
        desk.type("1111")
        desk.press("^1$", "button")  # by touch
        desk.find("^11 . 11 . 1___$")
        desk.press("^9$", "button")
        desk.find("^11 . 11 . 19__$")
        desk.type("75")
        desk.picture("birth")
        desk.press("^Next$", "button")
        desk.find("first three letters")
        desk.type("oz")
        desk.find("^o z _ $")
        desk.press("^D$", "button")
        desk.find("^o z D $")
        desk.picture("letters")
        desk.press("^Next$", "button")
        desk.press("Something has changed", "button")
        desk.press("^Phone$", ("toggle button", "button"))
        desk.press("^Insurance$", ("toggle button", "button"))
        desk.picture("changed")
        desk.press("^Next$", "button")
        desk.find("Your phone number now")
        desk.type("0664 12345")
        desk.find("^0664 12345_$")
        desk.picture("new-phone")
        desk.keys("Return")
        desk.press("I agree", "button")
        ticket_shown(desk)
        stored = clinic.server.ask("GET", f"/fhir/Appointment/{by_birth}", token=clinic.admin).bytes
        expect(b'"phone insurance"' in stored and b'"0664 12345"' in stored and clinic.status(by_birth) == "arrived", "the desk will ask about the insurance")
        desk.press("^Done$", "button")

        port = clinic.server.port
        clinic.server.stop()
        scan(desk, "VK-445566")
        desk.press("Yes, all is right", "button")
        desk.press("I agree", "button")
        promised = ticket_shown(desk)
        desk.find("No line to the clinic")
        desk.picture("offline")
        desk.press("^Done$", "button")
        clinic.server.start(port=port)
        clinic.admin = clinic.server.sign_in("admin")
        eventually(lambda: clinic.status(offline) == "arrived", "the clinic hears of who came meanwhile", 90)
        expect(clinic.ticket(offline) == promised, "and calls by the number that was promised")

        for name, welcome in (("Deutsch", "^Willkommen"), ("Français", "^Bienvenue"), ("Español", "bienvenida"), ("العربية", "^أهل")):
            desk.press(f"^{re.escape(name)}$", "button")
            desk.find(welcome)
            desk.picture(f"welcome-{name}")
            for number, look in enumerate(("large", "contrast")):
                switch = [node for node in desk.walk() if node.get_role_name() == "toggle button"][number]
                desk.press_node(switch)
                desk.picture(f"welcome-{name}-{look}")
                desk.press_node(switch)

        desk.keys("ctrl+shift+q")
        desk.find(".", "password text")
        desk.type("0000")
        desk.keys("Return")
        desk.gone(".", "password text")
        expect(desk.program.poll() is None, "another PIN does not let out")
        desk.keys("ctrl+shift+q")
        desk.find(".", "password text")
        desk.type(PIN)
        desk.keys("Return")
        desk.program.wait(20)
        expect(desk.program.returncode == 0, "staff leave with the PIN")
    finally:
        clinic.server.remove()


class Listener:
    """Hears what the kiosk says, and nothing else."""

    def __init__(self, desk):
        self.path = desk.place / "spoken"
        self.path.touch()
        self.read = 0
        os.environ.update(PATH=f"{HERE.parent / 'support'}:{os.environ['PATH']}", SALVE_SPOKEN=str(self.path))

    def hear(self, pattern):
        """What was said since the last time, up to the line that matches."""
        def heard():
            lines = self.path.read_text().splitlines()
            for number in range(self.read, len(lines)):
                if re.search(pattern, lines[number]):
                    self.read = number + 1
                    return lines[number]
            return None
        return eventually(heard, f"to hear /{pattern}/ in {self.path.read_text().splitlines()[self.read:]}")


def somebody_who_does_not_see_checks_in(desk):
    """with the keys of a keyboard alone, and by what is said alone: every page, every key, every choice"""
    clinic = Clinic()
    listener = Listener(desk)
    try:
        visit = clinic.comes_today("Kellermann", "Anneliese", "1980-11-11", "VK-998877")
        enrol(desk, clinic)
        desk.keys("F1")
        listener.hear("^en: Welcome. Please check in.*Birth date and name$")
        desk.keys("Tab")
        listener.hear("^en: (Show it to the camera|My appointments and reports)$")
        desk.keys("shift+Tab")
        listener.hear("^en: Birth date and name$")
        desk.keys("Return")
        listener.hear("When were you born")
        desk.keys("1")
        listener.hear("^en: 1 of 8$")  # a loudspeaker is heard by others
        desk.keys("F1")
        listener.hear("When were you born")
        desk.keys("1")
        listener.hear("^en: 1$")  # she asked for everything
        desk.keys("F1")
        desk.keys("F1")
        listener.hear("When were you born")
        desk.type("111980")
        listener.hear("^en: 8 of 8$")
        desk.keys("Return")
        listener.hear("first three letters of your family name")
        desk.type("kel")
        listener.hear("^en: 3 of 3$")
        desk.keys("Return")
        listener.hear("Is this you.*A•••••••• K•••••••••.*Yes, all is right$")
        desk.keys("Tab")
        listener.hear("^en: Something has changed$")
        desk.keys("shift+Tab")
        listener.hear("^en: Yes, all is right$")
        desk.keys("Return")
        listener.hear("Your data.*only those who treat you.*I agree$")
        desk.keys("Return")
        said = listener.hear("You are checked in.*called with this number.*Done$")
        expect(clinic.status(visit) == "arrived" and clinic.ticket(visit) in said, f"and the number is said: {said}")
        desk.keys("Return")
        desk.find("Welcome. Please check in")
        before = listener.path.read_text()
        desk.keys("Tab")
        expect(listener.path.read_text() == before, "to the next one it is silent again until it is asked to speak")
        spoken = listener.path.read_text()
        expect("Kellermann" not in spoken and "Anneliese" not in spoken, "a loudspeaker says no name")
    finally:
        clinic.server.remove()


def check_in(desk, card):
    scan(desk, card)
    desk.press("Yes, all is right", "button")
    desk.press("I agree", "button")


def it_begins_anew(desk):
    """one whose mains fail, in the middle of a check-in too, begins by itself what it was, and nobody is forgotten"""
    clinic = Clinic()
    try:
        visit = clinic.comes_today("Kellermann", "Anneliese", "1980-03-12", "VK-998877")
        enrol(desk, clinic, own_store=False)
        desk.kill()
        desk.start("--kiosk", "--in-window", own_store=False)
        desk.find("Welcome. Please check in")
        desk.gone("No line to the clinic")
        expect(not desk.see("Connect This Kiosk"), "nobody has to enrol it again")
        port = clinic.server.port
        clinic.server.stop()
        check_in(desk, "VK-998877")
        promised = ticket_shown(desk)
        desk.kill()
        clinic.server.start(port=port)
        clinic.admin = clinic.server.sign_in("admin")
        expect(clinic.status(visit) == "booked", "the clinic does not know yet")
        desk.start("--kiosk", "--in-window", own_store=False)
        eventually(lambda: clinic.status(visit) == "arrived", "the clinic hears of who came before the mains failed", 90)
        expect(clinic.ticket(visit) == promised, "and calls by the number that was promised")
    finally:
        clinic.server.remove()


def its_disk_is_full(desk):
    """with a line the clinic knows all the same; without one nobody is told that they are checked in"""
    clinic = Clinic()
    try:
        told = clinic.comes_today("Kellermann", "Anneliese", "1980-03-12", "VK-998877")
        lost = clinic.comes_today("Özdemir", "Emre", "1975-11-11", "VK-112233")
        enrol(desk, clinic, restore_signals=False)  # a write beyond the limit is an error, as on a full disk, and no signal
        resource.prlimit(desk.program.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        check_in(desk, "VK-998877")
        ticket = ticket_shown(desk)
        expect(clinic.status(told) == "arrived" and clinic.ticket(told) == ticket, "the clinic knows, and calls by the same number")
        desk.press("^Done$", "button")
        port = clinic.server.port
        clinic.server.stop()
        check_in(desk, "VK-112233")
        desk.find("Please go to the front desk")
        desk.picture("full")
        desk.press("^Done$", "button")
        clinic.server.start(port=port)
        clinic.admin = clinic.server.sign_in("admin")
        resource.prlimit(desk.program.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        desk.gone("No line to the clinic", patience=90)
        expect(clinic.status(lost) == "booked", "nobody was checked in who was sent to the desk")
        check_in(desk, "VK-112233")
        ticket_shown(desk)
        expect(clinic.status(lost) == "arrived", "and there it goes on when there is room again")
    finally:
        clinic.server.remove()


def call_in(clinic, visit, ticket, ago=0):
    appointment = clinic.server.ask("GET", f"/fhir/Appointment/{visit}", token=clinic.admin).json
    called = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)
    appointment["status"] = "checked-in"
    appointment["extension"] = [{"url": "http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow",
                                 "extension": [{"url": "called", "valueInstant": called.isoformat()}, {"url": "ticket", "valueString": ticket}]}]
    answer = clinic.server.ask("PUT", f"/fhir/Appointment/{visit}", appointment, clinic.admin)
    expect(answer.status == 200, f"{ticket} is called in: {answer.bytes[:300]}")


def the_waiting_room_calls(desk):
    """its screen shows and says tickets and rooms as somebody is called, nobody's name, and that it has no line when it has none"""
    clinic = Clinic()
    listener = Listener(desk)
    try:
        first, second, third = (clinic.comes_today("Kellermann", given, f"1980-03-{day}", f"VK-{day}")
                                for given, day in (("Anneliese", 12), ("Bruno", 13), ("Clara", 14)))
        enrol(desk, clinic, "--waiting-room", "You will be called here")
        desk.picture("nobody-called")
        call_in(clinic, first, "K47", ago=5)
        desk.find("^K47$")
        desk.find("^Room 2$")
        listener.hear("K47, please come to Room 2")
        call_in(clinic, second, "B12")
        desk.find("^B12$")
        listener.hear("B12, please come to Room 2")
        numbers = [desk.words(node) for node in desk.walk() if re.search("^[A-Z][0-9][0-9]$", desk.words(node))]
        expect(numbers == ["B12", "K47"], f"whoever was called last is on top: {numbers}")
        expect(not desk.see("Kellermann|Anneliese|Bruno|Clara"), "nobody's name is on the screen")
        desk.picture("called")
        port = clinic.server.port
        clinic.server.stop()
        desk.find("No line to the clinic")
        desk.picture("no-line")
        clinic.server.start(port=port)
        clinic.admin = clinic.server.sign_in("admin")
        call_in(clinic, third, "Z99")
        desk.find("^Z99$", patience=90)
        desk.gone("No line to the clinic")
        listener.hear("Z99, please come to Room 2")
        spoken = listener.path.read_text()
        expect(spoken.count("K47") == spoken.count("B12") == 1 and "Kellermann" not in spoken, f"each is called once: {spoken}")
    finally:
        clinic.server.remove()


main(a_patient_checks_in, somebody_who_does_not_see_checks_in, it_begins_anew, its_disk_is_full, the_waiting_room_calls)
