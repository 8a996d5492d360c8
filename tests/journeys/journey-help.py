#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F1: the help opens beside the desk at the page for what is shown, is read and searched there, and goes away again."""
from desk import TEXT_ROLES, eventually, expect, main


def ask(desk, title, *keys):
    """Does what the keys do, then F1, until the help is at the page of that title."""
    desk.keys(*keys)
    desk.keys("F1")
    eventually(lambda: desk.has_window("^Help$"), "the help's window")
    desk.find(f"^{title}$")


def leave(desk):
    desk.focus_window("^Help$")
    desk.keys("Escape")
    eventually(lambda: not desk.has_window("^Help$"), "the help to go away")
    desk.focus_window("Salve")


def follow(desk, words):
    """By the keyboard: Tab until the focus is in the text with that link, then Enter."""
    def focus():
        node = desk.focused()
        return f"{node.get_role_name()} {desk.words(node)}" if node else ""

    here = focus()
    for _ in range(12):
        if words in here:
            break
        desk.keys("Tab")
        eventually(lambda before=here: focus() not in ("", before), "the focus to move")
        here = focus()
    desk.keys("Return")


def help_in_context(desk):
    """at each view, dialog and the locked desk F1 shows its page; a link and the search lead to others"""
    desk.make_key()
    desk.server("demo", "--patients", 5, "--store", desk.store, "--key-file", desk.key)
    desk.start()
    desk.find("^Patients$")
    ask(desk, "Find a patient", "alt+3")
    desk.picture("find")
    leave(desk)
    ask(desk, "Today’s board", "alt+1")
    leave(desk)
    desk.keys("alt+2")
    desk.find("^Book$", role="button")
    ask(desk, "The calendar")
    leave(desk)
    desk.keys("ctrl+b")
    desk.find("^New Appointment")
    ask(desk, "Book an appointment")
    desk.picture("book")
    leave(desk)
    desk.find("^New Appointment")
    desk.keys("Escape")
    desk.gone("^New Appointment")
    desk.keys("ctrl+l")
    desk.find("^Locked$")
    ask(desk, "Lock the desk")
    desk.focus_window("^Help$")
    follow(desk, "recovery key")
    desk.find("^The first start and the recovery key$")
    desk.picture("link")
    desk.keys("alt+Left", "alt+Left")
    entry = desk.find("^Search the help$", TEXT_ROLES)
    desk.picture("index")
    desk.click(entry)
    desk.type("waiting list")
    desk.gone("^Print$")
    desk.find("^The waiting list$")
    desk.picture("search")
    leave(desk)
    expect(desk.see("^Locked$"), "the desk is as it was")
    desk.stop()


if __name__ == "__main__":
    main(help_in_context)
