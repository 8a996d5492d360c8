#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop and a software centre read of the program: the validators find nothing, the pictures that are named are
in the tree and as large as it says, the icons are pictures, and the release is this one."""
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

source, version, desktop, metainfo = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
ID = "io.github.salveclinic.Salve"
number = failures = 0


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()[-25:]), flush=True)


def validate(text, *command):
    global number
    if not shutil.which(command[0]):
        number += 1
        print(f"ok {number} - {text} # SKIP no {command[0]} here", flush=True)
        return
    done = subprocess.run(command, capture_output=True, text=True)
    report(done.returncode == 0, text, done.stdout + done.stderr)


def png_size(path):
    """From its header (PNG, 11.2.2)."""
    head = path.read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head.startswith(b"\x89PNG\r\n\x1a\n") else None


def screenshots(root):
    wrong = []
    images = root.findall("screenshots/screenshot/image[@type='source']")
    for image in images:
        found = re.fullmatch(r"https://raw\.githubusercontent\.com/salveclinic/salve/[^/]+/(.+)", image.text)
        path = source / found[1] if found else None
        if not path or not path.is_file():
            wrong.append(f"{image.text}: not in the tree")
        elif png_size(path) != (int(image.get("width")), int(image.get("height"))):
            wrong.append(f"{image.text}: it is {png_size(path)}")
    captions = [caption.text for caption in root.findall("screenshots/screenshot/caption") if not caption.keys()]
    report(images and not wrong, f"{len(images)} pictures are in the tree, and as large as it says", "\n".join(wrong))
    report(len(captions) == len(images) and len(set(captions)) == len(images), "every one says what it shows", captions)


def said(root):
    release = root.find("releases/release")
    report(release is not None and release.get("version") == version and release.get("date"), f"the newest release is {version}",
           ElementTree.tostring(release) if release is not None else "there is none")
    colours = {color.get("scheme_preference"): color.text for color in root.findall("branding/color[@type='primary']")}
    report(set(colours) == {"light", "dark"} and all(re.fullmatch("#[0-9a-f]{6}", c) for c in colours.values()), "it has a colour for light and for dark", colours)
    report(root.find("content_rating[@type='oars-1.1']") is not None, "it says what it shows to whom (OARS)")
    report(len(root.findtext("summary")) <= 60, "its summary is short", root.findtext("summary"))
    needed = ("id", "name", "metadata_license", "project_license", "developer/name", "url[@type='homepage']", "url[@type='bugtracker']", "launchable")
    missing = [path for path in needed if not root.findtext(path)]
    report(not missing, "it says who made it, under which licence, and where to complain", missing)


def icons():
    folder = source / "data" / "icons" / "hicolor"
    wrong = []
    drawn = [(f"{size}x{size}/apps/{ID}.svg", size) for size in ("16", "24", "32")]
    for path, size in [(f"scalable/apps/{ID}.svg", "128"), (f"symbolic/apps/{ID}-symbolic.svg", "16"), *drawn]:
        svg = ElementTree.parse(folder / path).getroot()
        if svg.tag != "{http://www.w3.org/2000/svg}svg" or (svg.get("width"), svg.get("height")) != (size, size):
            wrong.append(f"{path}: {svg.tag} {svg.get('width')}x{svg.get('height')}")
    symbolic = (folder / "symbolic" / "apps" / f"{ID}-symbolic.svg").read_text()
    if re.search("Gradient|<image|<style", symbolic):
        wrong.append("the symbolic icon is more than a shape")
    report(not wrong, "it has an icon in colours, small ones drawn for their sizes, and a symbolic one", "\n".join(wrong))


def entry():
    text = desktop.read_text()
    names = {line.split("=")[0]: line.split("=", 1)[1] for line in text.splitlines() if "=" in line}
    report(names.get("Icon") == ID and names.get("Exec", "").split()[0] == "salve", "the menu's entry shows the icon and starts the program", text)


validate("the menu's entries are valid", "desktop-file-validate", desktop, *sys.argv[5:])
validate("the software centre's text is valid", "appstreamcli", "validate", "--no-net", "--explain", "--pedantic", metainfo)
tree = ElementTree.parse(metainfo).getroot()
screenshots(tree)
said(tree)
icons()
entry()
print(f"1..{number}")
sys.exit(failures > 0)
