#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with the clinic's file, as a person sees it: each time the window says what it is, offers a way on, and the
file is as it was."""
import json
import os
import resource
import shutil
import subprocess
import time

from desk import BUILD, TEXT_ROLES, eventually, expect, main

ANNA = {"resourceType": "Patient", "id": "anna", "active": True, "name": [{"family": "Keller", "given": ["Anna"]}],
        "gender": "female", "birthDate": "1974-03-12"}
FILE_OF_VERSION = BUILD / "tests/journeys/file-of-version"


def fill(desk):
    desk.make_key()
    path = desk.place / "anna.ndjson"
    path.write_text(json.dumps(ANNA) + "\n")
    desk.on_store("import", path)


def buttons(desk):
    return {desk.words(node) for node in desk.walk() if node.get_role_name() in ("button", "push button") and desk.words(node)}


def wrong_key_and_newer_file(desk):
    """a key that does not fit and a file from the future are told apart, and the file is not touched"""
    fill(desk)
    right, before = desk.key.read_text(), desk.store.read_bytes()
    desk.key.write_text(os.urandom(32).hex())
    desk.start()
    desk.find("does not open with this key")
    desk.picture("wrong-key")
    expect({"Try Again", "Restore a Backup…", "Quit"} <= buttons(desk), f"ways on: {buttons(desk)}")
    expect(desk.store.read_bytes() == before, "the file is as it was")
    desk.key.write_text(right)
    desk.press("^Try Again$", "button")
    desk.find("Keller")
    desk.stop()
    subprocess.run([FILE_OF_VERSION, "newer", desk.store, desk.key], check=True)
    desk.start()
    desk.find("written by a newer version of Salve")
    desk.picture("newer")
    expect("Restore a Backup…" not in buttons(desk), "a backup is no way on from a newer file")
    desk.keys("ctrl+q")


def damaged_file_and_backup(desk):
    """a damaged file is said to be one; a backup takes its place, and the damaged one is kept beside it"""
    fill(desk)
    alone = desk.place / "backup"
    alone.mkdir()
    desk.on_store("backup", alone / "good.salve")
    damaged = bytearray(desk.store.read_bytes())
    for at in range(4096, len(damaged)):
        damaged[at] ^= 0x5a
    desk.store.write_bytes(damaged)
    for name in ("-wal", "-shm"):
        desk.store.with_name(desk.store.name + name).unlink(missing_ok=True)
    desk.forgive_the_chooser()
    desk.start()
    desk.find("is damaged")
    desk.picture("damaged")
    expect(desk.store.read_bytes() == bytes(damaged), "the damaged file is as it was")
    desk.press("^Restore a Backup…$", "button")
    desk.choose_file("Restore a Backup", alone / "good.salve")
    desk.find("^The backup is whole")
    desk.press("^Restore$", "button")
    eventually(lambda: desk.has_window("."), "the new window")
    desk.focus_window()
    desk.find("Keller")
    desk.picture("restored")
    kept = [path for path in desk.place.glob("clinic-before-restore*") if path.suffix == ".salve"]
    expect(len(kept) == 1 and kept[0].read_bytes() == bytes(damaged), f"the damaged file is kept: {kept}")
    desk.stop()
    desk.heard_nothing_wrong()
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def full_disk(desk):
    """what cannot be saved because the disk is full stays in the form, and is saved when there is room"""
    fill(desk)
    desk.start(restore_signals=False)  # a write beyond the limit is an error, as on a full disk, and no signal
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("Bert Brecht")
    desk.find("^Register “")
    desk.keys("Return")
    desk.find("^Register Patient$")
    time.sleep(0.4)  # the dialog slides in
    resource.prlimit(desk.program.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    desk.keys("ctrl+Return")
    desk.find("is full|does not work: reading or writing failed")
    desk.picture("full")
    expect(desk.see("^Register Patient$"), "the form is still there")
    resource.prlimit(desk.program.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    desk.keys("ctrl+Return")
    desk.gone("^Register Patient$")
    desk.stop()
    names = sorted(person["name"][0]["family"] for person in desk.resources("Patient").values())
    expect(names == ["Brecht", "Keller"], f"both are in the store: {names}")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def read_only_disk(desk):
    """on a disk that cannot be written to the window says so; when it can be, the next try opens the clinic"""
    fill(desk)
    place = desk.place / "disk"
    place.mkdir()
    shutil.move(desk.store, place / "clinic.salve")
    desk.store = place / "clinic.salve"
    switch = desk.place / "switch"
    # In a mount namespace of its own: the disk is read-only until the switch is there.
    script = ('mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77; '
              '(while [ ! -e "$2" ]; do sleep 0.1; done; mount -o remount,rw,bind "$1"; touch "$2.done") & shift 2; exec "$@"')
    probe = ["unshare", "--mount", "sh", "-c", 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"', "sh", str(place)]
    if subprocess.run(probe, check=False, capture_output=True).returncode:
        print("# a folder cannot be made read-only here", flush=True)
        return
    desk.start(inside=["unshare", "--mount", "sh", "-c", script, "sh", str(place), str(switch)])
    desk.find("cannot be (written to|opened)")
    desk.picture("read-only")
    switch.touch()
    eventually(lambda: switch.with_name("switch.done").exists(), "the disk to be writable")
    desk.press("^Try Again$", "button")
    desk.find("Keller")
    desk.stop()


def older_file(desk):
    """an older file is brought up to date with progress that can be stopped, which leaves it as it was; the next try does it"""
    desk.make_key()
    subprocess.run([FILE_OF_VERSION, "old", desk.store, desk.key], check=True)
    before = desk.store.read_bytes()
    desk.start()
    desk.find("^Bringing the File Up to Date$")
    desk.press("^Stop$", "button")  # at once: it takes a second or two on a quick machine
    desk.find("^Stopped: the File Is as It Was$")
    desk.picture("stopped")
    beside = sorted(path.name for path in desk.place.glob("clinic.salve*") if not path.name.endswith(("-wal", "-shm")))
    expect(beside == ["clinic.salve"], f"no copy is left: {beside}")
    expect(len(before) == desk.store.stat().st_size, "the file has not grown")
    desk.press("^Try Again$", "button")
    desk.find("Find a patient|^Adams, Zoe|Zoe Adams", patience=60)
    expect((desk.place / "clinic.salve.version-1").exists(), "a copy of the old file is kept")
    desk.stop()


if __name__ == "__main__":
    main(wrong_key_and_newer_file, damaged_file_and_backup, full_disk, read_only_disk, older_file)
