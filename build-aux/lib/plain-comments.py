#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: plain-comments.py FOLDER FILE…     copies C files into FOLDER (below their own paths), for g-ir-scanner

A short comment above a function is written without gtk-doc's frame; in the copy it has one, so that the reference says what
the source says. A comment that has its frame, or stands above something else, stays as it is."""
import pathlib
import re
import sys

# A plain comment, then a function that begins there: its definition, with the type on a line of its own, or its declaration.
ABOVE = re.compile(r"^/\* (?P<text>(?:[^*]|\*(?!/))+?) ?\*/\n(?=(?!static|typedef|struct|#)(?:[A-Za-z_][^\n;{}()]*[ *\n]\*?)(?P<name>salve_[a-z0-9_]+) \()", re.M)


def frame(match):
    lines = [re.sub(r"^ *\*? ?", "", line) for line in match["text"].strip().splitlines()]
    return "\n".join(["/**", f" * {match['name']}:", " *", *(f" * {line}".rstrip() for line in lines), " */"]) + "\n"


folder = pathlib.Path(sys.argv[1])
for name in sys.argv[2:]:
    to = folder / name
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(ABOVE.sub(frame, pathlib.Path(name).read_text(encoding="utf-8")), encoding="utf-8")
