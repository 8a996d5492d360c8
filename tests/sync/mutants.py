#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bugs that are planted on purpose, each in a copy of one file of sync: the simulation has to fail with every one of them.

usage: tests/sync/mutants.py BUILD [WHICH]     (only those whose name has WHICH in it; 11-20: these of the list)
SALVE_MUTANT_SEEDS sets how many seeds each gets before it counts as missed (300)."""
import functools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from mutants_list import MUTANTS

SIMULATION = "tests/sync/test-sync-simulation"
top = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1]).resolve()
word = sys.argv[2] if len(sys.argv) > 2 else ""
seeds = int(os.environ.get("SALVE_MUTANT_SEEDS", "300"))


@functools.cache
def commands(target):
    """The compiler's command for each source, and the linker's for the program."""
    output = subprocess.run(["ninja", "-C", str(build), "-t", "commands", target], capture_output=True, text=True,
                            check=True).stdout
    compilers, linker = {}, None
    for line in output.splitlines():
        source = re.search(r" -c (\S+)$", line)
        if source:
            compilers[pathlib.Path(build, source.group(1)).resolve()] = shlex.split(line)
        elif f" -o {target} " in line:
            linker = shlex.split(line)
    return compilers, linker


def plant(text, mutant):
    """The text with the bug in it; an error where it does not fit, so that the list keeps up with the code."""
    old, new = mutant[2:4]
    if text.count(old) != 1:
        raise SystemExit(f"not ok - {mutant[0]}: its place is in {mutant[1]} {text.count(old)} times; mend mutants_list.py")
    return text.replace(old, new)


def build_mutant(mutant, compilers, linker, folder):
    source = (top / mutant[1]).resolve()
    copy, object_file, program = folder / source.name, folder / "mutant.o", folder / "simulation"
    copy.write_text(plant(source.read_text(), mutant))
    command = [part for part in compilers[source]]
    command[command.index("-c") + 1] = str(copy)
    command[command.index("-o") + 1] = str(object_file)
    command.insert(command.index("-c"), f"-I{source.parent}")
    # Where its dependencies are noted stays the original's.
    for option in ("-MQ", "-MF"):
        at = command.index(option)
        del command[at:at + 2]
    command.remove("-MD")
    made = subprocess.run(command, cwd=build, capture_output=True, text=True)
    if made.returncode != 0:
        raise SystemExit(f"not ok - {mutant[0]}: does not compile\n{made.stderr}")
    link = list(linker)
    at = link.index("-o")
    link[at + 1] = str(program)
    link.insert(at + 2, str(object_file))
    linked = subprocess.run(link, cwd=build, capture_output=True, text=True)
    if linked.returncode != 0:
        raise SystemExit(f"not ok - {mutant[0]}: does not link\n{linked.stderr}")
    return program


def run(program, target, where):
    """Whether it was caught, and by what."""
    kind = ["--server", where] if where else []
    options = ["--count", str(seeds), "--steps", "250", "--until-failure", *kind] if target == SIMULATION else []
    result = subprocess.run([program, *options], capture_output=True, text=True, timeout=900)
    said = [line for line in result.stdout.splitlines() if line.startswith(("# seed", "not ok /"))]
    if result.returncode < 0 and not said:
        return True, f"ended by signal {-result.returncode}"
    return result.returncode != 0, said[0].removeprefix("# ")[:150] if said else result.stderr[-150:]


def main():
    part = re.fullmatch(r"(\d+)-(\d+)", word)
    chosen = MUTANTS[int(part[1]) - 1:int(part[2])] if part else [mutant for mutant in MUTANTS if word in mutant[0]]
    missed = []
    print(f"TAP version 14\n1..{len(chosen)}")
    for number, mutant in enumerate(chosen, 1):
        where = mutant[4] if len(mutant) > 4 else ""
        target = where if where.startswith("tests/") else SIMULATION
        with tempfile.TemporaryDirectory() as name:
            caught, by = run(build_mutant(mutant, *commands(target), pathlib.Path(name)), target, where)
        print(f"{'ok' if caught else 'not ok'} {number} - {mutant[0]}: {by if caught else 'not caught'}", flush=True)
        if not caught:
            missed.append(mutant[0])
    print(f"# {len(chosen) - len(missed)} of {len(chosen)} planted bugs were caught")
    return 1 if missed else 0


sys.exit(main())
