# SPDX-License-Identifier: GPL-3.0-or-later
"""A patient proves at the kiosk who they are, and does for themselves what the front desk did for them: cancels, books,
moves, reads. Nobody is told which part of a proof was wrong, and nothing stays."""
import base64
import datetime
import pathlib
import random
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "server")]
from desk import TEXT_ROLES, eventually, expect, main  # noqa: E402
from kiosk_desk import Clinic, enrol, holds  # noqa: E402

VISIT_TYPE = "http://salveclinic.github.io/fhir/StructureDefinition/visit-type"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def prove(desk, card, birth, code):
    """All with the keys of a keyboard, which a keypad with raised dots has too."""
    desk.find("Welcome. Please check in")
    desk.press("My appointments and reports", "button")
    desk.find("number of your card")
    desk.type(card)
    desk.keys("Return")
    desk.find("When were you born")
    desk.type(birth)
    desk.keys("Return")
    desk.find("Your PIN or your code")
    desk.type(code.replace(" ", ""))
    desk.keys("Return")


PIN_OF_HER_OWN = "849201"


def choose_pin(desk):
    """Twice the same, after one that is easy to guess and two that differ."""
    desk.press("Choose a PIN of my own", "button")
    for first, second, answer in (("111180", "111180", "easy to guess"), (PIN_OF_HER_OWN, "849202", "not the same"),
                                  (PIN_OF_HER_OWN, PIN_OF_HER_OWN, "Your PIN is kept")):
        desk.find("Choose a PIN of six digits")
        desk.type(first)
        desk.keys("Return")
        desk.find("The same PIN once more")
        desk.type(second)
        desk.keys("Return")
        desk.find(answer)
    desk.picture("pin")
    desk.press("^Back$", "button")
    desk.find("Change my PIN")


def the_server_dies(desk, clinic):
    """In the middle of a session, which says so and leaves nothing; when it is back the PIN opens another."""
    port = clinic.server.port
    clinic.server.stop()
    desk.press("Book an appointment", "button")
    desk.find("cannot be done here now")
    desk.find("Checking in works")
    desk.picture("offline")
    desk.press("^Done$", "button")
    desk.find("Welcome. Please check in")
    clinic.server.start(port=port)
    desk.gone("No line to the clinic", patience=90)
    prove(desk, "VK-998877", "11111980", PIN_OF_HER_OWN)
    desk.find("What would you like to do")
    expect(not desk.see("PIN"), "who comes in by a PIN does not choose another")
    desk.press("^Done$", "button")
    desk.find("Welcome. Please check in")


def opened(clinic):
    """Patients may book consultations with the doctor, each day from eight to twelve."""
    clinic.make("HealthcareService", active=True, name="Consultation", extension=[
        {"url": VISIT_TYPE, "extension": [{"url": "minutes", "valueInteger": 15}, {"url": "bookableBy", "valueCode": "patient"}]}])
    clinic.make("PractitionerRole", active=True, practitioner={"reference": "Practitioner/" + clinic.doctor},
                availableTime=[{"daysOfWeek": DAYS, "availableStartTime": "08:00:00", "availableEndTime": "12:00:00"}])


def future(clinic, patient):
    found = clinic.server.ask("GET", f"/fhir/Appointment?patient={patient}&status=booked", token=clinic.admin).json
    return [entry["resource"] for entry in found.get("entry", [])]


