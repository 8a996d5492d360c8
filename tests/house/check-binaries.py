#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the linker left in the programs: no GTK in the server, no sqlite3 symbol given away, the hardening in place."""
import pathlib
import re
import subprocess
import sys

build = pathlib.Path(sys.argv[1])
number = 0


def report(good, text, why=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in why.splitlines()[:12]))


def read(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], capture_output=True, text=True, check=True).stdout


def libraries(program):
    """All shared libraries that the program brings into its process, the indirect ones too."""
    return subprocess.run(["ldd", program], capture_output=True, text=True).stdout


for name in ("salve-server", "salve"):
    programs = [path for path in build.glob(f"src/*/{name}") if path.is_file()]
    if not programs:
        print(f"# {name} is not built here")
        continue
    program = str(programs[0])
    dynamic = read("-d", program)
    if name == "salve-server":
        gui = re.findall(r"\S*(?:libgtk|libgdk|libadwaita|libgsk|libX11|libwayland)\S*", dynamic + libraries(program))
        report(not gui, "salve-server needs no GTK, neither itself nor by another library", "\n".join(gui))
    exported = [
        line.split()[-1]
        for line in read("--dyn-syms", program).splitlines()
        if " UND " not in line and re.search(r"\b(sqlite3_|sqlcipher_)\w*", line)
    ]
    report(not exported, f"{name} exports no sqlite3 symbol", "\n".join(exported))
    headers = read("-l", "-h", program)
    report("GNU_RELRO" in headers and "BIND_NOW" in dynamic + read("-d", program) or "NOW" in dynamic, f"{name} is linked with full RELRO", dynamic)
    report(bool(re.search(r"Type:\s+DYN", headers)), f"{name} is a position-independent executable", headers)
    stack = re.search(r"GNU_STACK.*", headers)
    report(stack is not None and "RWE" not in stack[0], f"{name}'s stack is not executable", headers)
print(f"1..{number}" if number else "1..0 # SKIP no program is built here")
