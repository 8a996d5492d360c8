#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every view as a screen reader has it: whatever can be pressed, typed into or chosen says what it is."""

from desk import Atspi, GLib, TEXT_ROLES, expect, main

# What a person acts on. A list's item without a name of its own is read by what is in it.
CONTROLS = {"push button", "button", "toggle button", "check box", "radio button", "switch", "combo box", "slider", "spin button",
            "menu item", "check menu item", "radio menu item", "page tab", "link", *TEXT_ROLES}
BY_CONTENTS = {"list item", "table row", "tree item", "menu", "toggle button", "button", "push button", "combo box"}


def says_something(desk, node, depth=0):
    """Its name, its description, what labels it, or for some what is in it."""
    if node.get_name() or node.get_description():
        return True
    for relation in node.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return True
    if depth < 4 and (depth or node.get_role_name() in BY_CONTENTS):
        return any(says_something(desk, node.get_child_at_index(index), depth + 1) for index in range(node.get_child_count()))
    return False


def path_of(node):
    names = []
    while node and node.get_role() != Atspi.Role.APPLICATION and len(names) < 12:
        names.append(f"{node.get_role_name()} {node.get_name()!r}" if node.get_name() else node.get_role_name())
        node = node.get_parent()
    return " < ".join(names)


def is_reachable(node):
    return node.get_state_set().contains(Atspi.StateType.SENSITIVE)


def look(desk, view, seen):
    """Adds what is nameless in this view; a count of the controls says that there was something to look at."""
    controls, nameless = 0, []
    for node in desk.walk():
        try:
            if node.get_role_name() not in CONTROLS or not is_reachable(node):
                continue
            controls += 1
            if not says_something(desk, node):
                nameless.append(path_of(node))
        except GLib.Error:
            continue  # it went away between two questions
    seen[view] = (controls, nameless)
    print(f"# {view}: {controls} controls, {len(nameless)} without a name", flush=True)


def dialog(desk, seen, view, words, name, shows):
    desk.command(words, name)
    desk.find(shows)
    look(desk, view, seen)
    desk.keys("Escape")
    desk.gone(shows)


def views_of_the_sidebar(desk, seen):
    for number, (view, shows) in enumerate((("today", "^Today$"), ("calendar", "^Calendar$"), ("patients", "Find a patient"),
                                            ("doctors", "^Doctors$"), ("devices", "No Devices Yet|Devices"),
                                            ("reports", "No Reports Yet|Reports")), 1):
        desk.keys(f"alt+{number}")
        desk.find(shows)
        look(desk, view, seen)


def patient(desk, seen):
    desk.keys("alt+3")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("an")
    desk.find("1 of|patients?$|Anna|An")
    desk.keys("Return")
    desk.find("^Timeline$")
    look(desk, "record", seen)
    desk.keys("ctrl+e")
    desk.find("^Edit Patient$")
    look(desk, "edit", seen)
    desk.keys("Escape")
    desk.gone("^Edit Patient$")
    desk.keys("ctrl+n")
    desk.find("^Register Patient$|^New Appointment$")
    look(desk, "new", seen)
    desk.keys("Escape")


def every_control_has_a_name(desk):
    """in every view and dialog whatever can be acted on has a name"""
    seen = {}
    desk.start(own_store=False)
    desk.find("Welcome to Salve")
    look(desk, "welcome", seen)
    desk.stop()
    desk.make_key()
    desk.on_store("demo", "--patients", "30")
    desk.start()
    desk.find("Find a patient|^Today$|^Calendar$")
    views_of_the_sidebar(desk, seen)
    patient(desk, seen)
    dialog(desk, seen, "preferences", "preferences", "^Preferences", "^Appearance$|^Preferences$")
    dialog(desk, seen, "shortcuts", "keyboard", "^Keyboard shortcuts", "^Keyboard Shortcuts$|^Shortcuts$")
    dialog(desk, seen, "changes", "what was changed", "what was changed", "^Changes$|^History")
    dialog(desk, seen, "import", "import", "^Import FHIR files", "^Files…$")
    dialog(desk, seen, "connect", "connect", "^Connect to a server", "^Connect")
    desk.keys("ctrl+k")
    desk.find("Find a person or an action")
    look(desk, "palette", seen)
    desk.keys("Escape")
    desk.keys("ctrl+l")
    desk.find("^Locked$")
    look(desk, "lock", seen)
    expect(all(controls for controls, _nameless in seen.values()), f"something to act on in every view: {seen}")
    nameless = {view: what for view, (_controls, what) in seen.items() if what}
    expect(not nameless, "\n# ".join(f"{view}: {path}" for view, paths in nameless.items() for path in paths))


if __name__ == "__main__":
    main(every_control_has_a_name)
