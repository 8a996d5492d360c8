#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Salve in its sandbox: a clinic's file made and its key kept by the desktop through the Secret portal, a patient
registered, another start, a sheet printed, everything exported and a backup made and looked at again, all through portals.
The kiosk and the waiting room in the sandbox, too."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "journeys"))
from desk import Desk, TEXT_ROLES, eventually, expect, main  # noqa: E402
import desk as desk_module  # noqa: E402

from gi.repository import Atspi  # noqa: E402

ID = "io.github.salveclinic.Salve"
STAND_IN = pathlib.Path(__file__).parent.parent / "support" / "portal-stand-in.py"
# What the desk of these tests says to programs on it; it would not fit in a sandbox, where folders have other names.
NOT_INSIDE = ("FONTCONFIG_FILE", "GDK_DEBUG", "ADW_DISABLE_PORTAL", "GSETTINGS_SCHEMA_DIR", "GIO_USE_VFS", "G_TEST_BUILDDIR")


class Sandbox(Desk):
    def begin(self):
        self.portal = self.place / "portal"
        self.stand_in = subprocess.Popen([sys.executable, STAND_IN, self.portal])
        eventually((self.portal / "ready").exists, "the stand-in for the portals' dialogs")

    def start(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if name not in NOT_INSIDE}
        self.log = open(desk_module.PICTURES / f"{self.name}.log", "a")
        self.program = subprocess.Popen(["flatpak", "run", "--user", "--env=GTK_A11Y=atspi", "--env=GSK_RENDERER=cairo",
                                         "--env=GDK_BACKEND=x11", ID, *arguments], stdout=self.log, stderr=self.log, env=environment)
        self.focus_window()

    # What it shows comes through a filter, and its process has another number outside.

    def application(self):
        if self.program.poll() is not None:
            raise AssertionError(f"Salve ended by itself, with status {self.program.returncode}; see {self.log.name}")
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child and re.search("salve", child.get_name() or "", re.IGNORECASE):
                return child
        return None

    def focus_window(self, title=None):
        eventually(self.application, "Salve on the accessibility bus", 60)
        find = ["xdotool", "search", "--onlyvisible", "--name", title or "."]
        self.window = eventually(lambda: subprocess.run(find, capture_output=True, text=True).stdout.split(), "Salve's window")[-1]
        subprocess.run(["xdotool", "windowfocus", "--sync", self.window], check=True, timeout=10)
        time.sleep(0.2)

    def kill(self):
        subprocess.run(["flatpak", "kill", ID], check=True)
        self.program.wait(20)
        self.program = None

    def tidy(self):
        if self.program and self.program.poll() is None:
            self.kill()
        self.stand_in.terminate()
        self.stand_in.wait()
        super().tidy()

    # What the person at the dialogs is to do, and what came of it.

    def will_choose(self, path):
        (self.portal / "choose").write_text(str(path))

    def dialogs(self):
        path = self.portal / "dialogs"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def printed(self, number):
        path = self.portal / f"printed-{number}.pdf"
        eventually(path.exists, f"the {number}. thing to be printed")
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


    # The kiosk and the waiting room, which the same program is.

    def entries(self):
        folder = pathlib.Path(os.environ["FLATPAK_USER_DIR"]) / "exports" / "share" / "applications"
        return {path.name.removesuffix(".desktop").removeprefix(ID): re.search(r"(?m)^Exec=(.*)$", path.read_text())[1] for path in folder.glob("*.desktop")}


desk_module.Desk = Sandbox


def first_run(desk):
    desk.start()
    desk.find("Welcome to Salve", patience=60)
    desk.picture("welcome")
    desk.press("Create the Clinic’s File", "button")
    desk.find("Print the Recovery Key")
    code = desk.words(desk.find(r"^[0-9A-Z]{5}([ -]\u200b?[0-9A-Z]{5}){6}$", "label"))
    desk.press("^Print…$|^_?Print", "button")
    paper = desk.printed(1)
    groups = re.findall("[0-9A-Z]{5}", code)
    expect(all(group in paper for group in groups), f"the recovery key is on paper: {paper!r}")
    desk.picture("recovery")
    desk.press("I have printed it or written it down", "check box")
    desk.press("^Start$", "button")
    desk.find("^Patients$")


