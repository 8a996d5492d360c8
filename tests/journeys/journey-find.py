#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files come in through the window, and people are found as one types; a killed program comes back with everything."""
import unicodedata

from desk import TEXT_ROLES, expect, main


def make_files(desk, patients):
    """NDJSON files of a demo clinic, made in another store; that store is gone afterwards."""
    other = desk.place / "other.salve"
    folder = desk.place / "files"
    desk.make_key()
    desk.server("demo", "--patients", patients, "--seed", 11, "--today", "2026-11-21", "--store", other, "--key-file", desk.key)
    desk.server("export", "--store", other, "--key-file", desk.key, folder)
    for left in desk.place.glob("other.salve*"):
        left.unlink()
    return folder


def import_one(desk, path):
    """From the menu to the report. What the chooser completes by itself may get into a path that is typed on a slow
    machine; then Salve says that there is no such file, and a person tries again."""
    for _ in range(4):
        desk.keys("ctrl+k")
        desk.find("Find a person or an action")
        desk.type("import")
        desk.find("^Import FHIR files")
        desk.keys("Return")
        desk.find("Reads everything and stores nothing")
        desk.press("^Files…$", "button")
        desk.choose_file("Import FHIR Files", path)
        told = desk.find("^Everything is stored|No such file")
        if not desk.words(told).endswith("No such file or directory"):
            return
        desk.keys("Escape")
        desk.gone("No such file")


def import_files(desk):
    """a file is imported from the menu, its numbers are told, and again changes nothing"""
    folder = make_files(desk, 60)
    alone = desk.place / "alone"  # GTK's chooser shows a path's folder: there is one file to choose
    alone.mkdir()
    (folder / "Patient.ndjson").rename(alone / "Patient.ndjson")
    wanted = len((alone / "Patient.ndjson").read_text().splitlines())
    desk.forgive_the_chooser()
    desk.start()
    desk.find("^Patients$")
    for again in (False, True):
        import_one(desk, alone / "Patient.ndjson")
        desk.picture("imported-again" if again else "imported")
        row = "There already" if again else "New"
        desk.find(f"^{row}$")
        desk.find(f"^{wanted}$")
        desk.keys("Escape")
        desk.gone("^Everything is stored")
    expect(len(desk.resources("Patient")) == wanted, f"the store has {wanted} patients")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")
    desk.stop()
    desk.heard_nothing_wrong()


def row_of(desk, pattern):
    """What a screen reader finds in the list's row that says so: its role, and what its cells say under which heading."""
    row = desk.find(pattern, "table cell").get_parent()
    cells = [row.get_child_at_index(index) for index in range(row.get_child_count())]
    return row.get_role_name(), {cell.get_description(): desk.words(cell) for cell in cells[1:]}, {cell.get_role_name() for cell in cells}


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def find_people(desk):
    """a person is found by parts of the name in any order, without accents, and by birth date"""
    folder = make_files(desk, 300)
    desk.on_store("import", folder)
    people = [p for p in desk.resources("Patient").values()
              if p.get("name") and p["name"][0].get("family", "").isalpha() and len(p["name"][0]["family"]) > 4
              and p["name"][0].get("given") and len(p.get("birthDate", "")) == 10 and plain(p["name"][0]["family"]).isascii()
              and plain(p["name"][0]["given"][0]).isascii()]
    person = sorted(people, key=lambda p: p["id"])[0]
    family, given = person["name"][0]["family"], person["name"][0]["given"][0]
    desk.start()
    desk.find("^Patients$")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    for typed in (f"{plain(family).lower()} {plain(given)[:3].lower()}", f"{plain(given)[:4].lower()} {plain(family)[:5].lower()}",
                  person["birthDate"]):
        desk.keys("ctrl+a")
        desk.type(typed)
        desk.find(f"{family}.*{given}|{given}.*{family}")
        desk.picture("found")
    role, cells, roles = row_of(desk, f"{family}.*{given}|{given}.*{family}")
    expect(role == "table row" and roles == {"table cell"}, f"a row of cells for a screen reader: {role}, {roles}")
    expect(person["birthDate"][:4] in cells.get("Birth Date", ""), f"the birth date is in its cell: {cells}")
    desk.keys("ctrl+a")
    desk.type("qqxqq zzz")
    desk.find("Nobody Found|Nothing Found")


def killed(desk):
    """a killed program starts again on a store that is whole"""
    folder = make_files(desk, 200)
    desk.on_store("import", folder)
    before = len(desk.resources("Patient"))
    desk.start()
    desk.find("^Patients$")
    desk.kill()
    expect(desk.on_store("check", "--json")["ok"], "the store is whole after the kill")
    desk.start()
    desk.find("^Patients$")
    desk.find("200 patients", patience=20)
    desk.stop()
    expect(len(desk.resources("Patient")) == before, "nobody was lost")


main(import_files, find_people, killed)