def grey_picture(side=64):
    """A PNG that is not packed, and two pieces of it: of its bytes, and of its base64. Grey pixels are the same bytes in
    whichever order a program has their colours."""
    shades = random.Random(5).randbytes(side * side)
    pixels = b"".join(bytes((shade, shade, shade, 255)) for shade in shades)
    rows = b"".join(b"\0" + pixels[at:at + side * 4] for at in range(0, len(pixels), side * 4))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)) \
        + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
    middle = side * (side // 2) * 4
    return png, pixels[middle:middle + 48], base64.b64encode(png)[6000:6064]


def a_patient_helps_herself(desk):
    """a wrong proof and a right one; cancels; books what is free; moves it; reads a report; leaves nothing behind"""
    clinic = Clinic()
    try:
        opened(clinic)
        anna = clinic.register("Kellermann", "Anneliese", "1980-11-11", "VK-998877")
        visit = clinic.comes(anna, days=3)
        clinic.make("DiagnosticReport", status="final", code={"text": "Blood count"}, conclusion="Haemoglobin within the Hallstattgrenze.",
                    effectiveDateTime="2026-05-01", subject={"reference": "Patient/" + anna})
        clinic.make("ServiceRequest", status="active", intent="order", code={"text": "The wound on the left hand"},
                    category=[{"coding": [{"system": "http://salveclinic.github.io/fhir/CodeSystem/request", "code": "patient-picture"}]}],
                    subject={"reference": "Patient/" + anna})
        png, seen, sent = grey_picture()
        clinic.make("Media", status="completed", subject={"reference": "Patient/" + anna}, createdDateTime="2026-05-02",
                    content={"contentType": "image/png", "data": base64.b64encode(png).decode(), "title": "The left hand"})
        enrol(desk, clinic)
        prove(desk, "VK-998877", "11111980", "00000000")
        desk.find("That did not fit together")
        desk.picture("wrong")
        desk.press("^Done$", "button")

        prove(desk, "vk998877", "11111980", clinic.portal_code(anna))
        desk.find("What would you like to do")
        desk.picture("home")
        choose_pin(desk)
        desk.press("See, move or cancel", "button")
        desk.find("Your appointments")
        desk.picture("appointments")
        desk.press("Lee", "button")
        desk.picture("appointment")
        desk.press("Cancel it", "button")
        desk.find("Cancel this appointment")
        desk.picture("sure")
        desk.press("Yes, cancel it", "button")
        desk.find("Your appointment is cancelled")
        expect(clinic.status(visit) == "cancelled", "the clinic knows")
        desk.press("^Back$", "button")

        desk.press("Book an appointment", "button")
        desk.press("Consultation", "button")
        desk.find("Whom would you like to see")
        desk.picture("doctors")
        desk.press("Lee", "button")
        desk.find("When would you like to come")
        desk.picture("times")
        desk.press("8:00|08:00", "button")
        desk.find("Book this appointment")
        desk.picture("book")
        desk.press("Yes, take this time", "button")
        desk.find("Your appointment is booked")
        booked, = future(clinic, anna)
        expect(any(part["actor"]["reference"].endswith(clinic.doctor) for part in booked["participant"]), "with the doctor whom she chose")
        desk.press("^Back$", "button")

        desk.press("See, move or cancel", "button")
        desk.press("Lee", "button")
        desk.press("Choose another time", "button")
        desk.find("When would you like to come")
        for first in ("8:15", "9:15", "10:15"):
            desk.find(first)
            desk.press("Later times", "button")
            desk.gone(first)
        desk.press("11:30", "button")
        desk.press("Yes, take this time", "button")
        desk.find("has its new time")
        moved, = future(clinic, anna)
        expect(moved["id"] == booked["id"] and datetime.datetime.fromisoformat(moved["start"]) > datetime.datetime.fromisoformat(booked["start"]),
               "the same appointment, later")
        desk.press("^Back$", "button")

        desk.press("Give a picture", "button")
        desk.press("The wound on the left hand", "button")
        desk.find("The kiosk has no camera now")  # nor has the machine of this test
        desk.press("^Back$", "button")

        desk.press("Read my reports", "button")
        desk.picture("papers")
        desk.press("Blood count", "button")
        desk.find("Hallstattgrenze")
        desk.picture("report")
        expect("Hallstattgrenze" in holds(desk.program, "Hallstattgrenze"), "what is shown is found in memory while it is shown")
        desk.press("^Back$", "button")
        desk.press("The left hand", "button")
        eventually(lambda: seen in holds(desk.program, seen), "the picture that is shown is found in memory too")
        desk.picture("picture")
        desk.press("^Back$", "button")
        desk.find("What would you like to read")
        desk.press("^Back$", "button")
        desk.find("What would you like to do")
        desk.press("^Done$", "button")
        desk.find("Welcome. Please check in")
        words = ("Hallstattgrenze", "Kellermann", "Anneliese", "VK-998877", "VK998877", "The wound on", "vk998877", "Blood count", "11111980", "1980-11-11",
                 "The left hand", seen, sent, PIN_OF_HER_OWN)
        eventually(lambda: not holds(desk.program, *words), f"nothing of her is in the kiosk's memory: {holds(desk.program, *words)}")

        prove(desk, "VK-998877", "11111980", PIN_OF_HER_OWN)
        desk.find("What would you like to do")
        the_server_dies(desk, clinic)
        eventually(lambda: not holds(desk.program, *words), f"nor anything after that: {holds(desk.program, *words)}")
    finally:
        clinic.server.remove()


def the_desk_helps(desk):
    """a picture is asked for on the record; a desk without a server has no code to give, and says why"""
    desk.make_key()
    desk.on_store("demo", "--patients", "30")
    desk.start()
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("an")
    desk.find("1 of|patients?$|Anna|An")
    desk.keys("Return")
    desk.find("^Timeline$")
    before = desk.resources("ServiceRequest")
    desk.press("^More actions$", ("toggle button", "button"))
    desk.press("Ask for a Picture", "menu item")
    desk.fill("What It Should Show", "The wound on the left hand")
    desk.picture("ask")
    desk.keys("Return")
    desk.find("The kiosk asks for the picture")
    asked = [request for id, request in desk.resources("ServiceRequest").items() if id not in before]
    expect(len(asked) == 1 and asked[0]["code"]["text"] == "The wound on the left hand" and asked[0]["status"] == "active", f"{asked}")
    expect(asked[0]["performer"] == [asked[0]["subject"]], "the patient does it")
    desk.press("^More actions$", ("toggle button", "button"))
    desk.press("Code for the Kiosk", "menu item")
    desk.find("connected to none")
    desk.picture("no-code")


main(a_patient_helps_herself, the_desk_helps)
