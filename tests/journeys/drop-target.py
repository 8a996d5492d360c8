#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program's window, onto which a visiting card is dropped: it prints the card and ends."""
import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

KIND = "text/vcard"


def on_bytes(stream, result, loop):
    print(stream.read_bytes_finish(result).get_data().decode(), flush=True)
    loop.quit()


def on_stream(drop, result, loop):
    stream, _kind = drop.read_finish(result)
    drop.finish(Gdk.DragAction.COPY)
    stream.read_bytes_async(65536, GLib.PRIORITY_DEFAULT, None, on_bytes, loop)


def on_drop(_target, drop, _x, _y, loop):
    drop.read_async([KIND], GLib.PRIORITY_DEFAULT, None, on_stream, loop)
    return True


Gtk.init()
loop = GLib.MainLoop()
window = Gtk.Window(title="Address Book", default_width=240, default_height=400, decorated=False)
target = Gtk.DropTargetAsync.new(Gdk.ContentFormats.new([KIND]), Gdk.DragAction.COPY)
target.connect("drop", on_drop, loop)
window.add_controller(target)
window.present()
loop.run()
