#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user help: its pages are Mallard that can be shown, every link and picture is there, every label and key that it
names is one of the program's own, and every view has a page."""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

top = pathlib.Path(sys.argv[1])
help_folder = top / "help" / "C"
MALLARD = "{http://projectmallard.org/1.0/}"
INLINE = {"gui", "guiseq", "key", "keyseq", "em", "input", "code", "file", "cmd", "app", "link"}
# What may stand in what: the part of Mallard that src/app/help draws and Yelp shows alike.
MAY_HOLD = {
    "page": {"info", "title", "p", "figure", "steps", "list", "terms", "note", "section"},
    "section": {"title", "p", "figure", "steps", "list", "terms", "note"},
    "info": {"link", "desc"}, "desc": set(), "title": INLINE, "p": INLINE, "figure": {"media"}, "media": {"p"}, "note": {"p"},
    "steps": {"item"}, "list": {"item"}, "terms": {"item"}, "item": {"title", "p"},
    "guiseq": {"gui"}, "keyseq": {"key"}, **{name: set() for name in INLINE - {"guiseq", "keyseq"}},
}
LARGEST = 40 * 1024
# Of these the help has no page of its own on purpose: they say something and go away.
SILENT = set()
number = failures = 0


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join(f"# {line}" for line in (why if isinstance(why, list) else [why])), flush=True)


def name_of(element):
    return element.tag.removeprefix(MALLARD)


def misplaced(element):
    for child in element:
        if name_of(child) not in MAY_HOLD.get(name_of(element), set()):
            yield f"<{name_of(child)}> in <{name_of(element)}>"
        yield from misplaced(child)


def words(element):
    return " ".join("".join(element.itertext()).split())


def sources(pattern):
    return {path: path.read_text(encoding="utf-8") for path in sorted((top / "src").rglob(pattern))}


def labels():
    """Every string that the programs show, as a person reads it: without the mark of its key, and without points."""
    listed = [line.strip() for line in (top / "po/POTFILES").read_text().splitlines() if line.strip() and not line.startswith("#")]
    keywords = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3", "g_dpgettext:2", "g_dpgettext2:2c,3"]
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        for ending, language in ((".c", "C"), (".blp", "C++")):
            pot = pathlib.Path(folder, f"{language}.pot")
            subprocess.run(["xgettext", "--from-code=UTF-8", "--no-wrap", f"--language={language}", "-o", pot, *(f"--keyword={k}" for k in keywords),
                            *(name for name in listed if name.endswith(ending))], cwd=top, check=True, capture_output=True)
            for match in re.finditer(r'^msgid(?:_plural)? ((?:".*"\n?)+)', pot.read_text(encoding="utf-8"), re.M):
                found.add("".join(part.encode().decode("unicode_escape").encode("latin-1").decode() for part in re.findall(r'"(.*)"', match.group(1))))
    return {readable(text) for text in found}


def readable(text):
    return text.replace("_", "").rstrip("….").strip()


def check_page(page, root, pages, sections):
    faults = list(misplaced(root))
    if root.get("id") != page:
        faults.append(f"its id is {root.get('id')}")
    for child in ("info/desc", "title"):
        if root.find("/".join(MALLARD + part for part in child.split("/"))) is None:
            faults.append(f"there is no {child}")
    groups = [link.get("xref") for link in root.iterfind(f"{MALLARD}info/{MALLARD}link[@type='guide']")]
    if page != "index" and (len(groups) != 1 or groups[0] not in sections):
        faults.append(f"it stands below {groups}")
    for link in root.iter(MALLARD + "link"):
        if link.get("xref") not in pages and link.get("xref") not in sections:
            faults.append(f"it leads to {link.get('xref')}")
    report(not faults, f"{page}: is a page, and its links lead somewhere", faults)


