#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mouse lies in a drawer: from the first start to two records made one, with the keyboard alone."""
import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from desk import Lost, eventually, expect, main  # noqa: E402


def at(desk, pattern, role):
    """Whether what has the focus says so. Some of what takes the focus is a row around the thing that has the name."""
    node = desk.focused()
    if node is None:
        return None
    good = desk.see(pattern, role, inside=node)
    return good if good and node.get_role_name() != "frame" else None


def tab_to(desk, pattern, role=None, steps=80):
    """Goes on with Tab until the focus is there; every stop on the way must tell what it is."""
    for _ in range(steps):
        if desk.focused() is not None and at(desk, pattern, role):
            return
        desk.keys("Tab")
    raise Lost(f"{steps} × Tab did not lead to {role or 'anything'} that says /{pattern}/")


def first_start(desk):
    """the clinic's file is made, the recovery key kept, the desk opened, locked and unlocked"""
    desk.start(own_store=False)
    desk.find("Welcome to Salve")
    tab_to(desk, "Create the Clinic’s File", "button")
    desk.keys("Return")
    desk.find("Print the Recovery Key")
    tab_to(desk, "I have printed it or written it down", "check box")
    desk.keys("space")
    start = desk.find("^Start$", "button")
    eventually(lambda: desk.can_be_used(start), "Start to be usable")
    tab_to(desk, "^Start$", "button")
    desk.keys("Return")
    desk.find("^Patients$")
    store = os.path.join(os.environ["XDG_DATA_HOME"], "salve", "clinic.salve")
    expect(os.path.exists(store), "the clinic's file is there")
    desk.keys("ctrl+l")
    desk.find("^Locked$")
    tab_to(desk, "^Unlock$", "button")
    desk.keys("Return")
    desk.find("^Patients$")


def register(desk, name, birth, number):
    desk.keys("ctrl+f")
    desk.keys("ctrl+a")
    desk.type(name)
    desk.find("^Register “")
    desk.keys("Return")
    desk.find("^Register Patient$")
    time.sleep(0.4)  # the dialog slides in
    desk.type(birth)
    desk.keys("Tab", "f", "Tab")
    desk.type(number)
    desk.keys("ctrl+Return")
    desk.gone("^Register Patient$")


def merge(desk):
    """two people are registered, found, made one, and are two again after Ctrl+Z"""
    desk.make_key()
    desk.start()
    desk.find("^Patients$")
    register(desk, "Anna Keller", "1974-03-12", "0171234567")
    register(desk, "Ana Keler", "1974-03-12", "0301112223")
    eventually(lambda: len(desk.resources("Patient")) == 2, "two patients in the store")
    desk.keys("ctrl+f")
    desk.keys("ctrl+a", "BackSpace")
    desk.find("Keller.*Anna|Anna.*Keller")
    desk.keys("Down")
    time.sleep(0.3)
    desk.keys("shift+Down")
    button = desk.find("^Merge…$", "button")
    eventually(lambda: desk.can_be_used(button), "two to be selected")
    tab_to(desk, "^Merge…$", "button")
    desk.keys("Return")
    desk.find("^This one stays")
    time.sleep(0.4)
    tab_to(desk, "^Merge$", "button")
    desk.picture("merge-by-keys")
    desk.keys("Return")
    desk.gone("^This one stays")

    def links():
        return [p for p in desk.resources("Patient").values() if p.get("link")]

    eventually(links, "the two to be one")
    desk.keys("ctrl+z")
    eventually(lambda: not links(), "the two to be two again")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def clipboard(target):
    run = subprocess.run(["xclip", "-selection", "clipboard", "-o", "-t", target], capture_output=True, timeout=10)
    return run.stdout.decode() if run.returncode == 0 else ""


def shown(desk):
    """The view that the sidebar marks."""
    rows = [n for n in desk.walk() if n.get_role_name() == "list item" and n.get_state_set().contains(Atspi.StateType.SELECTED)]
    return next((desk.words(row) for row in rows if desk.words(row) in ("Today", "Calendar", "Patients", "Doctors", "Devices", "Reports")), None)


def card(desk):
    """a record is opened and its visiting card copied, as a card for programs and as text for people"""
    desk.make_key()
    desk.start()
    desk.find("^Patients$")
    register(desk, "Anna Keller", "1974-03-12", "0171234567")
    eventually(lambda: desk.resources("Patient"), "her in the store")
    desk.keys("ctrl+f")
    desk.type("keller")
    desk.find("Keller.*Anna|Anna.*Keller")
    desk.keys("Return")
    desk.find("^Timeline$")
    tab_to(desk, "^Record Menu$|^More", ("toggle button", "button", "menu button"))
    desk.keys("Return")
    desk.find("^Copy as vCard$", "menu item")
    for _ in range(12):
        if at(desk, "^Copy as vCard$", "menu item"):
            break
        desk.keys("Down")
    desk.keys("Return")
    eventually(lambda: "BEGIN:VCARD" in clipboard("text/vcard"), "the card in the clipboard")
    told = clipboard("text/vcard").replace("\r\n", "\n")
    expect("N:Keller;Anna;;;" in told and "END:VCARD" in told, f"the card says who she is: {told}")
    expect("0171234567" in told.replace(" ", ""), f"and how to reach her: {told}")
    expect("Keller" in clipboard("UTF8_STRING"), "a text field gets her name too")


main(first_start, merge, card)
