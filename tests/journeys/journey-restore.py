#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is made, something is entered, the backup is restored from the window, and that is undone."""
import json
import time

from desk import TEXT_ROLES, eventually, expect, main

ANNA = {"resourceType": "Patient", "id": "anna", "active": True, "name": [{"family": "Keller", "given": ["Anna"]}],
        "gender": "female", "birthDate": "1974-03-12"}


def families(desk):
    return sorted(patient["name"][0]["family"] for patient in desk.resources("Patient").values())


def register(desk, name):
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type(name)
    desk.find("^Register “")
    desk.keys("Return")
    desk.find("^Register Patient$")
    time.sleep(0.4)  # the dialog slides in; what is typed goes to its first empty field
    desk.keys("ctrl+Return")
    desk.gone("^Register Patient$")


def restored_and_taken_back(desk):
    """what was entered after the backup is gone when it is restored, kept in a file beside, and back when that is undone"""
    desk.make_key()
    folder = desk.place / "patients"
    folder.mkdir()
    (folder / "Patient.ndjson").write_text(json.dumps(ANNA) + "\n")
    desk.on_store("import", folder)
    desk.forgive_the_chooser()
    desk.start()
    desk.keys("alt+3")
    desk.find("Find a patient", TEXT_ROLES)

    alone = desk.place / "backup"  # GTK's chooser shows a path's folder: there is one file to choose
    alone.mkdir()
    backup = alone / "clinic-backup.salve"
    desk.command("back up", "^Back up the file")
    desk.choose_file("Back Up the Clinic’s File", backup, save=True)
    desk.find("^Close$|^Done$|backup|Backed", patience=40)
    desk.picture("backed-up")
    desk.keys("Escape")

    register(desk, "Bert Brecht")
    eventually(lambda: families(desk) == ["Brecht", "Keller"], "two people")

    desk.command("restore", "^Restore a backup")
    desk.choose_file("Restore a Backup", backup)
    desk.find("^The backup is whole")
    desk.picture("what-it-holds")
    expect(families(desk) == ["Brecht", "Keller"], "nothing changes before it is wanted")
    desk.press("^Restore$", "button")
    eventually(lambda: families(desk) == ["Keller"], "the store as it was")
    desk.focus_window()
    desk.find("^Restored")
    desk.picture("restored")
    expect(list(desk.place.glob("clinic*before-restore*")), f"the file from before is kept: {sorted(desk.place.iterdir())}")

    desk.press("^Undo$", "button")
    eventually(lambda: families(desk) == ["Brecht", "Keller"], "what was entered is back")
    desk.focus_window()
    desk.find("Find a patient", TEXT_ROLES)
    desk.picture("taken-back")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")
    desk.stop()
    desk.heard_nothing_wrong()


if __name__ == "__main__":
    main(restored_and_taken_back)
