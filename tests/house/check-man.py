#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages name every option and command that the programs' own --help names, and no other; mandoc finds nothing
wrong with them where it is installed."""
import pathlib
import re
import shutil
import subprocess
import sys

folder, server, *rest = sys.argv[1:]
app = rest[0] if rest else None
number = failures = 0
# The toolkit's own, which --help leaves to --help-all; said in a sentence.
NOT_OURS = {"--help-all", "--help-gapplication", "--gapplication-service"}


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()), flush=True)


def told_by(*command):
    """The options that --help lists, long and short, and all that it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    options = set()
    for line in done.stdout.splitlines():
        found = re.match(r"\s+(?:(-\w), )?(--[\w-]+)", line)
        options |= {option for option in found.groups() if option} if found else set()
    return options - NOT_OURS, done.stdout


def told_in(text):
    """The options of the lists in a part of a page."""
    options = set()
    for item in re.findall(r"^\.It (Fl .*)$", text, re.M):
        is_flag = False
        for word in item.split():
            if word in ("Fl", "Ar"):
                is_flag = word == "Fl"
            elif is_flag and word != ",":
                options.add(f"-{word}")
    return options


def agree(what, page, program):
    report(page == program, f"{what}: the page has the options that the program has",
           f"only in the page: {sorted(page - program)}; only in the program: {sorted(program - page)}")


def check_server():
    text = (pathlib.Path(folder) / "salve-server.1").read_text()
    common = told_in(text.split(".Sh OPTIONS OF EVERY COMMAND")[1].split(".Sh COMMANDS")[0])
    parts = re.split(r"^\.Ss ", text.split(".Sh COMMANDS")[1].split(".Sh FILES")[0], flags=re.M)[1:]
    sections = {part.split()[0]: part for part in parts}
    _, told = told_by(server, "--help")
    names = set(re.findall(r"^  (\w+) {2,}\S", told, re.M))
    report(set(sections) == names and len(names) > 5, "salve-server: the page has the commands that the program has", f"{set(sections) ^ names}")
    for name in sorted(names & set(sections)):
        options, _ = told_by(server, name, "--help")
        agree(f"salve-server {name}", told_in(sections[name]) | common, options)
    _, told = told_by(server, "user", "--help")
    actions = set(re.findall(r"(?:^| \| )([a-z]+)(?= |$)", told.split("—")[0].split("]", 1)[1].strip()))
    listed = set(re.findall(r"(?:^\.It|,) Cm ([a-z]+)", sections["user"], re.M))
    report(actions == listed and len(actions) > 10, "salve-server user: the page has what can be done", f"{actions ^ listed}")


def check_app():
    text = (pathlib.Path(folder) / "salve.1").read_text()
    options = told_by(app, "--help")[0] | told_by(app, "--kiosk", "--help")[0]
    agree("salve", told_in(text), options)


check_server()
if app:
    check_app()
for page in sorted(pathlib.Path(folder).glob("*.1")):
    what = f"mandoc finds nothing wrong with {page.name}"
    if shutil.which("mandoc"):
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
        report(done.returncode == 0, what, done.stdout + done.stderr)
    else:
        number += 1
        print(f"ok {number} - {what} # SKIP there is no mandoc here")
print(f"1..{number}")
sys.exit(failures > 0)