def register(desk):
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("Anna Keller")
    desk.find("^Register “")
    desk.keys("Return")
    desk.find("^Register Patient$")
    time.sleep(0.4)  # the dialog slides in; what is typed goes to its first empty field
    desk.type("1974-03-12")
    desk.keys("ctrl+Return")
    desk.gone("^Register Patient$")
    desk.find("Keller.*Anna|Anna.*Keller")


def open_record(desk):
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.keys("ctrl+a")
    desk.type("keller")
    desk.find("Keller.*Anna|Anna.*Keller")
    desk.keys("Return")
    desk.find("^Timeline$|^Identity|Edit Identity")


def everything_in_the_sandbox(desk):
    """made, key kept by the Secret portal, registered, killed, opened again without a question, printed, exported, backed up"""
    desk.begin()
    first_run(desk)
    register(desk)
    desk.picture("registered")
    data = pathlib.Path(os.environ["HOME"]) / ".var" / "app" / ID / "data"
    expect((data / "salve" / "clinic.salve").exists(), f"the file is in the sandbox's folder: {sorted(data.rglob('*'))}")
    expect(not (data / "salve" / "clinic.salve").read_bytes().startswith(b"SQLite format 3"), "the file is encrypted")
    expect((data / "keyrings" / "default.keyring").exists(), f"its key is in libsecret's file: {sorted(data.rglob('*'))}")

    desk.kill()
    desk.start()
    desk.find("^Patients$", patience=60)
    expect(not desk.see("Welcome to Salve") and not desk.see("[Rr]ecovery key"), "the second start asks nothing")
    open_record(desk)
    desk.picture("there-again")

    desk.keys("ctrl+p")
    paper = desk.printed(2)
    expect("Keller" in paper and "Anna" in paper, f"her sheet is on paper: {paper!r}")

    folder = desk.place / "exported"
    folder.mkdir()
    desk.will_choose(folder)
    desk.command("export", "^Export")
    desk.find(f"1 record is in {folder}/salve-export-[-0-9]+\\. It is not encrypted", patience=40)
    desk.picture("exported")
    desk.keys("Escape")
    people = [json.loads(line) for path in folder.rglob("Patient.ndjson") for line in path.read_text().splitlines()]
    expect([p["name"][0]["family"] for p in people] == ["Keller"], f"she is in the export: {people}")

    backup = desk.place / "backup" / "copy.salve"
    backup.parent.mkdir()
    desk.will_choose(backup)
    desk.command("back up", "^Back up the file")
    desk.find(f"^The copy is {backup}\\.", patience=40)
    desk.picture("backed-up")
    desk.keys("Escape")
    expect(backup.stat().st_size > 4096 and not backup.read_bytes().startswith(b"SQLite format 3"), "the copy is there, and encrypted")
    expect(sorted(backup.parent.iterdir()) == [backup], f"nothing else is beside it: {sorted(backup.parent.iterdir())}")

    desk.will_choose(backup)
    desk.command("restore", "^Restore a backup")
    desk.find("^The backup is whole: 1 patient,", patience=40)
    desk.picture("can-be-restored")
    desk.keys("Escape")
    left = [path.name for path in (data / "salve").iterdir() if "passing" in path.name]
    expect(not left, f"what passed through is gone: {left}")

    asked = desk.dialogs()
    expect(all(dialog["app"] == ID for dialog in asked), f"the portals knew who asked: {asked}")
    expect({"PreparePrint", "Print", "OpenFile", "SaveFile"} <= {dialog["method"] for dialog in asked}, f"all of it went through portals: {asked}")
    desk.stop()


def what_patients_meet(desk):
    """the kiosk's and the waiting room's entries start them in the sandbox, each with the page that asks for its code"""
    desk.begin()
    entries = desk.entries()
    expect(set(entries) == {"", ".Kiosk", ".WaitingRoom"}, f"the desktop has three entries: {entries}")
    for name, argument in ((".Kiosk", "--kiosk"), (".WaitingRoom", "--waiting-room")):
        expect(re.search(rf"flatpak run .*--command=salve .*{ID} {argument}$", entries[name]), f"{name} starts it in the sandbox: {entries[name]}")
        desk.start(argument)
        desk.find("Connect This", patience=60)
        desk.picture(argument.lstrip("-"))
        desk.kill()


if __name__ == "__main__":
    main(everything_in_the_sandbox, what_patients_meet)
