#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A series in the appointment form: for somebody who is registered in place, with one visit skipped and one booked all the
same, changed from its third visit on; then all of it undone."""
import datetime

from calendar_desk import DAY, begin, block, choose, choose_patient, everything, undo_all, visits
from desk import eventually, expect, main

LATER = [DAY + datetime.timedelta(days=7 * week) for week in range(6)]


def taken(name, day):
    """Bert is at the doctor's at ten on that day."""
    return {"resourceType": "Appointment", "id": name, "status": "booked", "start": f"{day}T10:00:00Z", "end": f"{day}T10:20:00Z",
            "participant": [{"actor": {"reference": "Patient/bert"}, "status": "accepted"},
                            {"actor": {"reference": "Practitioner/hopper"}, "status": "accepted"}]}


def of(desk, patient):
    return [visit for visit in visits(desk) if visit[0] == patient]


def register_in_place(desk):
    """Somebody new comes: the form for a patient opens over the appointment's, with what was typed in it."""
    desk.keys("ctrl+n")
    desk.find("^Patient: name, birth date or number", role=("text", "entry", "text box"))
    desk.type("Emil Zola")
    desk.find("^Register “Emil Zola”")
    desk.keys("Return")
    desk.find("^Given name|^Given names")
    desk.picture("registering")
    desk.keys("ctrl+Return")
    desk.gone("^Given name|^Given names")
    desk.find("Zola")
    new = eventually(lambda: [p for p in desk.resources("Patient").values() if p["name"][0].get("family") == "Zola"], "the patient is in the store")
    return new[0]["id"]


def say_when(desk):
    eventually(lambda: (desk.focused() or desk.application()).get_role_name() in ("list item", "table row"), "the first free time has the focus")
    desk.keys("Return")
    desk.find("is free\\.")
    desk.fill("^Day$", DAY.isoformat())
    desk.fill("^Time$", "10:00")
    desk.find("10:00.10:20 is free\\.")


def decide(desk, day, downs):
    """What becomes of the visit of that day."""
    desk.click(desk.find(f"{day:%Y-%m-%d}, 10:00", role="combo box"))
    desk.keys(*["Down"] * downs, "Return")


def starts(desk, patient):
    """Only the newest of what is booked: when each of the patient's visits begins."""
    return [start for who, _, start, status in visits(desk) if who == patient and status == "booked"]


def book(desk):
    """Six visits, a week apart: the second is skipped, the fourth is booked though the doctor has somebody then."""
    choose(desk, "^Repeat", 2)
    desk.find("Something is in the way of 2 later visits")
    desk.keys("ctrl+Return")
    desk.find("^Say of each visit with something in the way")
    desk.picture("undecided")
    expect(not of(desk, desk.patient), "nothing is booked while two visits are undecided")
    decide(desk, LATER[1], 1)
    decide(desk, LATER[3], 2)
    desk.find("^This Time Is Taken|^Book All the Same|^Overbook")
    desk.type("Only day she can")
    desk.keys("Return")
    desk.find("Only day she can")
    desk.picture("decided")
    desk.keys("ctrl+Return")
    desk.gone("^New Appointment")
    expected = [f"{LATER[week]}T10:00" for week in (0, 2, 3, 4, 5)]
    eventually(lambda: starts(desk, desk.patient) == expected, f"five visits, {expected}")
    reasons = {resource["start"][:10]: extension["valueString"] for resource in desk.resources("Appointment").values()
               for extension in resource.get("extension", []) if extension["url"].endswith("appointment-overbooked")}
    expect(reasons == {f"{LATER[3]}": "Only day she can"}, f"the reason stands with the fourth alone: {reasons}")


def change_from_third(desk):
    """The form of the third week's visit: half an hour later, this one and those after it."""
    desk.keys(*["alt+Page_Down"] * 14)
    desk.find(f"\\b{LATER[2].day} {LATER[2]:%B} {LATER[2].year}")
    desk.click(block(desk, "Zola"))
    desk.press("^Edit$", "button")
    desk.find("^Change Appointment")
    desk.fill("^Time$", "10:30")
    desk.find("10:30.10:50 is free\\.")
    desk.keys("ctrl+Return")
    desk.find("^Change a Visit of a Series")
    desk.picture("which")
    desk.press("^This and Following")
    desk.gone("^Change Appointment")
    expected = [f"{LATER[0]}T10:00", *[f"{LATER[week]}T10:30" for week in (2, 3, 4, 5)]]
    eventually(lambda: starts(desk, desk.patient) == expected, f"from the third on half an hour later, {expected}")
    desk.picture("changed")


def skipped_overbooked_and_changed(desk):
    """a new patient gets a series past two taken times; from the third visit on it is half an hour later; undone"""
    begin(desk, [taken("second", LATER[1]), taken("fourth", LATER[3])])
    desk.patient = register_in_place(desk)
    say_when(desk)
    book(desk)
    change_from_third(desk)
    undo_all(desk, 2)
    desk.keys("ctrl+z")
    eventually(lambda: everything(desk) == desk.beginning, "the store is what it was")
    desk.stop()


if __name__ == "__main__":
    main(skipped_overbooked_and_changed)
