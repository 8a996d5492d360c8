#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour of pictures: it leaves some and ends well, or says why it cannot and ends with an error. It never waits for a
person."""
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile

salve, server = sys.argv[1:3]
failures = 0
count = 0


def check(what, good, detail=""):
    global count, failures
    count += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}")
    if not good:
        print(f"# {detail}")


def tour(place, key, name):
    pictures = place / name
    pictures.mkdir()
    done = subprocess.run([salve, "--tour", pictures, "--store", place / "clinic.salve", "--key-file", key],
                          env={**os.environ, "SALVE_TOUR_ONLY": "reports"}, capture_output=True, text=True, check=False)
    return done, sorted(pictures.glob("*.png"))


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
    # Twice the text in 360 pixels: what people with low vision have on a small screen.
    narrow = place / "narrow"
    narrow.mkdir()
    scenes = ("patients", "patient-form-full", "patient-merge", "record-charts", "calendar-day", "calendar-form", "today")
    for scene in scenes:
        done = subprocess.run([salve, "--tour", narrow, "--store", place / "clinic.salve", "--key-file", key],
                              env={**os.environ, "SALVE_TOUR_ONLY": scene, "SALVE_TOUR_CHECK": "1"}, capture_output=True,
                              text=True, check=False)
        cut = [line for line in done.stderr.splitlines() if line.startswith("cut: ") and "big-text-narrow" in line]
        check(f"{scene}: nothing is cut in a narrow window with large text",
              done.returncode == 0 and not cut and list(narrow.glob(f"{scene}-big-text-narrow-*.png")), f"{cut or done}")
    for name, wrong in (("another key", other), ("no key", missing)):
        done, pictures = tour(place, wrong, name.replace(" ", "-"))
        check(f"with {name} it ends with an error", done.returncode not in (0, None) and done.returncode > 0, f"{done}")
        check(f"with {name} it says why", "cannot be opened" in done.stderr, done.stderr)
        check(f"with {name} there are no pictures", not pictures, f"{pictures}")
print(f"1..{count}")
sys.exit(failures > 0)
