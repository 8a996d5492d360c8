# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at the desk: people come, are checked in, wait, are called and are done; somebody has no appointment; a step was
taken too early and is taken back; a doctor calls the next one."""
import datetime
import json
import os
import re
import resource
import subprocess
import time

from calendar_desk import WEEK, clinic, everything, middle
from desk import TEXT_ROLES, eventually, expect, main
from paper import audited, have_paper, through_the_dialog

CARD = ("list item", "button", "push button")


def visit(name, patient, doctor, start, **more):
    """Half an hour with the doctor; all of it lies within today, wherever the clock is."""
    end = start + datetime.timedelta(minutes=29)
    return {"resourceType": "Appointment", "id": name, "status": "booked", "start": start.isoformat(), "end": end.isoformat(),
            "participant": [{"actor": {"reference": f"{kind}/{id}"}, "status": "accepted"}
                            for kind, id in (("Patient", patient), ("Practitioner", doctor))], **more}


def morning():
    """Two times of today."""
    now = datetime.datetime.now().astimezone().replace(second=0, microsecond=0)
    first = now.replace(hour=min(max(now.hour, 1), 21), minute=0)
    return [first, first + datetime.timedelta(minutes=30)]


def begin(desk, more=(), how=None):
    """how: for start ()."""
    desk.make_key()
    folder = desk.place / "clinic"
    folder.mkdir()
    first, second = morning()
    said = {"extension": [{"url": "http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow",
                           "extension": [{"url": "to-confirm", "valueString": "phone"}]}]}
    # Whatever time it is, somebody works.
    everybody = [{**resource, "availableTime": [{"daysOfWeek": WEEK, "availableStartTime": "00:00:00", "availableEndTime": "23:59:00"}]}
                 if resource["resourceType"] == "PractitionerRole" else resource for resource in clinic()]
    resources = [*everybody, *more, visit("one", "anna", "hopper", first, **said), visit("two", "bert", "hopper", second),
                 {"resourceType": "Patient", "id": "dora", "active": True, "name": [{"family": "Dietz", "given": ["Dora"]}],
                  "birthDate": "1970-02-01"}]
    (folder / "clinic.ndjson").write_text("".join(json.dumps(resource) + "\n" for resource in resources))
    desk.on_store("import", folder)
    desk.beginning = everything(desk)
    desk.start(**(how or {}))
    desk.keys("alt+1")
    desk.find("Keller.*To Come", role=CARD)


def status(desk, name):
    return desk.resources("Appointment")[name]["status"]


def until(desk, name, wanted):
    eventually(lambda: status(desk, name) == wanted, f"{name} is {wanted}")


def mouse(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, timeout=10)
    time.sleep(0.12)


def carry(desk, card, target):
    """A card by the mouse to what is there while it is in hand. target () is looked for then."""
    left, top = desk.window_edge()
    x, y, _height = middle(card)
    mouse("mousemove", "--window", desk.window, x - left - 20, y - top)
    mouse("mousedown", 1)
    for _ in range(4):
        mouse("mousemove_relative", "--", 6, 4)
    x, y, _height = middle(target())
    mouse("mousemove", "--window", desk.window, x - left - 3, y - top)
    mouse("mousemove", "--window", desk.window, x - left, y - top)
    desk.picture("in-hand")
    mouse("mouseup", 1)


def doctor_of(desk, name):
    actors = dict(p["actor"]["reference"].split("/") for p in desk.resources("Appointment")[name]["participant"])
    return actors["Practitioner"]


def a_card_is_carried(desk):
    """a card is put into the room, and into another doctor's lane; both are undone"""
    begin(desk, [visit("three", "carla", "lovelace", morning()[0])])
    before = everything(desk)
    carry(desk, desk.find("Brecht.*To Come", role=CARD), lambda: desk.find("^In a Room · 0$"))
    until(desk, "two", "checked-in")
    desk.find("Brecht.*In a Room", role=CARD)
    desk.keys("ctrl+z")
    eventually(lambda: everything(desk) == before, "he is where he was")
    carry(desk, desk.find("Brecht.*To Come", role=CARD), lambda: desk.find("Conti.*To Come", role=CARD))
    eventually(lambda: doctor_of(desk, "two") == "lovelace", "he has the other doctor")
    expect(status(desk, "two") == "booked", "and is still to come")
    desk.keys("ctrl+z")
    eventually(lambda: everything(desk) == before, "he has his doctor again")
    desk.stop()


