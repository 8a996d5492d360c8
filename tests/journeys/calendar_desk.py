# SPDX-License-Identifier: GPL-3.0-or-later
"""What the calendar's journeys share: a clinic of two doctors and three patients, and what a person does there again and
again."""
import datetime
import json
import shutil
import subprocess
import time

from desk import Atspi, Lost, eventually

DAY = datetime.date.today() + datetime.timedelta(days=1)
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def doctor(name, given, family):
    return [
        {"resourceType": "Practitioner", "id": name, "active": True, "name": [{"family": family, "given": [given]}]},
        {"resourceType": "PractitionerRole", "id": f"role-{name}", "active": True,
         "practitioner": {"reference": f"Practitioner/{name}"},
         "availableTime": [{"daysOfWeek": WEEK, "availableStartTime": "06:00:00", "availableEndTime": "20:00:00"}]},
    ]


def clinic():
    patients = [{"resourceType": "Patient", "id": name, "active": True, "name": [{"family": family, "given": [given]}]}
                for name, given, family in (("anna", "Anna", "Keller"), ("bert", "Bert", "Brecht"), ("carla", "Carla", "Conti"))]
    return [*doctor("hopper", "Grace", "Hopper"), *doctor("lovelace", "Ada", "Lovelace"), *patients]


def everything(desk):
    """All that is in the store but for what tells of its history."""
    folder = desk.place / "everything"
    desk.on_store("export", folder)
    found = {}
    for path in folder.rglob("*.ndjson"):
        for line in path.read_text().splitlines():
            resource = json.loads(line)
            resource.pop("meta", None)
            found[resource["resourceType"], resource["id"]] = resource
    shutil.rmtree(folder)
    return found


def begin(desk, more=()):
    """A desk at tomorrow's calendar; with more resources in its store than the clinic's."""
    desk.make_key()
    folder = desk.place / "clinic"
    folder.mkdir()
    (folder / "clinic.ndjson").write_text("".join(json.dumps(resource) + "\n" for resource in [*clinic(), *more]))
    desk.on_store("import", folder)
    desk.beginning = everything(desk)
    desk.start()
    desk.keys("alt+2")
    desk.find("^Book$", role="button")
    desk.keys("alt+Page_Down")


def visits(desk):
    """Everybody's appointments: (patient, doctor, start, status), in order."""
    def row(resource):
        actors = dict(p["actor"]["reference"].split("/") for p in resource["participant"])
        return (actors["Patient"], actors.get("Practitioner"), resource.get("start", "")[:16], resource["status"])
    return sorted(row(resource) for resource in desk.resources("Appointment").values())


def wait_for(desk, expected, what):
    try:
        eventually(lambda: visits(desk) == sorted(expected), what)
    except Lost as lost:
        raise Lost(f"{lost}: expected {sorted(expected)}, there is {visits(desk)}") from lost


def choose_patient(desk, name):
    desk.find("^Patient: name, birth date or number", role=("text", "entry", "text box"))
    desk.type(name)
    desk.find(f"^Register “{name}”")
    desk.keys("Return")
    desk.gone(f"^Register “{name}”")


def close_side(desk):
    """The mouse reaches what is behind only when the side has gone."""
    desk.keys("F9")
    desk.gone("^Book in one line")


def block(desk, pattern):
    """An appointment in the grid."""
    return desk.find(pattern, role=("table cell", "grid cell", "list item", "button", "push button"))


def middle(node):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return place.x + place.width // 2, place.y + place.height // 2, place.height


def drag(desk, x, y, by, across=0):
    part = ["mousemove_relative", "--", str(across // 3), str(by // 3)]
    rest = ["mousemove_relative", "--", str(across - 2 * (across // 3)), str(by - 2 * (by // 3))]
    for step in (["mousemove", "--window", desk.window, str(x), str(y)], ["mousedown", "1"], part, part, rest, ["mouseup", "1"]):
        subprocess.run(["xdotool", *step], check=True, timeout=10)
        time.sleep(0.12)


def undo_all(desk, n):
    for _ in range(n):
        before = visits(desk)
        desk.keys("ctrl+z")
        eventually(lambda: visits(desk) != before, "something undone")


def choose(desk, row, downs):
    """The n-th of a list that drops down, at the end of the form."""
    form = desk.find("^Room", role="combo box")
    place = Atspi.Component.get_extents(form, Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", "--window", desk.window, str(place.x + 60), str(place.y + 10)], check=True, timeout=10)
    subprocess.run(["xdotool", "click", "--repeat", "25", "--delay", "20", "5"], check=True, timeout=20)
    desk.click(desk.find(row, role="combo box"))
    desk.keys(*["Down"] * downs, "Return")
