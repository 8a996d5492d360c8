#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paper: what is printed through GTK's own dialog comes out as a PDF that says what it should, and the audit trail says
who printed what."""
import re

import calendar_desk
from desk import TEXT_ROLES, eventually, expect, main
from paper import audited, have_paper, through_the_dialog


def appointment(name, patient, doctor, start, end):
    day = calendar_desk.DAY.isoformat()
    actors = [f"Patient/{patient}", f"Practitioner/{doctor}"]
    return {"resourceType": "Appointment", "id": name, "status": "booked", "start": f"{day}T{start}:00Z", "end": f"{day}T{end}:00Z",
            "participant": [{"actor": {"reference": actor}, "status": "accepted"} for actor in actors]}


MORE = [
    {"resourceType": "Patient", "id": "ines", "active": True, "gender": "female", "birthDate": "1962-11-02",
     "name": [{"family": "Albrecht", "given": ["Ines"]}], "telecom": [{"system": "phone", "value": "0171 5550100"}]},
    {"resourceType": "AllergyIntolerance", "id": "penicillin", "patient": {"reference": "Patient/ines"},
     "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": "Penicillin"}},
    appointment("first", "anna", "hopper", "09:00", "09:20"),
    appointment("second", "bert", "hopper", "10:40", "11:00"),
    appointment("third", "carla", "lovelace", "11:00", "11:20"),
]


def begin(desk):
    have_paper(desk)
    calendar_desk.begin(desk, MORE)


def sheets_and_labels(desk):
    """day sheets, a patient's sheet and a label go through GTK's dialog into PDF files, and into the audit trail"""
    begin(desk)
    desk.find("Anna Keller", role=None)
    desk.keys("ctrl+p")
    text, _ = through_the_dialog(desk)
    pages = text.split("\f")
    expect("Grace Hopper" in pages[0] and re.search(r"09:00.*Anna Keller", pages[0]) and re.search(r"10:40.*Bert Brecht", pages[0]),
           f"her day is on her sheet: {pages[0]}")
    expect("Ada Lovelace" in pages[1] and re.search(r"11:00.*Carla Conti", pages[1]) and "Keller" not in pages[1],
           f"the other's on another: {pages[1]}")

    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("albrecht")
    desk.find("Albrecht.*Ines|Ines.*Albrecht")
    desk.keys("Return")
    desk.find("^Timeline$|^Identity|Edit Identity")
    desk.keys("ctrl+p")
    text, size = through_the_dialog(desk)
    expect(all(word in text for word in ("Ines", "Albrecht", "1962", "0171 5550100", "Penicillin")), f"the sheet says who she is: {text}")
    expect(min(size) > 500, f"on a sheet: {size}")

    desk.press("^More actions$", "toggle button")
    desk.find("^More actions$", "menu")
    desk.keys("l")  # as the menu underlines it: Print Labels…
    text, size = through_the_dialog(desk)
    expect("Albrecht" in text and "1962" in text, f"the label says who she is: {text}")
    # 89 x 36 mm, in points.
    expect(all(abs(is_ - should) < 2 for is_, should in zip(sorted(size), (102.0, 252.3))), f"it is as large as a label: {size}")
    desk.picture("printed")
    kinds = eventually(lambda: len(audited(desk)) >= 2 and audited(desk), "the audit trail")
    expect([row for row in kinds if row[1] == "ines"] == [("Patient", "ines", "sheet"), ("Patient", "ines", "labels")], f"what was printed is on record: {kinds}")
    desk.stop()


main(sheets_and_labels)