def a_morning(desk):
    """people come, wait, are called and are done; a walk-in; a step back; everything is undone"""
    begin(desk)
    desk.picture("board")

    # At the desk: what she said at the kiosk is settled, she agrees, and arrives.
    desk.click(desk.find("Keller.*To Come", role=CARD))
    desk.find("^Check-In$")
    desk.find("^Said at the Kiosk$")
    desk.picture("check-in")
    desk.press("^Taken Over$", "button")
    desk.gone("^Said at the Kiosk$")
    desk.press("^Agreed$", "button")
    desk.gone("^Agreed$", "button")
    dialog = desk.find("^Check-In$", "dialog")
    desk.press_node(eventually(lambda: desk.see("^Arrived$", "button", inside=dialog), "the button of the dialog, not of a card"))
    desk.find("^[A-Z][1-9][0-9]$")
    desk.picture("ticket")
    until(desk, "one", "arrived")
    desk.keys("Escape")
    desk.gone("^Check-In$")
    consents = desk.resources("Consent").values()
    expect(len(consents) == 1 and all(c["patient"]["reference"] == "Patient/anna" for c in consents), "she has agreed")

    # By the keyboard alone: Bert arrives, one step too far, and back.
    card = desk.find("Brecht.*To Come", role=CARD)
    desk.click(card, button=3)
    desk.find("^Open Record$", "button")
    desk.keys("Escape")
    desk.gone("^Open Record$", "button")
    desk.keys("space")
    until(desk, "two", "arrived")
    desk.find("Brecht.*Waiting", role=CARD)
    desk.keys("space")
    until(desk, "two", "checked-in")
    desk.keys("BackSpace")
    until(desk, "two", "arrived")

    # The doctor's own view: the next patient, whose record opens.
    desk.press("Hopper", ("button", "push button"))
    desk.find("^Next Patient$", "button")
    desk.picture("one-doctor")
    desk.press("^Next Patient$", "button")
    until(desk, "one", "checked-in")
    desk.find("^Timeline$")
    desk.keys("ctrl+j")  # from the record of the one to that of the next
    until(desk, "two", "checked-in")
    until(desk, "one", "fulfilled")
    desk.find("^Timeline$")
    desk.keys("alt+1")
    encounters = {e["appointment"][0]["reference"]: e["status"] for e in desk.resources("Encounter").values()}
    expect(encounters == {"Appointment/one": "finished", "Appointment/two": "in-progress"}, f"visits in the record: {encounters}")

    # Two actions for somebody without an appointment: found, Enter; arrived, Enter.
    before = everything(desk)
    desk.keys("ctrl+i")
    desk.find("^Walk-In$")
    desk.type("dietz")
    desk.find("^Register “dietz”")
    desk.keys("Return")
    desk.gone("^Register “dietz”")
    desk.picture("walk-in")
    eventually(lambda: (desk.focused() and desk.words(desk.focused()) == "Arrived"), "the keyboard is where the work goes on")
    desk.keys("Return")
    desk.gone("^Walk-In$")
    eventually(lambda: len(desk.resources("Appointment")) == 3, "the walk-in has an appointment")
    made = next(a for name, a in desk.resources("Appointment").items() if name not in ("one", "two"))
    expect(made["status"] == "arrived", "and has arrived")
    expect(len(desk.resources("Encounter")) == 3, "and is a visit")
    desk.keys("ctrl+z")
    eventually(lambda: everything(desk) == before, "the walk-in is undone, with everything that came of it")
    desk.picture("end")
    desk.stop()


