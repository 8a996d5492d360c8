#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A doctor is added, gets hours that are typed, and is away for a day on which somebody was booked; one undo brings it all
back."""
import datetime
import json
import subprocess
import time

from desk import Atspi, eventually, expect, main

DAY = datetime.date.today() + datetime.timedelta(days=3)
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def clinic():
    """A doctor with hours every day, a patient, and an appointment of theirs in three days."""
    return [
        {"resourceType": "Practitioner", "id": "lovelace", "active": True, "name": [{"family": "Lovelace", "given": ["Ada"]}]},
        {"resourceType": "PractitionerRole", "id": "role", "active": True, "practitioner": {"reference": "Practitioner/lovelace"},
         "specialty": [{"text": "Cardiology"}],
         "availableTime": [{"daysOfWeek": WEEK, "availableStartTime": "06:00:00", "availableEndTime": "20:00:00"}]},
        {"resourceType": "Patient", "id": "anna", "active": True, "name": [{"family": "Keller", "given": ["Anna"]}],
         "telecom": [{"system": "phone", "value": "0171 2345678"}]},
        {"resourceType": "Appointment", "id": "visit", "status": "booked", "start": f"{DAY}T10:00:00Z", "end": f"{DAY}T10:30:00Z",
         "participant": [{"actor": {"reference": "Patient/anna"}, "status": "accepted"},
                         {"actor": {"reference": "Practitioner/lovelace"}, "status": "accepted"}]},
    ]


def begin(desk):
    desk.make_key()
    folder = desk.place / "clinic"
    folder.mkdir()
    (folder / "clinic.ndjson").write_text("".join(json.dumps(resource) + "\n" for resource in clinic()))
    desk.on_store("import", folder)
    desk.start()
    desk.keys("alt+4")
    desk.find("Ada Lovelace")


def add_doctor(desk):
    desk.keys("ctrl+n")
    desk.fill("^Given names", "Grace")
    desk.fill("^Family name", "Hopper")
    desk.fill("^Specialties", "Cardiology, Radiology")
    desk.picture("add-doctor")
    desk.keys("ctrl+Return")
    desk.find("Grace Hopper", role=("label", "heading", "static"))
    desk.find("^Add Hours$")
    doctors = desk.resources("Practitioner")
    expect(len(doctors) == 2, f"{len(doctors)} doctors instead of two")


def type_hours(desk):
    desk.press("^Edit the hours")
    desk.fill("^The whole week", "Mon-Fri 8-12, 13-half")
    desk.find("half")
    desk.fill("^The whole week", "Mon-Fri 8-12, 13:30-17")
    desk.picture("hours")
    desk.keys("ctrl+Return")
    desk.gone("^The whole week")
    eventually(lambda: any(len(role.get("availableTime", [])) >= 2 for role in desk.resources("PractitionerRole").values()
                           if role["id"] != "role"), "the hours in the store")


def close_day(desk):
    desk.keys("alt+4")
    desk.find("Ada Lovelace")
    desk.fill("^Find a doctor", "lovel")
    desk.keys("Return")
    desk.press("^Add an Absence")
    desk.fill("^First day", DAY.isoformat())
    desk.find("Anna Keller|Keller", role=("list item", "combo box", "button"))
    desk.press("^For All")
    desk.find("^Book Again, Same Doctor")
    desk.keys("Down", "Down", "Return")
    desk.find("New:")
    desk.fill("^Reason", "Conference")
    desk.picture("close")
    desk.keys("ctrl+Return")
    desk.find("Whom to Call")
    desk.find("0171 2345678")
    desk.picture("whom-to-call")


def doctor_is_added_and_away(desk):
    """a doctor is added, gets hours, and a day is closed with what was booked in it, which one undo brings back"""
    begin(desk)
    add_doctor(desk)
    type_hours(desk)
    before = desk.resources("Appointment")["visit"]
    close_day(desk)
    moved = eventually(lambda: desk.resources("Appointment")["visit"], "the appointment")
    expect(moved["start"][:10] > DAY.isoformat(), f"still at {moved['start']}")
    slots = desk.resources("Slot")
    expect(len(slots) == 1 and next(iter(slots.values()))["comment"] == "Conference", f"the absence: {slots}")
    desk.keys("Escape")
    desk.gone("Whom to Call")
    desk.keys("ctrl+z")
    eventually(lambda: desk.resources("Appointment")["visit"]["start"] == before["start"], "the appointment where it was")
    expect(not desk.resources("Slot"), "the absence is still there")
    desk.stop()


def block(desk, pattern):
    """One interval of the week that can be changed; the page behind has the same to read."""
    return desk.find(pattern, role=("button", "push button"))


def drag(desk, node, down):
    """Takes the middle of it and moves it down, by so many pixels."""
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    x, y = place.x + place.width // 2, place.y + place.height // 2
    for step in (["mousemove", "--window", desk.window, str(x), str(y)], ["mousedown", "1"],
                 ["mousemove_relative", "--", "0", str(down // 2)], ["mousemove_relative", "--", "0", str(down - down // 2)],
                 ["mouseup", "1"]):
        subprocess.run(["xdotool", *step], check=True, timeout=10)
        time.sleep(0.15)


def hours_of(role):
    return {day: (time["availableStartTime"][:5], time["availableEndTime"][:5]) for time in role["availableTime"]
            for day in time["daysOfWeek"]}


def hours_are_drawn(desk):
    """hours are moved, cut, removed and added in the drawn week, by keys and by dragging"""
    begin(desk)
    desk.fill("^Find a doctor", "lovel")
    desk.keys("Return")
    desk.press("^Edit the hours")
    desk.click(block(desk, "^Monday, 06:00.20:00"))
    desk.keys(*["shift+Up"] * 4)
    block(desk, "^Monday, 06:00.19:00")
    desk.keys(*["ctrl+Down"] * 2)
    block(desk, "^Monday, 06:30.19:00")
    desk.keys("Right", "Delete")
    block(desk, "^Tuesday, no hours")
    desk.keys("Return")
    block(desk, "^Tuesday, 09:00.12:00")
    drag(desk, block(desk, "^Wednesday, 06:00.20:00"), 48)
    block(desk, "^Wednesday, 08:00.22:00")
    desk.keys("Escape")
    desk.press("Go On Editing")
    desk.gone("^Discard the Changes")
    desk.picture("drawn")
    desk.keys("ctrl+Return")
    desk.gone("^The whole week")
    hours = hours_of(desk.resources("PractitionerRole")["role"])
    expect(hours["mon"] == ("06:30", "19:00") and hours["tue"] == ("09:00", "12:00") and hours["wed"] == ("08:00", "22:00")
           and hours["sun"] == ("06:00", "20:00"), f"the hours as drawn: {hours}")
    desk.stop()


if __name__ == "__main__":
    main(doctor_is_added_and_away, hours_are_drawn)
