#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string that a person can see is in po/POTFILES's files, and translated, whole and without a doubt, into every
language of po/LINGUAS. Prints "passed|failed WHAT" for each check."""
import pathlib
import re
import subprocess
import sys
import tempfile

top = pathlib.Path(__file__).resolve().parents[2]
po = top / "po"


def words(path):
    return [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]


def report(good, text):
    print(f"{'passed' if good else 'failed'} {text}", flush=True)
    return good


listed = words(po / "POTFILES")
missing = [name for name in listed if not (top / name).is_file()]
report(not missing, f"po/POTFILES names files that exist {missing or ''}")

MARK = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\s*\(")
forgotten = []
for path in sorted((top / "src").rglob("*")):
    name = str(path.relative_to(top))
    if path.suffix in (".c", ".blp") and name not in listed and MARK.search(path.read_text(errors="replace")):
        forgotten.append(name)
report(not forgotten, f"po/POTFILES forgets no file with strings {forgotten or ''}")
if missing:
    sys.exit(0)

with tempfile.TemporaryDirectory() as folder:
    pot = pathlib.Path(folder, "salve.pot")
    common = ["--from-code=UTF-8", "--add-comments", "-o", str(pot)]
    keywords = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3", "g_dpgettext:2", "g_dpgettext2:2c,3", "dgettext:2"]
    # GNU gettext knows no blueprint; its strings are marked as in C.
    groups = [([name for name in listed if name.endswith((".c", ".h"))], ["--language=C"]),
              ([name for name in listed if name.endswith(".blp")], ["--language=C++"]),
              ([name for name in listed if not name.endswith((".c", ".h", ".blp"))], [])]
    first = True
    for names, options in groups:
        if not names:
            continue
        run = subprocess.run(
            ["xgettext", *common, *options, *([] if first else ["--join-existing"]), *(f"--keyword={word}" for word in keywords), *names],
            cwd=top, capture_output=True, text=True)
        first = False
        if run.returncode:
            report(False, f"xgettext reads the sources: {run.stderr.strip().splitlines()[-1:]}")
            sys.exit(0)
    for language in words(po / "LINGUAS"):
        merged = pathlib.Path(folder, f"{language}.po")
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, po / f"{language}.po", pot], check=True, capture_output=True)
        run = subprocess.run(["msgfmt", "--check", "--statistics", "-o", "/dev/null", merged],
                             capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
        whole = run.returncode == 0 and not re.search(r"untranslated|fuzzy", run.stderr)
        report(whole, f"{language}: {run.stderr.strip().splitlines()[-1] if run.stderr.strip() else ''}")
        if not whole:
            print(run.stderr, file=sys.stderr)
            texts = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", merged], capture_output=True, text=True).stdout
            print("\n".join(line for line in texts.splitlines() if line.startswith(("msgid ", "#:")))[:3000], file=sys.stderr)
