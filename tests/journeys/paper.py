# SPDX-License-Identifier: GPL-3.0-or-later
"""Printing as a person does it: through GTK's own dialog, into a file; and what the audit trail says of it."""
import os
import re
import subprocess

from desk import eventually, expect


def have_paper(desk):
    """Before start: where GTK puts a file for which nobody named another place."""
    (desk.place / "paper").mkdir()
    os.chdir(desk.place / "paper")


def text_of(path):
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def through_the_dialog(desk):
    """Chooses the file for a printer in GTK's dialog and goes on; the text of what came out, and the page's size."""
    eventually(lambda: desk.has_window("^Print$"), "the print dialog")
    desk.focus_window("^Print$")
    desk.click(desk.find("^Print to File$", "table cell"))
    go = desk.find("^Print$", "button")
    eventually(lambda: desk.can_be_used(go), "a printer to be chosen")
    desk.picture("dialog")
    desk.press_node(go)
    eventually(lambda: not desk.has_window("^Print$"), "the dialog to go away")
    desk.focus_window()
    path = desk.place / "paper" / "output.pdf"
    text = eventually(lambda: path.exists() and text_of(path), "a page with words")
    size = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    expect([p.name for p in path.parent.iterdir()] == [path.name], f"one file, and no patient's name in its own: {list(path.parent.iterdir())}")
    path.unlink()  # the dialog would ask before it wrote over it
    return text, [float(number) for number in re.search(r"Page size: +([0-9.]+) x ([0-9.]+)", size).groups()]


def audited(desk):
    """What the audit trail says of printing: (of what kind, of whom, what)."""
    query = f"PRAGMA key = \"x'{desk.key.read_text().strip()}'\"; SELECT type, resource_id, detail FROM audit WHERE action = 'print' ORDER BY id;"
    done = subprocess.run(["sqlcipher", "-readonly", "-list", desk.store, query], capture_output=True, text=True, check=True)
    return [tuple(line.split("|")) for line in done.stdout.splitlines() if "|" in line]
