#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The month by keys and by what a screen reader says of it: its days with how many come, the small month beside it, and a
day gone to by typing it."""
import datetime

from calendar_desk import DAY, begin, visits
from desk import Atspi, eventually, expect, main

NEXT = DAY + datetime.timedelta(days=1)


def spoken(day, n):
    return f"^{day:%A}, {day.day} {day:%B} {day.year}, {n} appointment{'' if n == 1 else 's'}$"


def is_chosen(node):
    return node.get_state_set().contains(Atspi.StateType.SELECTED)


def chosen(desk, day, n, inside=None):
    """Waits until that day is the chosen one, in the month or in what is given."""
    def look():
        node = desk.see(spoken(day, n), role="table cell", inside=inside)
        return node if node and is_chosen(node) else None
    return eventually(look, f"{day} is chosen")


def booked(desk):
    appointment = {"resourceType": "Appointment", "id": "one", "status": "booked", "start": f"{DAY}T09:00:00Z", "end": f"{DAY}T09:20:00Z",
                   "participant": [{"actor": {"reference": "Patient/bert"}, "status": "accepted"},
                                   {"actor": {"reference": "Practitioner/hopper"}, "status": "accepted"}]}
    begin(desk, [appointment])
    expect(len(visits(desk)) == 1, "one visit")


def days_are_heard_and_gone_to(desk):
    """the month's days say how many come and which is chosen, so do the small month's, and a typed day is gone to"""
    booked(desk)
    desk.keys("ctrl+4")
    cell = chosen(desk, DAY, 1)
    expect(not is_chosen(desk.find(spoken(NEXT, 0), role="table cell")), "only one day is chosen")
    # The mouse finds the day where it is said to be.
    desk.click(desk.find(spoken(NEXT, 0), role="table cell"))
    chosen(desk, NEXT, 0)
    desk.keys("Left")
    chosen(desk, DAY, 1)
    desk.picture("month")
    desk.keys("Page_Down")
    desk.gone(spoken(DAY, 1), role="table cell")
    desk.keys("Page_Up")
    chosen(desk, DAY, 1)
    desk.keys("Return")
    desk.find("^Bert Brecht, 09:00 to 09:20, Grace Hopper")

    # Ctrl+G asks where to go; the small month goes along, and leads there by keys too.
    desk.keys("ctrl+g")
    desk.type(f"{NEXT.day} {NEXT:%B} {NEXT.year}")
    desk.keys("Return")
    desk.find(f"\\b{NEXT.day} {NEXT:%B} {NEXT.year}")
    small = desk.find("^Month$", role="table")
    chosen(desk, NEXT, 0, small)
    desk.picture("gone-to")
    desk.click(desk.see(spoken(DAY, 1), role="table cell", inside=small))
    chosen(desk, DAY, 1, small)
    desk.find("^Bert Brecht, 09:00 to 09:20, Grace Hopper")
    desk.keys("Right", "Right", "Left")
    chosen(desk, NEXT, 0, small)
    desk.find(f"\\b{NEXT.day} {NEXT:%B} {NEXT.year}")
    desk.stop()


if __name__ == "__main__":
    main(days_are_heard_and_gone_to)
