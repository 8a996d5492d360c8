#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at the calendar: booked in three ways, moved by mouse and by keys, a series with one visit cancelled, a time
that is filled from the waiting list; then all of it undone, and the store is what it was but for its history."""
import datetime

from calendar_desk import (DAY, begin, block, choose, choose_patient, close_side, drag, everything, middle, undo_all,
                           visits, wait_for)
from desk import eventually, expect, main


def book_first_free(desk):
    """patient ↵, offered time ↵, ↵"""
    desk.keys("ctrl+n")
    choose_patient(desk, "keller")
    eventually(lambda: (desk.focused() or desk.application()).get_role_name() in ("list item", "table row"), "the first free time has the focus")
    desk.keys("Return")
    desk.find("is free\\.")
    desk.picture("first-free")
    desk.keys("Return")
    desk.gone("^New Appointment")
    (patient, who, start, status), = eventually(lambda: visits(desk), "an appointment")
    expect((patient, status) == ("anna", "booked") and who in ("hopper", "lovelace"), f"booked: {patient} {who} {start} {status}")
    return (patient, who, start, status)


def book_in_one_line(desk):
    desk.keys("F9")
    desk.find("^Book in one line", role=("text", "entry", "text box"))
    desk.type("brecht tomorrow 9:00 dr hopper")
    desk.find("Enter books it")
    desk.picture("one-line")
    desk.keys("Return")
    return ("bert", "hopper", f"{DAY}T09:00", "booked")


def book_by_dragging(desk):
    """An hour is drawn below somebody's visit, as long as the mouse goes."""
    x, y, height = middle(block(desk, "^Bert Brecht, .*Hopper"))
    minute = height / 20  # pixels a minute: the visit is 20 minutes long
    drag(desk, x, int(y + 50 * minute), int(30 * minute))
    desk.find("^New Appointment")
    choose_patient(desk, "conti")
    desk.find("is free\\.")
    desk.keys("ctrl+Return")
    desk.gone("^New Appointment")
    return minute


def booked_three_ways_and_moved(desk):
    """booked by the first free time, by one line and by dragging; moved by mouse and by keys; undone to the beginning"""
    begin(desk)
    first = book_first_free(desk)
    line = book_in_one_line(desk)
    wait_for(desk, [first, line], "two appointments")
    close_side(desk)
    minute = book_by_dragging(desk)
    drawn, = [visit for visit in eventually(lambda: [v for v in visits(desk) if v[0] == "carla"], "the drawn one")]
    expect(drawn[1] == "hopper" and drawn[2].startswith((f"{DAY}T09:", f"{DAY}T10:")), f"drawn: {drawn}")
    x, y, _ = middle(block(desk, "^Bert Brecht, .*Hopper"))
    drag(desk, x, y, int(-60 * minute))
    moved = ("bert", "hopper", f"{DAY}T08:00", "booked")
    wait_for(desk, [first, moved, drawn], "moved by the mouse")
    desk.click(block(desk, "^Bert Brecht, .*Hopper"))
    desk.find("Open Record")
    desk.find("^Moved$")
    desk.find("^Booked$")
    desk.picture("popover")
    desk.keys("Escape")
    desk.gone("Open Record")
    # The menu over the popover: what it starts is done in the window, not below either of them.
    desk.click(block(desk, "^Bert Brecht, .*Hopper"))
    desk.find("Open Record")
    desk.keys("Tab", "Tab", "Tab", "space")
    desk.find("", role="menu item")
    desk.keys("Return")
    desk.find("^Cancel the Appointment")
    expect(not desk.see("Open Record"), "the popover has gone")
    desk.keys("Escape")
    desk.gone("^Cancel the Appointment")
    desk.keys("m", "Up", "Up", "Return")
    by_keys = ("bert", "hopper", f"{DAY}T07:30", "booked")
    wait_for(desk, [first, by_keys, drawn], "moved by keys")
    undo_all(desk, 5)
    expect(everything(desk) == desk.beginning, f"the store is not what it was: {visits(desk)}")
    desk.stop()