def limit(desk, size):
    """How large a file of the program may become: beyond that writing fails, as on a full disk."""
    resource.prlimit(desk.program.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def the_button(desk, title):
    """That of the dialog, not of a card."""
    dialog = desk.find(title, "dialog")
    return eventually(lambda: desk.see("^Arrived$", "button", inside=dialog), "the button")


def the_disk_is_full(desk):
    """who arrives or comes without an appointment while the disk is full has not arrived, and is told so; with room both have, once"""
    begin(desk, how={"restore_signals": False})
    before = everything(desk)
    desk.click(desk.find("Keller.*To Come", role=CARD))
    desk.find("^Said at the Kiosk$")
    limit(desk, 1)
    desk.press_node(the_button(desk, "^Check-In$"))
    desk.find("is full|reading or writing failed")
    desk.picture("check-in-full")
    limit(desk, resource.RLIM_INFINITY)
    expect(everything(desk) == before, "nothing is half done")
    desk.press_node(the_button(desk, "^Check-In$"))
    desk.find("^[A-Z][1-9][0-9]$")
    until(desk, "one", "arrived")
    desk.keys("Escape")
    desk.gone("^Check-In$")

    before = everything(desk)
    desk.keys("ctrl+i")
    desk.find("^Walk-In$")
    desk.type("dietz")
    desk.find("^Register “dietz”")
    desk.keys("Return")
    desk.gone("^Register “dietz”")
    limit(desk, 1)
    desk.press_node(the_button(desk, "^Walk-In$"))
    desk.find("is full|reading or writing failed")
    desk.picture("walk-in-full")
    limit(desk, resource.RLIM_INFINITY)
    expect(everything(desk) == before, "nobody was made")
    desk.press_node(the_button(desk, "^Walk-In$"))
    desk.gone("^Walk-In$")
    eventually(lambda: len(desk.resources("Appointment")) == 3, "she has come, once")
    tickets = re.findall(r'"ticket","valueString":"([A-Z][0-9]{2})"', json.dumps(list(desk.resources("Appointment").values()), separators=(",", ":")))
    expect(len(tickets) == len(set(tickets)) == 2 == len(desk.resources("Encounter")), f"two tickets, two visits: {tickets}")
    desk.stop()
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def a_freed_time(desk):
    """somebody cancels, and whoever waits for such a time has it with one more key"""
    now = datetime.datetime.now().astimezone().replace(second=0, microsecond=0)
    end = now.replace(hour=23, minute=59)
    if (end - now) < datetime.timedelta(minutes=20):
        print("# it is too late in the day to free a time of it", flush=True)
        return
    wish = {"resourceType": "Appointment", "id": "wish", "status": "waitlist", "minutesDuration": 5,
            "requestedPeriod": [{"start": (now - datetime.timedelta(days=1)).isoformat(), "end": (now + datetime.timedelta(days=9)).isoformat()}],
            "participant": [{"actor": {"reference": "Patient/carla"}, "status": "needs-action"}]}
    begin(desk, [wish, dict(visit("late", "dora", "lovelace", now), end=end.isoformat())])
    desk.click(desk.find("Dietz.*To Come", role=CARD), button=3)
    desk.find("^Open Record$", "button")
    desk.keys("Escape")
    desk.gone("^Open Record$", "button")
    desk.keys("Delete")
    desk.find("^Cancel the Appointment")
    desk.type("Ill")
    desk.keys("Return")
    desk.find("^Offer the Time")
    desk.picture("offer")
    desk.keys("Return")
    until(desk, "wish", "booked")
    expect(doctor_of(desk, "wish") == "lovelace" and status(desk, "late") == "cancelled", "she has the time that was freed")
    desk.find("Conti.*To Come", role=CARD)
    desk.stop()


def a_ticket(desk):
    """a ticket is printed on a slip of 80 mm, and who printed it is on record"""
    have_paper(desk)
    begin(desk)
    desk.click(desk.find("Keller.*To Come", role=CARD))
    desk.find("^Said at the Kiosk$")
    desk.press_node(the_button(desk, "^Check-In$"))
    number = desk.words(desk.find("^[A-Z][1-9][0-9]$"))
    desk.press("^Print Ticket$", "button")
    text, size = through_the_dialog(desk)
    expect(number in text and "take a seat" in text, f"the slip says what it should: {text}")
    expect("Keller" not in text and "Anna" not in text, "and not whose it is")
    expect(all(abs(is_ - should) < 2 for is_, should in zip(size, (226.8, 255.1))), f"it is as wide as a roll: {size}")
    eventually(lambda: audited(desk) == [("Appointment", "one", "ticket")], f"it is on record: {audited(desk)}")
    desk.stop()


if __name__ == "__main__":
    main(a_morning, a_card_is_carried, the_disk_is_full, a_freed_time, a_ticket)
