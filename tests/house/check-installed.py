#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What installing puts where: every file is named here and no other one comes, what names another one names one that is
there, and uninstalling leaves nothing behind."""
import configparser
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

source, build, mesons = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3].split()
ID = "io.github.salveclinic.Salve"
SERVER = {
    "bin/salve-server",
    "lib/systemd/system/salve-server.service",
    "lib/systemd/system/salve-server.socket",
    "lib/sysusers.d/salve-server.conf",
    "lib/tmpfiles.d/salve-server.conf",
    "share/man/man1/salve-server.1",
}
APP = {
    "bin/salve",
    f"share/applications/{ID}.desktop",
    f"share/applications/{ID}.Kiosk.desktop",
    f"share/applications/{ID}.WaitingRoom.desktop",
    f"share/dbus-1/services/{ID}.service",
    f"share/glib-2.0/schemas/{ID}.gschema.xml",
    f"share/gnome-shell/search-providers/{ID}.search-provider.ini",
    f"share/icons/hicolor/16x16/apps/{ID}.svg",
    f"share/icons/hicolor/24x24/apps/{ID}.svg",
    f"share/icons/hicolor/32x32/apps/{ID}.svg",
    f"share/icons/hicolor/scalable/apps/{ID}.svg",
    f"share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
    f"share/metainfo/{ID}.metainfo.xml",
    "lib/systemd/user/salve-kiosk.service",
    "lib/systemd/user/salve-kiosk-session.service",
    "share/man/man1/salve.1",
    *(f"share/help/C/salve/{path.relative_to(source / 'help' / 'C')}" for path in (source / "help" / "C").rglob("*.p[an]g*")),
}
number = failures = 0


def report(good, text, why=""):
    global number, failures
    number += 1
    failures += not good
    print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()[-25:]), flush=True)


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more)


def options():
    done = run(*mesons, "introspect", "--buildoptions", str(build), check=True)
    return {option["name"]: option["value"] for option in json.loads(done.stdout)}


def languages():
    return [line for line in (source / "po" / "LINGUAS").read_text().split("\n") if line and not line.startswith("#")]


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def expected(has_app):
    files = SERVER | {f"share/locale/{language}/LC_MESSAGES/salve.mo" for language in languages()}
    return files | APP if has_app else files


def entry(path):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read_string(path.read_text())
    return parser


def packaged(found):
    """Each file goes into one of Debian's packages; a pattern names a file or a whole folder."""
    lines = [(path.stem, line.split()[0]) for path in (source / "debian").glob("*.install") for line in path.read_text().splitlines() if line.startswith("usr/")]
    wrong = []
    for name in sorted(found):
        owners = [package for package, pattern in lines
                  if fnmatch.fnmatchcase(f"usr/{name}", pattern) or f"usr/{name}".startswith(pattern + "/")]
        if len(owners) != 1:
            wrong.append(f"{name}: {owners}")
    report(not wrong, "each of them is in one Debian package", "\n".join(wrong))


def names_lead_somewhere(root, prefix, has_app):
    """A program that an entry starts, an icon that it shows, an entry that a search starts: all of them were installed."""
    wanted = [re.search(r"(?m)^ExecStart=(\S+)", (root / "lib/systemd/system/salve-server.service").read_text())[1]]
    missing = []
    if has_app:
        desktop = entry(root / f"share/applications/{ID}.desktop")["Desktop Entry"]
        wanted += [f"{prefix}/bin/{desktop['Exec'].split()[0]}", f"{prefix}/share/icons/hicolor/scalable/apps/{desktop['Icon']}.svg"]
        service = entry(root / f"share/dbus-1/services/{ID}.service")["D-BUS Service"]
        wanted.append(service["Exec"].split()[0])
        wanted += [re.search(r"(?m)^ExecStart=(?:cage -- )?(\S+)", (root / "lib/systemd/user" / name).read_text())[1]
                   for name in ("salve-kiosk.service", "salve-kiosk-session.service")]
        provider = entry(root / f"share/gnome-shell/search-providers/{ID}.search-provider.ini")["Shell Search Provider"]
        wanted.append(f"{prefix}/share/applications/{provider['DesktopId']}")
        if not service["Name"] == provider["BusName"] == ID:
            missing.append("the bus has another name for it than its entry")
        metainfo = (root / f"share/metainfo/{ID}.metainfo.xml").read_text()
        wanted += [f"{prefix}/bin/{name}" for name in re.findall(r"<binary>(.*?)</binary>", metainfo)]
        wanted += [f"{prefix}/share/applications/{name}" for name in re.findall(r'"desktop-id">(.*?)<', metainfo)]
    missing += [path for path in wanted if not (root / pathlib.Path(path).relative_to(prefix)).is_file()]
    report(not missing, f"all {len(wanted)} files that installed files name are installed", "\n".join(missing))


with tempfile.TemporaryDirectory(prefix="salve-installed.") as place:
    chosen = options()
    prefix = chosen["prefix"]
    root = pathlib.Path(place) / prefix.lstrip("/")
    has_app = (build / "src" / "app" / "salve").exists()
    done = run(*mesons, "install", "-C", str(build), "--no-rebuild", "--destdir", place)
    report(done.returncode == 0, "it installs", done.stdout + done.stderr)
    found, want = files_below(root), expected(has_app)
    report(found == want, f"{len(want)} files are installed, and no other one",
           "\n".join([f"missing: {name}" for name in sorted(want - found)] + [f"not named in this test: {name}" for name in sorted(found - want)]))
    packaged(found)
    names_lead_somewhere(root, prefix, has_app)
    done = run(str(root / "bin" / "salve-server"), "--help", env=dict(os.environ, LC_ALL="C.UTF-8"))
    report(done.returncode == 0 and "serve" in done.stdout, "the installed server starts", done.stdout + done.stderr)
    modes = [name for name in found if (root / name).stat().st_mode & 0o022 or bool((root / name).stat().st_mode & 0o111) != name.startswith("bin/")]
    report(not modes, "programs can be run, nothing else can, and nobody but the owner may change them", "\n".join(modes))
    done = run(*mesons, "--internal", "uninstall", cwd=build)
    left = files_below(pathlib.Path(place))
    report(done.returncode == 0 and not left, "uninstalling takes all of it away", "\n".join(sorted(left)) + done.stdout + done.stderr)
print(f"1..{number}")
sys.exit(failures > 0)