def refused_waiting_and_filled(desk):
    """a taken time is refused with its reason, and a freed one is filled from the waiting list; undone to the beginning"""
    begin(desk)
    desk.keys("F9")
    desk.find("^Book in one line", role=("text", "entry", "text box"))
    desk.type("brecht tomorrow 9:00 dr hopper")
    desk.find("Enter books it")
    desk.keys("Return")
    line = ("bert", "hopper", f"{DAY}T09:00", "booked")
    wait_for(desk, [line], "the appointment")
    desk.fill("^Book in one line", "conti tomorrow 9:10 dr hopper")
    desk.find("has another appointment")
    desk.picture("taken")
    desk.keys("Return")
    desk.fill("^Book in one line", " ")
    expect(visits(desk) == [line], "a taken time was booked")

    desk.press("^Put Somebody on the Waiting List")
    choose_patient(desk, "conti")
    desk.keys("ctrl+Return")
    desk.gone("^Part of the day")
    wish = ("carla", None, "", "waitlist")
    wait_for(desk, [line, wish], "somebody waits")
    close_side(desk)

    desk.click(block(desk, "^Bert Brecht, .*Hopper"))
    desk.find("Open Record")
    desk.keys("Escape")
    desk.gone("Open Record")
    desk.keys("Delete")
    desk.find("^Cancel the Appointment")
    desk.type("Ill")
    desk.keys("Return")
    desk.find("^Offer the Time")
    desk.picture("offer")
    desk.keys("Return")
    filled = ("carla", "hopper", f"{DAY}T09:00", "booked")
    wait_for(desk, [(*line[:3], "cancelled"), filled], "the time is filled again")

    undo_all(desk, 4)
    expect(everything(desk) == desk.beginning, f"the store is not what it was: {visits(desk)}")
    desk.stop()


def book_series(desk):
    """Six visits, a week apart, from tomorrow at ten on."""
    desk.keys("ctrl+n")
    choose_patient(desk, "conti")
    eventually(lambda: (desk.focused() or desk.application()).get_role_name() in ("list item", "table row"), "the first free time has the focus")
    desk.keys("Return")
    desk.find("is free\\.")
    desk.fill("^Day$", DAY.isoformat())
    desk.fill("^Time$", "10:00")
    desk.find("10:00.10:20 is free\\.")
    choose(desk, "^Repeat", 2)
    desk.picture("series")
    desk.keys("ctrl+Return")
    desk.gone("^New Appointment")
    series = eventually(lambda: visits(desk), "the series")
    days = [datetime.date.fromisoformat(start[:10]) for _, _, start, _ in series]
    expect(len(days) == 6 and days[0] == DAY and all((day - days[0]).days == 7 * i for i, day in enumerate(days)), f"not every week: {days}")
    return series


def series_with_one_exception(desk):
    """a series is booked at the first free time, and one visit of it cancelled; the others stay; undone to the beginning"""
    begin(desk)
    series = book_series(desk)
    desk.click(block(desk, "^Carla Conti"))
    desk.find("Open Record")
    desk.picture("one-of-a-series")
    desk.keys("Escape")
    desk.gone("Open Record")
    desk.keys("Delete")
    desk.press("This Visit Only")
    desk.find("^Cancel the Appointment")
    desk.type("On holiday")
    desk.keys("Return")
    wait_for(desk, [(*series[0][:3], "cancelled"), *series[1:]], "one visit is cancelled")
    undo_all(desk, 2)
    expect(everything(desk) == desk.beginning, f"the store is not what it was: {visits(desk)}")
    desk.stop()