def check_pictures(roots):
    named = set()
    for page, root in roots.items():
        for media in root.iter(MALLARD + "media"):
            path = help_folder / media.get("src")
            named.add(path)
            good = path.is_file() and path.read_bytes()[:4] == b"\x89PNG" and path.stat().st_size <= LARGEST and words(media)
            report(good, f"{page}: {path.name} is there, at most {LARGEST // 1024} KiB, and told in words",
                   f"{path.stat().st_size if path.is_file() else 'missing'} {words(media)}")
    report(all(root.find(f".//{MALLARD}media") is not None for page, root in roots.items() if page != "index"), "every task has a picture")
    left = set((help_folder / "figures").iterdir()) - named
    report(not left, "no picture is without a page", [str(path) for path in left])
    listed = set(re.findall(r"<file>(.*)</file>", (top / "help/salve-help.gresource.xml").read_text()))
    wanted = {f"C/{page}.page" for page in roots} | {str(path.relative_to(help_folder.parent)) for path in named}
    report(listed == wanted, "the program has every page and picture", [str(listed ^ wanted)])


def check_labels(roots, known):
    for page, root in roots.items():
        missing = [words(gui) for gui in root.iter(MALLARD + "gui") if readable(words(gui)) not in known]
        report(not missing, f"{page}: what it calls by a label is called so in the program", missing)


def check_keys(roots, code):
    """Ctrl and Alt with a letter or digit: somewhere in the program they do something."""
    missing = []
    for page, root in roots.items():
        for sequence in root.iter(MALLARD + "keyseq"):
            keys = [words(key) for key in sequence]
            last, modifiers = keys[-1], {"Ctrl": "Control"}.get(keys[0], keys[0])
            if len(keys) == 2 and len(last) == 1 and last.isalnum():
                forms = (f'"<{modifiers}>{last.lower()}"', f"GDK_KEY_{last.lower()}, GDK_{modifiers.upper()}_MASK", f"GDK_KEY_1 + i, GDK_{modifiers.upper()}_MASK")
                if not any(form in code for form in forms[:2 + last.isdigit()]):
                    missing.append(f"{page}: {'+'.join(keys)}")
    report(not missing, "every key that it names does something", missing)


def check_map(roots, code):
    table = dict(re.findall(r'\{ "(\w+)", "([\w-]+)" \}', (top / "src/app/help/salve-help-map.c").read_text()))
    report(len(table) > 30 and set(table.values()) <= set(roots), "every page of the table exists", [str(set(table.values()) - set(roots))])
    views = set()
    for path, text in code.items():
        if "app" not in path.parts:
            continue
        for name, parent in re.findall(r"G_DEFINE_FINAL_TYPE(?:_WITH_CODE)? \((\w+), \w+, (\w+)", text):
            if re.fullmatch(r"ADW_TYPE_(PREFERENCES_)?DIALOG|ADW_TYPE_NAVIGATION_PAGE|ADW_TYPE_BREAKPOINT_BIN", parent):
                views.add(name)
    forgotten = views - set(table) - SILENT
    report(len(views) > 25 and not forgotten, f"each of {len(views)} views and dialogs has a page", [str(forgotten)])
    known = {name for text in code.values() for name in re.findall(r"G_DEFINE_FINAL_TYPE \((\w+)", text)} | {"devices", "reports"}
    report(set(table) <= known, "the table names no view that is gone", [str(set(table) - known)])


def main():
    roots = {path.stem: ET.parse(path).getroot() for path in sorted(help_folder.glob("*.page"))}
    report(len(roots) > 30, f"{len(roots)} pages are XML")
    sections = {f"{page}#{section.get('id')}" for page, root in roots.items() for section in root.iter(MALLARD + "section")}
    for page, root in roots.items():
        check_page(page, root, set(roots), sections)
    used = {link.get("xref") for root in roots.values() for link in root.iterfind(f"{MALLARD}info/{MALLARD}link")}
    report(used == {name for name in sections if name.startswith("index#")}, "no group of the index is empty")
    check_pictures(roots)
    check_labels(roots, labels())
    code = sources("*.c")
    check_keys(roots, "\n".join(code.values()))
    check_map(roots, code)
    print(f"1..{number}")
    sys.exit(failures > 0)


main()
