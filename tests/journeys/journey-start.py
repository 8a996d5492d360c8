#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first minutes: a clinic's file made, its recovery key seen, the desk found, locked, unlocked, and come back to."""
import os
import time

from desk import expect, main


RECOVERY = "^[0-9A-Z]{5}([ -]\u200b?[0-9A-Z]{5}){6}$"


def first_run(desk):
    """a new clinic is made, its recovery key shown, and the next start opens it without a question"""
    desk.start(own_store=False)
    desk.find("Welcome to Salve")
    desk.picture("welcome")
    desk.press("Create the Clinic’s File", "button")
    desk.find("Print the Recovery Key")
    code = desk.find(RECOVERY, "label")
    desk.picture("recovery")
    expect(code is not None, "the recovery key is on the screen")
    start = desk.find("^Start$", "button")
    expect(not desk.can_be_used(start),
           "the desk does not open before the key is kept")
    desk.press("I have printed it or written it down", "check box")
    desk.press("^Start$", "button")
    desk.find("^Patients$")
    desk.picture("desk")
    store = os.path.join(os.environ["XDG_DATA_HOME"], "salve", "clinic.salve")
    expect(os.path.exists(store), "the clinic's file is there")
    with open(store, "rb") as file:
        expect(not file.read(16).startswith(b"SQLite format 3"), "the file is encrypted")
    expect(os.stat(store).st_mode & 0o077 == 0, "nobody else may read the file")
    desk.stop()
    desk.start(own_store=False)
    desk.find("^Patients$")
    expect(not desk.see("Welcome to Salve"), "the second start asks nothing")


def lock_and_unlock(desk):
    """the lock hides the desk, and gives it back as it was"""
    desk.make_key()
    desk.start()
    desk.find("^Patients$")
    desk.keys("ctrl+k")
    desk.find("Find a person or an action")
    desk.type("calendar")
    desk.find("^Show the calendar")
    desk.keys("Return")
    desk.find("No Doctors Yet")
    desk.keys("ctrl+l")
    desk.find("^Locked$")
    desk.gone("No Doctors Yet")
    desk.picture("locked")
    desk.keys("ctrl+k")
    time.sleep(0.4)
    expect(not desk.see("Find a person or an action"), "no action works while locked")
    desk.press("^Unlock$", "button")
    desk.find("No Doctors Yet")


def wait_locked(desk):
    desk.find("^Locked$")
    desk.gone("^Patients$")


def pin(desk):
    """a desk by itself asks for its PIN when it is locked and at a new start; the recovery key is the way back"""
    own = {"own_store": False}
    desk.start("--store", desk.store, **own)
    desk.press("Create the Clinic’s File", "button")
    desk.find("Print the Recovery Key")
    recovery = desk.words(desk.find(RECOVERY, "label")).replace("\u200b", "")
    desk.press("I have printed it or written it down", "check box")
    desk.press("^Start$", "button")
    desk.find("^Patients$")
    desk.keys("ctrl+comma")
    desk.press("^Set…$", "button")
    desk.fill("^New PIN", "2468")
    desk.fill("^The same again", "2468")
    desk.picture("new-pin")
    desk.keys("Return")
    desk.find("^Change…$", "button")
    desk.picture("preferences")
    desk.keys("Escape")
    desk.gone("^Appearance$")
    desk.keys("ctrl+l")
    wait_locked(desk)
    desk.type("1357")
    desk.keys("Return")
    desk.find("That is not the PIN")
    desk.picture("wrong-pin")
    desk.type("2468")
    desk.keys("Return")
    desk.find("^Patients$")
    desk.kill()
    desk.start("--store", desk.store, **own)
    wait_locked(desk)
    desk.press("I Forgot the PIN", "button")
    desk.fill("^Recovery key", "0" * 20)
    desk.press("^Unlock$", "button")
    desk.find("is not the recovery key|recovery key", "alert")
    desk.picture("wrong-recovery")
    desk.fill("^Recovery key", recovery)
    desk.press("^Unlock$", "button")
    desk.find("^Patients$")
    desk.stop()
    desk.start("--store", desk.store, **own)
    desk.find("^Patients$")


main(first_run, lock_and_unlock, pin)
