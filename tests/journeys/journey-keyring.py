#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The computer's keyring is locked when Salve starts, as after an automatic login: a real gnome-keyring, and its own question
for the password, which a person answers."""
import subprocess

from desk import eventually, expect, main

PASSWORD = "desk"  # tests/with-display made the keyring with it
SERVICE = ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", "/org/freedesktop/secrets", "--method"]
LOGIN = "/org/freedesktop/secrets/collection/login"


def keyring(method, *arguments):
    return subprocess.run([*SERVICE, method, *arguments], check=True, capture_output=True, text=True, timeout=20).stdout


def lock():
    keyring("org.freedesktop.Secret.Service.Lock", f"['{LOGIN}']")


def prompt():
    """The window in which the keyring asks, or None."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "gcr-prompter"], capture_output=True, text=True).stdout.split()
    return found[-1] if found else None


def answer(desk, password, key="Return"):
    window = eventually(prompt, "the keyring's question")
    subprocess.run(["xdotool", "windowfocus", "--sync", window], check=True, timeout=10)
    desk.picture("asks")
    if password:
        desk.type(password)
    desk.keys(key)


def a_locked_keyring(desk):
    """the window says that the keyring is locked; asked and refused it stays so, asked and answered the clinic opens"""
    desk.start(own_store=False)
    desk.press("Create the Clinic’s File", "button")
    desk.find("Print the Recovery Key")
    desk.press("I have printed it or written it down", "check box")
    desk.press("^Start$", "button")
    desk.find("^Patients$")
    desk.stop()
    lock()
    desk.start(own_store=False)
    desk.find("keyring has the key and is locked")
    desk.picture("locked")
    expect(not desk.see("^Patients$"), "nothing of the clinic is shown")
    desk.press("^Unlock the Keyring$", "button")
    answer(desk, "", "Escape")
    eventually(lambda: prompt() is None, "the question to go away")
    desk.focus_window()
    desk.find("keyring has the key and is locked")
    expect(not desk.see("^Patients$"), "who does not answer sees nothing")
    desk.press("^Unlock the Keyring$", "button")
    answer(desk, PASSWORD)
    eventually(lambda: prompt() is None, "the question to go away")
    desk.focus_window()
    desk.find("^Patients$")
    desk.picture("open")
    desk.stop()


main(a_locked_keyring)
