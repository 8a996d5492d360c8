#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package lists: every line is understood, no package is named twice, and no list forgets a group. Debian's packages
are of this version, and ask for all that the list for Debian has to build with."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
lists = sorted((source / "build-aux" / "packages").glob("*.list"))
print(f"1..{len(lists) + 2}")
for number, path in enumerate(lists, 1):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    wrong = [line for line in lines if not re.fullmatch(r"(build|run|test|camera|bench|flatpak|package|machine) [a-z0-9A-Z.+_-]+", line)]
    # Those two are for roots of their own, which begin with nothing.
    names = [line.split()[1] if line.split()[0] not in ("package", "machine") else line for line in lines]
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = {"build", "run", "test", "camera"} - {line.split()[0] for line in lines}
    good = not wrong and not twice and not missing
    print(f"{'ok' if good else 'not ok'} {number} - {path.name}")
    if not good:
        print(f"# wrong: {wrong}; twice: {twice}; groups missing: {missing}")

version = re.search(r"(?m)^  version: '(.*)',$", (source / "meson.build").read_text())[1]
changes = (source / "debian" / "changelog").read_text().splitlines()[0]
print(f"{'ok' if changes.startswith(f'salve ({version}-') else 'not ok'} {len(lists) + 1} - debian/changelog is of version {version}")

# What the compiler, its speed and the build without encryption want besides is not the packages' concern.
OTHER = {"build-essential", "ninja-build", "ccache", "git", "libsqlite3-dev"}
control = (source / "debian" / "control").read_text()
asked = set(re.findall(r"(?m)^ ([a-z0-9.+-]+)", control[control.index("Build-Depends:"):control.index("Standards-Version:")]))
listed = [line.split() for line in (source / "build-aux/packages/debian-13.list").read_text().splitlines() if line[:1] not in ("", "#")]
wanted = {name for group, name in listed if group == "build" or group == "camera" and name.endswith("-dev")} - OTHER
print(f"{'ok' if wanted <= asked else 'not ok'} {len(lists) + 2} - debian/control asks for all that the list has to build with")
if not wanted <= asked:
    print(f"# missing: {sorted(wanted - asked)}")
