#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person at the portals' dialogs, for xdg-desktop-portal itself: its back end for files, printers and permissions.

usage: portal-stand-in.py FOLDER

Which file is chosen next is in FOLDER/choose; what is printed comes to FOLDER/printed-N.pdf; every dialog is a line of
FOLDER/dialogs, JSON: the method, which program asked, its title. FOLDER/refuse makes it say no to whatever is asked next.
FOLDER/ready appears when it can be asked."""
import json
import os
import pathlib
import shutil
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "io.github.salveclinic.TestPortal"
PATH = "/org/freedesktop/portal/desktop"
INTERFACES = """<node>
<interface name="org.freedesktop.impl.portal.FileChooser">
  <method name="OpenFile"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
  <method name="SaveFile"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
</interface>
<interface name="org.freedesktop.impl.portal.Print">
  <method name="PreparePrint"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="a{sv}" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
  <method name="Print"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
</interface>
<interface name="org.freedesktop.impl.portal.Access">
  <method name="AccessDialog"><arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/></method>
</interface>
</node>"""
GOOD, CANCELLED = 0, 1
folder = pathlib.Path(sys.argv[1])
printed = 0


def note(method, app, title):
    with open(folder / "dialogs", "a") as file:
        file.write(json.dumps({"method": method, "app": app, "title": title}) + "\n")


def chosen():
    """Only once: a dialog that comes unasked for finds nothing to choose."""
    path = folder / "choose"
    if not path.exists():
        return CANCELLED, {}
    target = path.read_text()
    path.unlink()
    return GOOD, {"uris": GLib.Variant("as", [Gio.File.new_for_path(target).get_uri()]), "writable": GLib.Variant("b", True)}


def print_page(invocation, parameters):
    global printed
    index = parameters.get_child_value(4).get_handle()
    descriptor = invocation.get_message().get_unix_fd_list().get(index)
    printed += 1
    part = folder / "printing"
    with os.fdopen(descriptor, "rb") as source, open(part, "wb") as target:
        shutil.copyfileobj(source, target)
    part.rename(folder / f"printed-{printed}.pdf")
    return GOOD, {}


def answer(connection, sender, path, interface, method, parameters, invocation):
    note(method, parameters.get_child_value(1).get_string(), parameters.get_child_value(3).get_string())
    refuse = folder / "refuse"
    if refuse.exists():
        refuse.unlink()
        response, results = CANCELLED, {}
    elif method in ("OpenFile", "SaveFile"):
        response, results = chosen()
    elif method == "PreparePrint":
        response, results = GOOD, {"settings": parameters.get_child_value(4), "page-setup": parameters.get_child_value(5),
                                   "token": GLib.Variant("u", 7)}
    elif method == "Print":
        response, results = print_page(invocation, parameters)
    else:
        response, results = GOOD, {}
    invocation.return_value(GLib.Variant("(ua{sv})", (response, results)))


def on_bus(connection, name):
    for interface in Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces:
        connection.register_object(PATH, interface, answer, None, None)


folder.mkdir(exist_ok=True)
Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, on_bus, lambda *_: (folder / "ready").touch(),
                 lambda *_: sys.exit("portal-stand-in: the name is taken"))
GLib.MainLoop().run()
