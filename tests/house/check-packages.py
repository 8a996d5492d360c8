#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package lists: every line is understood, no package is named twice, and no list forgets a group."""
import pathlib
import re
import sys

lists = sorted((pathlib.Path(sys.argv[1]) / "build-aux" / "packages").glob("*.list"))
print(f"1..{len(lists)}")
for number, path in enumerate(lists, 1):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    wrong = [line for line in lines if not re.fullmatch(r"(build|run|test|camera|bench|flatpak) [a-z0-9A-Z.+_-]+", line)]
    names = [line.split()[1] for line in lines]
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = {"build", "run", "test", "camera"} - {line.split()[0] for line in lines}
    good = not wrong and not twice and not missing
    print(f"{'ok' if good else 'not ok'} {number} - {path.name}")
    if not good:
        print(f"# wrong: {wrong}; twice: {twice}; groups missing: {missing}")