def series_cut_short(desk):
    """the third visit of a series and those after it are cancelled, the first two stay; undone to the beginning"""
    begin(desk)
    series = book_series(desk)
    third = DAY + datetime.timedelta(days=14)
    desk.keys(*["alt+Page_Down"] * 14)
    desk.find(f"\\b{third.day} {third:%B} {third.year}")
    desk.click(block(desk, "^Carla Conti"))
    desk.find("Open Record")
    desk.keys("Escape")
    desk.gone("Open Record")
    desk.keys("Delete")
    desk.press("This and Following")
    desk.find("^Cancel the Appointment")
    desk.type("Moved away")
    desk.keys("Return")
    wait_for(desk, [*series[:2], *[(*visit[:3], "cancelled") for visit in series[2:]]], "the rest is cancelled")
    undo_all(desk, 2)
    expect(everything(desk) == desk.beginning, f"the store is not what it was: {visits(desk)}")
    desk.stop()


def dragged_onto_others(desk):
    """dropped on a taken time a visit goes back and the reason is said; dropped at another doctor it is theirs; undone"""
    begin(desk)
    desk.keys("F9")
    for line in ("brecht tomorrow 9:00 dr hopper", "conti tomorrow 10:00 dr hopper", "keller tomorrow 11:00 dr lovelace"):
        before = len(visits(desk))
        desk.fill("^Book in one line", line)
        desk.find("Enter books it")
        desk.keys("Return")
        eventually(lambda: len(visits(desk)) == before + 1, line)
    close_side(desk)
    bert = ("bert", "hopper", f"{DAY}T09:00", "booked")
    carla = ("carla", "hopper", f"{DAY}T10:00", "booked")
    anna = ("anna", "lovelace", f"{DAY}T11:00", "booked")
    wait_for(desk, [bert, carla, anna], "three appointments")

    x, y, height = middle(block(desk, "^Carla Conti, .*Hopper"))
    minute = height / 20  # pixels a minute: the visit is 20 minutes long
    drag(desk, x, y, int(-60 * minute))
    desk.find("has another appointment")
    desk.picture("dropped-on-taken")
    expect(visits(desk) == sorted([bert, carla, anna]), f"a taken time was booked: {visits(desk)}")
    expect(abs(middle(block(desk, "^Carla Conti, .*Hopper"))[1] - y) < 3, "it is drawn where it was")

    across = middle(block(desk, "^Anna Keller, .*Lovelace"))[0] - x
    drag(desk, x, y, 0, across)
    theirs = ("carla", "lovelace", f"{DAY}T10:00", "booked")
    wait_for(desk, [bert, theirs, anna], "the other doctor has it")
    desk.picture("with-another-doctor")
    undo_all(desk, 4)
    expect(everything(desk) == desk.beginning, f"the store is not what it was: {visits(desk)}")
    desk.stop()


def log_of(desk):
    """How long the log beside the clinic's file is."""
    log = desk.store.with_name(desk.store.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def half_a_form(desk):
    """Escape asks before it throws away what was typed, and what was typed when the mains went is offered again"""
    begin(desk)
    before = log_of(desk)
    desk.keys("ctrl+n")
    choose_patient(desk, "keller")
    desk.keys("Escape")
    desk.find("^Discard What You Typed")
    desk.picture("asked")
    desk.press("^Keep Editing$", "button")
    desk.gone("^Discard What You Typed")
    desk.find("^New Appointment")
    # The draft is written a moment after the last key: the file's log grows then.
    eventually(lambda: log_of(desk) > before, "the draft is written")
    desk.kill()

    desk.start()
    desk.keys("alt+2")
    desk.find("^Book$", role="button")
    desk.keys("ctrl+n")
    desk.find("still there")
    desk.picture("offered")
    desk.press("^Continue$", "button")
    desk.find("Keller, Anna|Anna Keller")
    desk.keys("Escape")
    desk.find("^Discard What You Typed")
    desk.press("^Discard$", "button")
    desk.gone("^New Appointment")
    desk.keys("ctrl+n")
    desk.find("^New Appointment")
    expect(not desk.see("still there"), "what was thrown away is offered again")
    desk.keys("Escape")
    desk.gone("^New Appointment")
    expect(visits(desk) == [], "nothing was booked")
    desk.stop()


if __name__ == "__main__":
    main(booked_three_ways_and_moved, refused_waiting_and_filled, series_with_one_exception, series_cut_short,
         dragged_onto_others, half_a_form)
