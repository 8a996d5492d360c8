#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides say nothing that is not there: tests that they name exist, with the function after the name; links between files
and to headings lead somewhere; options of salve-server in commands are options of that command."""
import pathlib
import re
import subprocess
import sys

top, server = pathlib.Path(sys.argv[1]), sys.argv[2]
number = failures = 0


def report(good, text, why=()):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join(f"# {line}" for line in why))


def named_tests(text):
    """(file below tests, function or None)"""
    for name, word in re.findall(r"`([a-z-]+/(?:[a-z-]+/)*[\w-]+\.(?:py|c|tsv))`(?: ([a-z]+(?:_[a-z]+)*)\b)?", text):
        yield name, word


def missing_tests(text):
    for name, word in named_tests(text):
        if name.startswith("src/"):
            path = top / name
        else:
            path = top / name if name.startswith("tests/") else top / "tests" / name
        if not path.is_file():
            yield f"{name} is not there"
        elif word and "_" in word and f"def test_{word} " not in path.read_text().replace("(", " ") and f"def {word} " not in path.read_text().replace("(", " "):
            yield f"{name} has no {word}"


def slug(heading):
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def broken_links(path, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _, section = target.partition("#")
        there = (path.parent / file) if file else path
        if not there.exists():
            yield f"{target}: no such file"
        elif section and section not in {slug(h) for h in re.findall(r"^#+ (.*)$", there.read_text(), re.M)}:
            yield f"{target}: no such heading"


def wrong_options(text):
    known = {}
    for command, rest in re.findall(r"salve-server ([a-z]+)((?: [^\n`|]*)?)", text):
        if command not in known:
            done = subprocess.run([server, command, "--help"], capture_output=True, text=True, check=False, timeout=60)
            known[command] = set(re.findall(r"--[\w-]+", done.stdout)) if done.returncode == 0 else None
        if known[command] is None:
            yield f"there is no command {command}"
            continue
        for option in re.findall(r"--[\w-]+", rest.split("#")[0].split("--help")[0]):
            if option not in known[command]:
                yield f"{command} has no {option}"


def unfitting(text):
    """The changes of a recipe, one by one, against what the files are now."""
    for change in re.findall(r"^```diff\n(.*?)^```$", text, re.M | re.S):
        done = subprocess.run(["git", "apply", "--check", "-C1", "-"], input=change, cwd=top, capture_output=True, text=True, check=False)
        if done.returncode:
            yield from done.stderr.splitlines()


def translations(language):
    """Everything that a language says, without the marks of keys, in lower case."""
    text = (top / "po" / f"{language}.po").read_text(encoding="utf-8")
    said = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', text, re.M)
    return "\n".join("".join(re.findall(r'"(.*)"', one)) for one in said).replace("_", "").lower()


def check_glossary():
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (top / "po/GLOSSARY.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| ") and "---" not in line]
    for column, language in enumerate(("de", "fr", "es", "ar"), 2):
        said = translations(language)
        unused = [f"{row[0]}: {row[column]}" for row in rows[1:] if row[column].lower() not in said]
        report(len(rows) > 30 and not unused, f"po/GLOSSARY.md: {language} uses its words", unused)


check_glossary()
for path in [top / "README.md", top / "tests/README.md", *sorted((top / "docs").rglob("*.md"))]:
    text, name = path.read_text(encoding="utf-8"), path.relative_to(top)
    report(not list(missing_tests(text)), f"{name}: each test that it names exists", missing_tests(text))
    report(not list(broken_links(path, text)), f"{name}: links lead somewhere", broken_links(path, text))
    if "```diff" in text:
        report(not list(unfitting(text)), f"{name}: its changes still fit", unfitting(text))
    report(not list(wrong_options(text)), f"{name}: commands have the options that it gives them", wrong_options(text))
print(f"1..{number}")
sys.exit(failures > 0)
