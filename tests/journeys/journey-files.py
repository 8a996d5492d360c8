#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in and out through GTK's own file dialog: records in, a face in, the calendar out."""
import base64
import json
import pathlib
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import calendar_desk  # noqa: E402
from desk import TEXT_ROLES, eventually, expect, main  # noqa: E402

INES = {"resourceType": "Patient", "id": "ines", "active": True, "gender": "female", "birthDate": "1962-11-02",
        "name": [{"family": "Albrecht", "given": ["Ines"]}]}
VISIT = {"resourceType": "Appointment", "id": "first", "status": "booked",
         "start": f"{calendar_desk.DAY}T09:00:00Z", "end": f"{calendar_desk.DAY}T09:20:00Z",
         "participant": [{"actor": {"reference": actor}, "status": "accepted"} for actor in ("Patient/anna", "Practitioner/hopper")]}


def alone(desk, name):
    """GTK's chooser shows a path's folder: with one file in it there is one to choose."""
    folder = desk.place / f"only-{name}"
    folder.mkdir()
    return folder / name


def import_one(desk):
    path = alone(desk, "ines.ndjson")
    path.write_text(json.dumps(INES) + "\n")
    desk.keys("ctrl+o")
    desk.press("^Files…$", "button")
    desk.choose_file("^Import FHIR Files$", path)
    desk.find("^Everything is stored\\.", patience=40)
    desk.picture("imported")
    desk.keys("Escape")
    desk.gone("^Everything is stored\\.")
    expect(desk.resources("Patient")["ines"]["birthDate"] == "1962-11-02", "she is in the store")


def choose_photo(desk):
    """A large picture in colours becomes a small JPEG in her record."""
    path = alone(desk, "face.png")
    subprocess.run(["convert", "-size", "1200x1600", "gradient:red-blue", path], check=True)
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("albrecht")
    desk.find("Albrecht.*Ines|Ines.*Albrecht")
    desk.keys("Return")
    desk.find("^Timeline$|^Identity|Edit Identity")
    desk.keys("ctrl+e")
    desk.find("^Edit Patient$")
    chosen = None
    for _ in range(3):  # on a busy machine a key is sometimes doubled, and there is no file of such a name; the row says so
        desk.press("^Choose a Photo$", "button")
        desk.choose_file("^Choose a Photo$", path)
        said = desk.find("^Remove the photo$|No such file")
        if desk.words(said) == "Remove the photo":
            chosen = said
            break
    expect(chosen, "the photo was taken")
    desk.picture("photo")
    desk.keys("ctrl+Return")
    desk.gone("^Edit Patient$")
    photo = eventually(lambda: desk.resources("Patient")["ines"].get("photo"), "a photo in the store", 60)[0]
    face = desk.place / "face.jpg"
    face.write_bytes(base64.b64decode(photo["data"]))
    size = subprocess.run(["identify", "-format", "%m %w %h", face], capture_output=True, text=True, check=True).stdout
    expect(photo["contentType"] == "image/jpeg" and size == "JPEG 192 256", f"it is a small JPEG: {photo['contentType']} {size}")
    desk.keys("Escape")


def export_calendar(desk):
    path = alone(desk, "range.ics")
    desk.keys("alt+2")
    desk.find("^Book$", role="button")
    desk.press("^Calendar Menu$", "toggle button")
    desk.find("^Calendar Menu$", "menu")
    desk.keys("e")  # as the menu underlines it: Export…
    desk.find("^Export Appointments$")
    desk.picture("export")
    desk.keys("ctrl+Return")
    desk.choose_file("^Export Appointments$", path, save=True)
    text = eventually(lambda: path.exists() and path.read_text(), "the calendar's file", 40)
    start = f"DTSTART:{calendar_desk.DAY:%Y%m%d}T090000Z"
    expect(text.startswith("BEGIN:VCALENDAR") and start in text.replace("\r", ""), f"the visit is in it: {text}")
    expect("SUMMARY:A. K." in text and "Keller" not in text, f"with the initials alone, as the dialog proposes: {text}")
    desk.picture("exported")
    desk.keys("Escape")


def records_and_a_face_in_the_calendar_out(desk):
    """records are imported, a photo is chosen, a range is exported: each through GTK's file dialog"""
    desk.forgive_the_chooser()
    calendar_desk.begin(desk, [VISIT])
    desk.keys("alt+2")
    import_one(desk)
    choose_photo(desk)
    export_calendar(desk)
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")
    desk.stop()
    desk.heard_nothing_wrong()


def place_of(window):
    told = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=True).stdout
    values = dict(line.split("=") for line in told.split())
    return int(values["X"]), int(values["Y"])


def other_window(program):
    find = ["xdotool", "search", "--onlyvisible", "--pid", str(program.pid)]
    return eventually(lambda: subprocess.run(find, capture_output=True, text=True).stdout.split(), "the other program's window")[-1]


def mouse(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, timeout=10)
    time.sleep(0.15)


def a_card_is_dragged_out(desk):
    """a face is dragged from a record onto another program's window, which gets the visiting card"""
    calendar_desk.begin(desk, [])
    subprocess.run(["xdotool", "windowsize", "--sync", desk.window, "960", "760"], check=True, timeout=10)
    target = subprocess.Popen(["python3", pathlib.Path(__file__).with_name("drop-target.py")], stdout=subprocess.PIPE, text=True)
    try:
        window = other_window(target)
        mouse("windowmove", window, 1020, 100)
        desk.focus_window()
        desk.keys("alt+3")
        desk.click(desk.find("Find a patient", TEXT_ROLES))
        desk.type("keller")
        desk.find("Keller.*Anna|Anna.*Keller")
        desk.keys("Return")
        desk.find("^Timeline$")
        desk.picture("record")  # when the page has come in
        face = desk.find("^Anna Keller$", "label")
        extents = Atspi.Component.get_extents(face, Atspi.CoordType.WINDOW)
        left, top = desk.window_edge()
        x, y = place_of(desk.window)
        mouse("mousemove", x + extents.x - left - 20, y + extents.y - top + 34)  # the face is beside the name
        mouse("mousedown", 1)
        for step in range(1, 5):
            mouse("mousemove_relative", "--", 12 * step, 6)
        desk.picture("drag-begun")
        mouse("mousemove", 1120, 250)
        mouse("mousemove", 1130, 260)
        desk.picture("dragged")
        mouse("mouseup", 1)
        card = target.communicate(timeout=20)[0]
        expect("BEGIN:VCARD" in card and "Keller;Anna" in card, f"the other program got the card: {card!r}")
    finally:
        target.kill()
        subprocess.run(["xdotool", "windowsize", "--sync", desk.window, "1180", "760"], check=False, timeout=10)


main(a_card_is_dragged_out, records_and_a_face_in_the_calendar_out)
