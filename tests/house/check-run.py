#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/run does with the demo clinic's files, with programs in place of the built ones: a file and its log are
never parted."""
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile

top = pathlib.Path(sys.argv[1])
count = failures = 0

SERVER = """#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in --store) store=$2 ;; esac
  shift
done
echo whole >"$store"
[ ! -e "$LEAVES_LOG" ] || echo part >"$store-wal"
"""
SALVE = """#!/bin/sh
echo "opened $*"
"""
NINJA = """#!/bin/sh
echo "ninja: no work to do."
"""


def check(what, good, detail=""):
    global count, failures
    count += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}")
    if not good:
        print("\n".join(f"# {line}" for line in str(detail).splitlines()))


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


class House:
    """A tree with the script itself and nothing else that is real."""

    def __init__(self, folder):
        self.top = pathlib.Path(folder)
        shutil.copytree(top / "build-aux" / "lib", self.top / "build-aux" / "lib")
        installed = self.top / "_build-run" / "installed" / "bin"
        program(installed / "salve-server", SERVER)
        program(installed / "salve", SALVE)
        program(self.top / "tests" / "with-display", '#!/bin/sh\nexec "$@"\n')
        program(self.top / "bin" / "ninja", NINJA)
        (self.top / "_build-run" / "build.ninja").touch()
        self.clinic = self.top / "data" / "salve" / "demo"
        self.clinic.mkdir(parents=True)

    def run(self, leaves_log=False):
        mark = self.top / "leaves-log"
        mark.unlink(missing_ok=True)
        if leaves_log:
            mark.touch()
        env = {"PATH": f"{self.top / 'bin'}:{os.environ['PATH']}", "HOME": str(self.top), "LEAVES_LOG": str(mark),
               "XDG_DATA_HOME": str(self.top / "data"), "TMPDIR": str(self.top)}
        return subprocess.run([self.top / "build-aux" / "lib" / "run-inside", "--pictures", self.top / "pictures"], env=env,
                              capture_output=True, text=True, check=False)

    def put(self, name, text="part"):
        (self.clinic / name).write_text(text)

    def has(self, name):
        return (self.clinic / name).exists()


def in_house(what, prepare, test, leaves_log=False):
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        prepare(house)
        done = house.run(leaves_log)
        check(what, test(house, done), f"{done.returncode}\n{done.stderr}\n{sorted(house.clinic.iterdir())}")


in_house("a demo is made and opened", lambda house: None,
         lambda house, done: done.returncode == 0 and house.has("clinic.salve") and not house.has("new.salve"))
in_house("a demo whose log is left is not moved", lambda house: None,
         lambda house, done: done.returncode != 0 and not house.has("clinic.salve") and house.has("new.salve")
         and house.has("new.salve-wal") and "What to do:" in done.stderr, leaves_log=True)


def left_behind(house):
    house.put("clinic.salve", "file")
    house.put("new.salve-wal")


in_house("a file whose log an older build left is refused, and both are kept", left_behind,
         lambda house, done: done.returncode != 0 and house.has("clinic.salve") and house.has("new.salve-wal")
         and "older build" in done.stderr)
in_house("a log without its file is not given to a new one", lambda house: house.put("clinic.salve-wal"),
         lambda house, done: done.returncode != 0 and house.has("clinic.salve-wal") and not house.has("clinic.salve"))


def in_use(house):
    house.put("clinic.salve", "file")
    house.put("clinic.salve-wal")


in_house("a clinic with its own log opens", in_use,
         lambda house, done: done.returncode == 0 and house.has("clinic.salve-wal"))
print(f"1..{count}")
sys.exit(failures > 0)
