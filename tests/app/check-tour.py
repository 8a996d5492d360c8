#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour of pictures: it leaves some and ends well, or says why it cannot and ends with an error. It never waits for a
person. In 360 pixels with twice the text, and from right to left, nothing in it is cut and no library warns."""
import calendar
import getpass
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile

import pseudo_language

salve, server, catalogue = sys.argv[1:4]
failures = 0
count = 0


def check(what, good, detail=""):
    global count, failures
    count += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}")
    if not good:
        print(f"# {detail}")


# What is looked at narrow: each of these shows something that no other one does.
SCENES = ("patients", "patients-none", "patients-selected", "patient-form-full", "patient-form-duplicates", "patient-merge", "record",
          "record-charts", "record-empty", "calendar-day", "calendar-form", "calendar-series", "calendar-wish", "doctor-form",
          "doctor-close", "doctor-busy", "doctor-calls", "clinic-visit-type", "today", "today-list", "today-check-in",
          "today-walk-in", "devices", "preferences", "palette", "locked", "sync-connect", "sync-conflict", "admin-audit",
          "start-*")


def tour(place, key, name, **environment):
    pictures = place / name
    pictures.mkdir()
    done = subprocess.run([salve, "--tour", pictures, "--store", place / "clinic.salve", "--key-file", key],
                          env={**os.environ, "SALVE_TOUR_ONLY": "reports", **environment}, capture_output=True, text=True,
                          check=False)
    return done, sorted(pictures.glob("*.png"))


def faults(done):
    """What was cut, and what a library warned of, by scene."""
    found, scene = {}, "before"
    for line in done.stderr.splitlines():
        if line.startswith("scene: "):
            scene = line.removeprefix("scene: ")
            found[scene] = []
        elif line.startswith(("cut: ", "fault: ")) or re.search(r"-(WARNING|CRITICAL) \*\*", line):
            found.setdefault(scene, []).append(line)
    return found


def words_of(text):
    """Words as English has them: two letters are also units and initials, capitals alone are abbreviations and keys."""
    return set(re.findall(r"[A-Z]?[a-z]{2,}", text))


# What is called the same in every language, the keys that GTK names, and an absence that the tour brings.
SAME_EVERYWHERE = {"Salve", "Card", "Ctrl", "Shift", "Alt", "Esc", "Return", "Delete", "Tab", "Page", "Home", "End", "Escape", "Space",
                   "Ultrasound", "course"}
# Ages are told by the words that src/core has for each language, languages by those of the package iso-codes.
FROM_ELSEWHERE = {"year", "years", "month", "months", "week", "weeks", "day", "days"}
LANGUAGES = pathlib.Path("/usr/share/iso-codes/json/iso_639-2.json")


def check_every_word(place, key, name, size, **environment):
    """In a language of their own making, the program's words are told from what is in the records."""
    pseudo_language.make(pathlib.Path(catalogue), place / "po" / "en_XA" / "LC_MESSAGES" / "salve.mo")
    subprocess.run([server, "export", "--store", place / "clinic.salve", "--key-file", key, place / "exported"], check=True,
                   capture_output=True)
    # Days and months come from the locale; who works here is who is signed in to the computer, or to the tour's store.
    known = {*SAME_EVERYWHERE, *FROM_ELSEWHERE, *words_of(LANGUAGES.read_text() if LANGUAGES.exists() else ""), *calendar.day_name, *calendar.day_abbr, *calendar.month_name, *calendar.month_abbr, "Sept",
             getpass.getuser(), "tour"}
    for path in (place / "exported").iterdir():
        known |= words_of(path.read_text())
    done, pictures = tour(place, key, name, SALVE_TOUR_ONLY=",".join(SCENES), SALVE_TOUR_SIZE=size, SALVE_TOUR_CHECK="1",
                          LC_ALL="en_GB.UTF-8", LANGUAGE="en_XA", SALVE_LOCALE_DIR=str(place / "po"), **environment)
    found, said = faults(done), re.findall(r"^says: ([^:]*): (.*)$", done.stderr, re.MULTILINE)
    check(f"{name}: the tour is taken, and says something", done.returncode == 0 and pictures and
          sum(pseudo_language.OPEN in text for _scene, text in said) > 500, f"{done.returncode} {len(said)}")
    for scene, what in found.items():
        check(f"{name}: {scene}: nothing is cut", not what, "\n# ".join(what))
    never = sorted({f"{scene}: {text}" for scene, text in said
                    if pseudo_language.OPEN not in text and not text.startswith("/") and words_of(text) - known})
    check(f"{name}: every word can be translated", not never, "\n# ".join(never))


def check_scenes(place, key, name, size, pictures_each=1, **environment):
    done, pictures = tour(place, key, name, SALVE_TOUR_ONLY=",".join(SCENES), SALVE_TOUR_SIZE=size, SALVE_TOUR_CHECK="1",
                          **environment)
    found = faults(done)
    check(f"{name}: the tour is taken", done.returncode == 0 and len(pictures) == len(found) * pictures_each >= len(SCENES) + 5, f"{done}")
    for scene, what in found.items():
        check(f"{name}: {scene}: nothing is cut, faint or small, Tab goes round, and nobody warns", not what, "\n# ".join(what))


with tempfile.TemporaryDirectory() as folder:
    place = pathlib.Path(folder)
    key, other, missing = place / "key", place / "other", place / "missing"
    key.write_text(secrets.token_hex(32))
    other.write_text(secrets.token_hex(32))
    for path in (key, other):
        path.chmod(0o600)
    subprocess.run([server, "demo", "--patients", "30", "--store", place / "clinic.salve", "--key-file", key], check=True,
                   capture_output=True)
    done, pictures = tour(place, key, "right")
    check("with the right key there are pictures", done.returncode == 0 and pictures, f"{done}")
    check_scenes(place, key, "light and dark", "wide", pictures_each=2)
    check_every_word(place, key, "a longer language", "narrow")
    # Twice the text in 360 pixels: what people with low vision have on a small screen.
    check_scenes(place, key, "large text", "big-text-narrow")
    if "ar_EG.utf8" in subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout:
        check_scenes(place, key, "right to left", "rtl-narrow", LC_ALL="ar_EG.UTF-8", LANGUAGE="ar")
    else:
        count += 1
        print(f"ok {count} - right to left # SKIP there is no Arabic locale here")
    for name, wrong in (("another key", other), ("no key", missing)):
        done, pictures = tour(place, wrong, name.replace(" ", "-"))
        check(f"with {name} it ends with an error", done.returncode not in (0, None) and done.returncode > 0, f"{done}")
        check(f"with {name} it says why", "cannot be opened" in done.stderr, done.stderr)
        check(f"with {name} there are no pictures", not pictures, f"{pictures}")
print(f"1..{count}")
sys.exit(failures > 0)
