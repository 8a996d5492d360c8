#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the single tests in Meson's log: a line "passed|failed|skipped STAGE: PROGRAM: TEST" for each of them."""
import json
import re
import sys

LINE = re.compile(r"^(not ok|ok)\b\s*\d*\s*(?:-\s*)?(.*)$")


def subtests(output):
    """The TAP lines of one program as (status, name)."""
    for line in output.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        name, _, directive = match[2].partition("#")
        directive = directive.strip()
        if directive.upper().startswith("SKIP"):
            yield "skipped", f"{name.strip()}: {directive[4:].strip()}"
        else:
            yield ("passed" if match[1] == "ok" else "failed"), name.strip()


def main(stage, path):
    for line in open(path, encoding="utf-8", errors="replace"):
        test = json.loads(line)
        output = test.get("stdout") or ""
        results = list(subtests(output))
        program = test["name"]
        if not results and test["result"] in ("OK", "EXPECTEDFAIL"):
            results = [("passed", "")]
        elif not results and (test["result"] == "SKIP" or test["returncode"] == 77):
            reason = output.strip().splitlines() or ["said no reason"]
            results = [("skipped", reason[-1])]
        elif test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and test["returncode"] != 77 and not any(status == "failed" for status, _ in results):
            results.append(("failed", f"ended with {test['result']} (status {test['returncode']})"))
        for status, name in results:
            print(f"{status} {stage}: {program}{': ' if name else ''}{name}")
        if any(status == "failed" for status, _ in results):
            print(f"---- {program}", file=sys.stderr)
            tail = output.splitlines()[-30:] + (test.get("stderr") or "").splitlines()[-60:]
            print("\n".join(tail), file=sys.stderr)


main(*sys.argv[1:])
