#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every forbidden include must fail to compile: with a layer's own compiler flags, a file that includes a header of a
layer it must not see is compiled, and beside it one that includes the layer's own header, which must succeed."""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

# What each folder of src may include besides itself (architecture.md's table).
MAY_SEE = {
    "core": [],
    "fhir": ["core"],
    "store": ["core", "fhir"],
    "net": ["core", "fhir"],
    "auth": ["core", "fhir", "store", "net"],
    "sync": ["core", "fhir", "store"],
    "io": ["core", "fhir", "store", "auth"],
    "demo": ["core", "fhir", "store", "io"],
    "ui": ["core"],
    "server": ["core", "fhir", "store", "auth", "io", "demo", "net", "sync"],
}
source, build = (pathlib.Path(argument) for argument in sys.argv[1:3])
commands = json.loads((build / "compile_commands.json").read_text())
number = 0


def report(good, text, why=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good and why:
        print("\n".join("# " + line for line in why.splitlines()[:12]))


def headers(layer):
    return sorted(header for header in (source / "src" / layer).glob("salve-*.h") if "private" not in header.name)


def flags_of(layer):
    for entry in commands:
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if path.parent == source / "src" / layer:
            words = shlex.split(entry["command"])
            while words and ("ccache" in words[0]):
                words.pop(0)
            kept, skip = [], False
            for word in words:
                if skip:
                    skip = False
                elif word in ("-o", "-MF", "-MQ", "-c"):
                    skip = True
                elif word not in ("-MD",) and not word.endswith(".c"):
                    kept.append(word)
            return kept, entry["directory"]
    return None


def compiles(flags, folder, include):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write(f'#include "config.h"\n#include "{include}"\nextern int salve_probe;\n')
        file.flush()
        run = subprocess.run([*flags, "-fsyntax-only", "-c", file.name], cwd=folder, capture_output=True, text=True)
    return run.returncode == 0, run.stderr


for layer, seen in MAY_SEE.items():
    found = flags_of(layer)
    if not found or not headers(layer):
        continue
    good, why = compiles(*found, headers(layer)[0].name)
    report(good, f"{layer} sees its own headers", why)
    for other in sorted(set(MAY_SEE) | {"app"}):
        if other == layer or other in seen or not headers(other):
            continue
        header = headers(other)[0].name
        good, _ = compiles(*found, header)
        report(not good, f"{layer} cannot include {other}'s {header}")
        good, _ = compiles(*found, f"src/{other}/{header}")
        report(not good, f"{layer} cannot include src/{other}/{header}")
print(f"1..{number}")
