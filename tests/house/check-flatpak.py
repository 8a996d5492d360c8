#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak's manifest: flatpak-builder reads it, every permission has its reason above it and none reaches further than
portals do, and every module's source is fixed by a checksum."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

path = pathlib.Path(sys.argv[1]) / "flatpak" / "io.github.salveclinic.Salve.yml"
lines = path.read_text().splitlines()
number = failures = 0


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()[-25:]), flush=True)


def permissions():
    """One at a time or a few of one reason: a comment stands right above."""
    begin = lines.index("finish-args:")
    asked, without, commented = [], [], False
    for line in lines[begin + 1:]:
        if line and not line.startswith(" "):
            break
        if line.strip().startswith("#"):
            commented = True
        elif line.strip().startswith("- "):
            asked.append(line.strip()[2:])
            if not commented:
                without.append(line)
        else:
            commented = False
    report(asked and not without, f"{len(asked)} permissions have their reasons", "\n".join(without))
    far = [one for one in asked if re.match(r"--(filesystem|device=all|socket=(session-bus|system-bus|x11$)|allow|persist)", one)
           or one.endswith("-name=*") or "org.freedesktop.secrets" in one or "org.freedesktop.Flatpak" in one]
    report(not far, "none is for a folder, a whole bus, every device or other programs' secrets", "\n".join(far))


def manifest():
    global number
    tool = shutil.which("flatpak-builder")
    if not tool:
        number += 1
        print(f"ok {number} - flatpak-builder reads it # SKIP no flatpak-builder here", flush=True)
        return
    done = subprocess.run([tool, "--show-manifest", path], capture_output=True, text=True)
    report(done.returncode == 0, "flatpak-builder reads it", done.stderr)
    read = json.loads(done.stdout)
    report(read["runtime"] == "org.gnome.Platform" and read["sdk"] == "org.gnome.Sdk", "it is for GNOME's runtime", read["runtime"])


def sources():
    """As text, so that it is looked at where there is no flatpak-builder too."""
    text = "\n".join(lines)
    wrong = []
    modules = re.split(r"(?m)^  - name: ", text[text.index("\nmodules:"):])[1:]
    for module in modules:
        name = module.split("\n")[0]
        for source in re.split(r"(?m)^      - type: ", module)[1:]:
            kind = source.split("\n")[0]
            good = (kind == "dir" and name == "salve") or (kind == "archive" and re.search(r"url: https://\S+\n +sha256: [0-9a-f]{64}$", source, re.M)) or (
                kind == "git" and re.search(r"url: https://\S+\n +tag: \S+\n +commit: [0-9a-f]{40}$", source, re.M))
            if not good:
                wrong.append(f"{name}: {source}")
    report(len(modules) > 1 and not wrong, f"the sources of {len(modules)} modules are fixed", "\n".join(wrong))


permissions()
sources()
manifest()
print(f"1..{number}")
sys.exit(failures > 0)
