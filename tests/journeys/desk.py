# SPDX-License-Identifier: GPL-3.0-or-later
"""Sits at the desk as a person would: starts Salve, finds things by what a screen reader says of them, uses the keyboard
and the mouse, looks at the screen, and afterwards asks the store itself (through salve-server) what is in it.

Runs under tests/with-display. A journey is a function that takes a Desk; main () runs it as one TAP test and leaves
pictures and, when it fails, what the accessibility tree said, in $SALVE_PICTURES."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

BUILD = pathlib.Path(os.environ.get("G_TEST_BUILDDIR", "_build-test"))
PICTURES = pathlib.Path(os.environ.get("SALVE_PICTURES") or BUILD / "journeys")
# What GTK 4.18's own chooser says now and then of the list of files that begin as what is typed, when it is typed fast.
CHOOSER = "gtk_tree_store_remove: assertion 'VALID_ITER (iter, tree_store)' failed"
PATIENCE = float(os.environ.get("SALVE_PATIENCE", "20"))
TEXT_ROLES = ("text", "entry", "editable text", "password text", "search box", "text box")


class Lost(AssertionError):
    """What a person would be looking for is not on the screen."""


def eventually(question, what, patience=PATIENCE):
    """Asks until the answer is not empty; a screen takes its time."""
    end = time.monotonic() + patience
    while True:
        try:
            answer = question()
        except GLib.Error:
            answer = None  # the widget went away between two questions
        if answer:
            return answer
        if time.monotonic() > end:
            raise Lost(f"not within {patience:.0f} s: {what}")
        time.sleep(0.05)


class Desk:
    def __init__(self, name):
        self.name = name
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="salve-journey."))
        self.store = self.place / "clinic.salve"
        self.key = self.place / "clinic.key"
        self.program = None
        self.debug = "fatal-criticals"
        self.pictures = 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.log").unlink(missing_ok=True)

    # The programs.

    def server(self, *arguments, good=True):
        """salve-server on this desk's store; its report, when --json is among the arguments."""
        run = subprocess.run([BUILD / "src/server/salve-server", *map(str, arguments)], capture_output=True, text=True)
        if good and run.returncode:
            raise AssertionError(f"salve-server {arguments[0]} ended with {run.returncode}: {run.stderr[-800:]}")
        if not good and not run.returncode:
            raise AssertionError(f"salve-server {arguments[0]} should have failed")
        return json.loads(run.stdout) if "--json" in arguments and run.stdout.strip() else run.stdout

    def on_store(self, command, *arguments, good=True):
        return self.server(command, "--store", self.store, "--key-file", self.key, *arguments, good=good)

    def make_key(self):
        self.key.touch(mode=0o600)
        self.key.write_text(os.urandom(32).hex())

    def resources(self, kind):
        """All of the store's resources of one type, as FHIR JSON, by id."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.place))
        self.on_store("export", folder)
        found = {}
        for path in folder.rglob("*.ndjson"):
            for line in path.read_text().splitlines():
                resource = json.loads(line)
                if resource["resourceType"] == kind:
                    found[resource["id"]] = resource
        shutil.rmtree(folder)
        return found

    def start(self, *arguments, own_store=True, inside=(), **how):
        """inside: a command that starts the command behind it; how: for subprocess.Popen."""
        if own_store:
            arguments = ("--store", str(self.store), "--key-file", str(self.key), *arguments)
        self.log = open(PICTURES / f"{self.name}.log", "a")
        environment = dict(os.environ, GTK_A11Y="atspi", GSETTINGS_BACKEND="keyfile", G_DEBUG=self.debug,
                           GSETTINGS_SCHEMA_DIR=str(BUILD / "data"))
        self.program = subprocess.Popen([*inside, BUILD / "src/app/salve", *map(str, arguments)], stdout=self.log, stderr=self.log,
                                        env=environment, **how)
        self.focus_window()

    def application(self):
        if self.program.poll() is not None:
            raise AssertionError(f"Salve ended by itself, with status {self.program.returncode}; see {self.log.name}")
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child and child.get_process_id() == self.program.pid:
                return child
        return None

    def focus_window(self, title=None):
        """There is no window manager on this desk, so the keyboard is given to the window by hand; with a title to that
        one of several."""
        eventually(self.application, "Salve on the accessibility bus")
        find = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.program.pid)]
        if title:
            find += ["--name", title]
        windows = eventually(lambda: subprocess.run(find, capture_output=True, text=True).stdout.split(), "Salve's window")
        self.window = windows[-1]
        subprocess.run(["xdotool", "windowfocus", "--sync", self.window], check=True, timeout=10)
        time.sleep(0.2)

    def has_window(self, title):
        find = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.program.pid), "--name", title]
        return bool(subprocess.run(find, capture_output=True, text=True).stdout.split())

    def stop(self):
        """As a person: the window is closed."""
        if self.program and self.program.poll() is None:
            self.keys("ctrl+q")
            try:
                self.program.wait(10)
            except subprocess.TimeoutExpired:
                self.program.terminate()
                self.program.wait(10)
        self.program = None

    def kill(self):
        """As the mains: at once."""
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()
        self.program = None

    # What is on the screen.

    def walk(self, node=None, hidden=False):
        stack = [node or eventually(self.application, "Salve")]
        while stack:
            node = stack.pop()
            try:
                states = node.get_state_set()
                if not hidden and node.get_role() != Atspi.Role.APPLICATION and not states.contains(Atspi.StateType.SHOWING):
                    continue
                yield node
                for index in range(min(node.get_child_count(), 400) - 1, -1, -1):
                    child = node.get_child_at_index(index)
                    if child:
                        stack.append(child)
            except GLib.Error:
                continue

    @staticmethod
    def words(node):
        """What a screen reader says of it: its name, or what is written in it."""
        name = node.get_name() or ""
        if not name and node.get_text_iface():
            name = Atspi.Text.get_text(node, 0, -1) or ""
        if not name and node.get_role() == Atspi.Role.MENU_ITEM:  # GTK names it by a label of its own
            labels = (r.get_target(0) for r in node.get_relation_set() if r.get_relation_type() == Atspi.RelationType.LABELLED_BY)
            name = "".join(Atspi.Text.get_text(label, 0, -1) for label in labels)
        return name

    @staticmethod
    def content(node):
        return Atspi.Text.get_text(node, 0, -1) if node.get_text_iface() else ""

    def see(self, pattern, role=None, inside=None):
        """The first thing on the screen whose words match, or None; at once."""
        for node in self.walk(inside):
            try:
                if role and node.get_role_name() not in ((role,) if isinstance(role, str) else role):
                    continue
                if re.search(pattern, self.words(node)):
                    return node
            except GLib.Error:
                continue
        return None

    def find(self, pattern, role=None, patience=PATIENCE):
        return eventually(lambda: self.see(pattern, role), f"{role or 'anything'} that says /{pattern}/", patience)

    def gone(self, pattern, role=None, patience=PATIENCE):
        eventually(lambda: not self.see(pattern, role), f"/{pattern}/ to go away", patience)

    def tree(self):
        lines = []

        def tell(node, depth):
            if depth > 40:
                return
            try:
                states = node.get_state_set()
                showing = states.contains(Atspi.StateType.SHOWING) or depth == 0
                focus = " *" if states.contains(Atspi.StateType.FOCUSED) else ""
                if not showing:
                    return
                content = self.content(node) if node.get_role_name() in TEXT_ROLES else ""
                lines.append(f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r}{' = ' + repr(content) if content else ''}{focus}")
                for index in range(min(node.get_child_count(), 60)):
                    tell(node.get_child_at_index(index), depth + 1)
            except (GLib.Error, AttributeError):
                pass

        application = self.application()
        if application:
            tell(application, 0)
        return "\n".join(lines)

    def picture(self, what):
        time.sleep(0.4)  # a cross-fade between two pages takes 200 ms
        self.pictures += 1
        path = PICTURES / f"{self.name}-{self.pictures:02d}-{what}.png"
        subprocess.run(["import", "-window", "root", str(path)], check=False, timeout=30)
        return path

    # Hands.

    def keys(self, *names):
        for name in names:
            subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True, timeout=10)
            time.sleep(0.06)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "12", text], check=True, timeout=60)
        time.sleep(0.1)

    def press(self, pattern, role=None, patience=PATIENCE):
        """Presses what says so: by its own action, as a switch device or a screen reader would, else with the mouse."""
        node = self.find(pattern, role, patience)
        self.press_node(node)
        return node

    def press_node(self, node):
        action = node.get_action_iface()
        if action and Atspi.Action.get_n_actions(node) > 0:
            Atspi.Action.do_action(node, 0)
        else:
            self.click(node)
        time.sleep(0.15)

    def window_edge(self):
        """Where the window begins in what is said of places in it: its frame lies before their origin."""
        frame = eventually(lambda: next((node for node in self.walk() if node.get_role() == Atspi.Role.FRAME), None), "the window")
        place = Atspi.Component.get_extents(frame, Atspi.CoordType.WINDOW)
        return place.x, place.y

    def click(self, node, button=1, times=1):
        place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        left, top = self.window_edge()
        x, y = place.x - left + place.width // 2, place.y - top + place.height // 2
        moved = subprocess.run(["xdotool", "mousemove", "--window", self.window, str(x), str(y)], timeout=10)
        if moved.returncode:
            return  # the window closed by itself in the meantime; what is looked for next tells whether that was right
        subprocess.run(["xdotool", "click", "--repeat", str(times), "--delay", "80", str(button)], check=True, timeout=10)
        time.sleep(0.2)

    def fill(self, pattern, text):
        """Writes into the entry of that name, as a person: goes there, clears it, types."""
        node = self.find(pattern, TEXT_ROLES)
        self.click(node)
        self.keys("ctrl+a")
        self.type(text)
        return node

    def command(self, text, name):
        """A command of the palette: some of its words are typed, and it is chosen when it is there."""
        self.keys("ctrl+k")
        self.find("Find a person or an action")
        self.type(text)
        self.find(name)
        self.keys("Return")

    def choose_file(self, title, path, save=False):
        """Types a path into GTK's own file chooser, again where its first look into a folder swallowed the keys."""
        self.find(title, ("dialog", "frame", "window"))
        for _ in range(4):
            self.focus_window(title)
            self.keys("ctrl+a")
            # The first character, a slash, opens the chooser's field for a path. A file that is there is alone in its folder:
            # of its name nothing is typed, because what the chooser completes by itself gets between the keys.
            self.type(str(path) if save else f"{path.parent}/")
            self.keys("Return")
            # By the time it has to look around in the folder, the chooser takes the path or shows the folder with the file.
            time.sleep(1)
            row = None if save else self.see(f"^{re.escape(path.name)}$", ("label", "table cell"))
            if row:
                self.click(row)
                self.press("^Open$", "button")
                time.sleep(0.5)
            if not self.has_window(title):
                self.focus_window()
                return
        raise Lost(f"{title}: {path} was not taken")

    def forgive_the_chooser(self):
        """Before start: what the file chooser says of itself does not end the program; heard_nothing_wrong () is for the rest."""
        self.debug = ""

    def heard_nothing_wrong(self):
        """After stop."""
        with open(self.log.name) as log:
            said = [line for line in log if "-CRITICAL **" in line and CHOOSER not in line]
        expect(not said, f"nothing went wrong unseen: {said}")

    @staticmethod
    def can_be_used(node):
        return node.get_state_set().contains(Atspi.StateType.SENSITIVE)

    def focused(self):
        for node in self.walk():
            if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                return node
        return None

    def tidy(self):
        if self.program and self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def expect(good, what):
    if not good:
        raise AssertionError(what)


def main(*journeys):
    """Runs the journeys as TAP."""
    print(f"1..{len(journeys)}", flush=True)
    status = 0
    for number, journey in enumerate(journeys, 1):
        name = journey.__name__.replace("_", "-")
        desk = Desk(name)
        try:
            journey(desk)
            print(f"ok {number} {name}: {journey.__doc__}", flush=True)
        except Exception as error:  # noqa: BLE001 a journey may be lost in any way
            status = 1
            print(f"not ok {number} {name}: {error}", flush=True)
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), flush=True)
            try:
                desk.picture("lost")
                (PICTURES / f"{name}.tree").write_text(desk.tree())
            except Exception as second:  # noqa: BLE001
                print(f"# and no picture of it: {second}", flush=True)
        finally:
            desk.tidy()
    sys.exit(status)
