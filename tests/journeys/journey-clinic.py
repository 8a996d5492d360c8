#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a clinic says of itself before it books: its kinds of visits, rooms, devices and holidays, each added, changed,
taken away, and all of it undone."""
from calendar_desk import DAY, begin, everything
from desk import Atspi, eventually, expect, main


def open_setup(desk, words, name):
    desk.command(words, name)
    desk.find("^The Clinic$")


def close_setup(desk):
    desk.keys("Escape")
    desk.gone("^The Clinic$")


def only(desk, kind, good, what):
    """The one resource of that type for which that holds."""
    found = eventually(lambda: [r for r in desk.resources(kind).values() if good(r)], what)
    expect(len(found) == 1, f"{what}: {len(found)}")
    return found[0]


def undo_to(desk, state, what):
    desk.keys("ctrl+z")
    eventually(lambda: everything(desk) == state, f"undone: {what}")


def toggle(desk, name):
    """The switch in the row of that name; it may be scrolled away."""
    switch = eventually(lambda: next((node for node in desk.walk() if node.get_name() == name and node.get_role_name() == "check box"
                                      and Atspi.Action.get_n_actions(node) > 0), None), f"the switch {name}")
    desk.press_node(switch)


def visit_type(desk):
    open_setup(desk, "visit typ", "Visit types")
    desk.press("^Add a Visit Type", "button")
    desk.find("^New Visit Type")
    desk.keys("ctrl+Return")
    desk.find("^A visit type needs a name")
    desk.fill("^Name$", "Ultrasound")
    desk.picture("visit-type")
    desk.keys("ctrl+Return")
    desk.gone("^New Visit Type")
    desk.press("^Ultrasound", ("list item", "button"))
    desk.find("^Visit Type$")
    added = everything(desk)
    desk.fill("^Specialty; empty: any", "Cardiology")
    desk.keys("ctrl+Return")
    only(desk, "HealthcareService", lambda r: "Cardiology" in str(r.get("specialty")), "the kind of visit is cardiology's")
    desk.find("^Ultrasound", role=("list item", "button"))
    changed = everything(desk)
    desk.press("^Ultrasound", ("list item", "button"))
    toggle(desk, "Offered")
    desk.keys("ctrl+Return")
    only(desk, "HealthcareService", lambda r: r.get("active") is False, "it is no longer offered")
    desk.find("No longer offered")
    desk.picture("no-longer-offered")
    close_setup(desk)
    undo_to(desk, changed, "it is offered")
    undo_to(desk, added, "it is anybody's")
    undo_to(desk, desk.beginning, "there is no such kind of visit")


def thing(desk, words, name, add, kind, first, second, name_of):
    """A room or a device."""
    open_setup(desk, words, name)
    desk.fill(f"^{add}", first)
    desk.keys("Return")
    only(desk, kind, lambda r: name_of(r) == first, f"{first} is there")
    added = everything(desk)
    desk.find(f"^Remove {first}", role="button")
    desk.fill(f"^{kind_title(kind)}$", second)
    desk.keys("Return")
    only(desk, kind, lambda r: name_of(r) == second, f"it is called {second}")
    changed = everything(desk)
    desk.picture(kind.lower())
    desk.press(f"^Remove {second}", "button")
    only(desk, kind, lambda r: name_of(r) == second and r["status"] == "inactive", f"{second} is out of use")
    desk.gone(f"^Remove {second}", role="button")
    close_setup(desk)
    undo_to(desk, changed, f"{second} is in use")
    undo_to(desk, added, f"it is called {first}")
    undo_to(desk, desk.beginning, f"there is no {first}")


def kind_title(kind):
    return "Room" if kind == "Location" else "Device"


def holiday(desk):
    """Holidays hang on the clinic, which is there with its first room."""
    open_setup(desk, "rooms", "Rooms")
    desk.fill("^Add a room", "Room 1")
    desk.keys("Return")
    desk.find("^Remove Room 1", role="button")
    close_setup(desk)
    with_room = everything(desk)
    open_setup(desk, "holidays", "Holidays of the clinic")
    desk.press("^Add a Holiday", "button")
    desk.fill("^First day", DAY.isoformat())
    desk.fill("^Reason", "Founding Day")
    desk.picture("holiday")
    desk.keys("ctrl+Return")
    only(desk, "Slot", lambda r: "Founding Day" in str(r), "the holiday")
    desk.find("Founding Day")
    desk.find("^Remove: ", role="button")
    added = everything(desk)
    desk.press("^Remove: ", "button")
    eventually(lambda: not desk.resources("Slot"), "the holiday has gone")
    close_setup(desk)
    undo_to(desk, added, "it is a holiday")
    undo_to(desk, with_room, "it is a day like any other")
    undo_to(desk, desk.beginning, "there is no room")


def clinic_is_set_up(desk):
    """a kind of visit, a room, a device and a holiday are added, changed and taken away; each step is undone"""
    begin(desk)
    visit_type(desk)
    thing(desk, "rooms", "Rooms", "Add a room", "Location", "Room 7", "Room 8", lambda r: r.get("name"))
    thing(desk, "devices of", "Devices of the clinic", "Add a device", "Device", "Scales", "Big scales", lambda r: r["deviceName"][0]["name"])
    holiday(desk)
    desk.stop()


if __name__ == "__main__":
    main(clinic_is_set_up)
