#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""People are registered, noticed when they are there already, edited, undone, and made one."""
import json
import time

from desk import TEXT_ROLES, eventually, expect, main

# What no form shows, and what no program may lose.
KEPT = {
    "resourceType": "Patient", "id": "ines", "active": True,
    "extension": [{"url": "http://example.org/weight", "valueDecimal": 61.50}, {"url": "http://example.org/colour", "valueCode": "x-teal"}],
    "name": [{"use": "official", "family": "Albrecht", "given": ["Ines", "Maria"], "_given": [None, {"id": "second"}],
              "extension": [{"url": "http://example.org/said", "valueString": "AL-brekht"}]}],
    "telecom": [{"system": "phone", "value": "0171 5550100", "rank": 3, "extension": [{"url": "http://example.org/loud", "valueBoolean": True}]},
                {"system": "email", "value": "ines@example.org"}],
    "gender": "female", "birthDate": "1961-07-30",
    "_birthDate": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "1961-07-30T04:15:00+01:00"}]},
    "photoColour": "sepia", "maritalStatus": {"text": "Widowed"},
}


class Count:
    """The hands, counted: every key a person would press."""

    def __init__(self, desk):
        self.desk = desk
        self.keys_typed = 0

    def keys(self, *names):
        self.keys_typed += len(names)
        self.desk.keys(*names)

    def type(self, text):
        self.keys_typed += len(text)
        self.desk.type(text)


def begin(desk, *patients):
    desk.make_key()
    if patients:
        folder = desk.place / "patients"
        folder.mkdir()
        (folder / "Patient.ndjson").write_text("".join(json.dumps(p) + "\n" for p in patients))
        desk.on_store("import", folder)
    desk.start()
    desk.find("^Patients$")


def phone(patient):
    return next((t.get("value") for t in patient.get("telecom", []) if t.get("system") == "phone"), None)


def patients_where(desk, test):
    return [p for p in desk.resources("Patient").values() if test(p)]


def stored(desk, what, test):
    """Until a patient is in the store of whom it is true."""
    return eventually(lambda: patients_where(desk, test), what)[0]


def without_version(resources):
    plain = {}
    for key, resource in resources.items():
        resource = json.loads(json.dumps(resource))
        meta = resource.get("meta", {})
        meta.pop("versionId", None)
        meta.pop("lastUpdated", None)
        if not meta:
            resource.pop("meta", None)
        plain[key] = resource
    return plain


def open_form(desk, hands, name):
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    hands.type(name)
    desk.find("^Register “")
    hands.keys("Return")
    desk.find("^Register Patient$")
    time.sleep(0.4)  # the dialog slides in; what is typed goes to its first empty field


def fill_quick(hands, birth, sex, number):
    hands.type(birth)
    hands.keys("Tab")
    hands.keys(sex)
    hands.keys("Tab")
    hands.type(number)


def register(desk):
    """a person who is not found is registered with the keyboard alone, in 40 keys at most"""
    begin(desk)
    hands = Count(desk)
    open_form(desk, hands, "Anna Keller")
    fill_quick(hands, "1974-03-12", "f", "0171234567")
    desk.picture("typed")
    hands.keys("ctrl+Return")
    desk.gone("^Register Patient$")
    her = stored(desk, "her in the store", lambda p: p.get("birthDate") == "1974-03-12")
    name = her["name"][0]
    expect(name["family"] == "Keller" and name["given"] == ["Anna"], f"her name is as typed: {name}")
    expect(her.get("gender") == "female", f"her sex is as typed: {her.get('gender')}")
    expect((phone(her) or "").replace(" ", "").endswith("171234567"), f"her telephone number is as typed: {phone(her)}")
    expect(hands.keys_typed <= 40, f"{hands.keys_typed} keys were typed")
    desk.find("Keller.*Anna|Anna.*Keller")
    desk.picture("registered")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def duplicate(desk):
    """somebody who seems to be there already is shown, and may be registered all the same"""
    begin(desk, {"resourceType": "Patient", "id": "anna", "active": True, "name": [{"family": "Keller", "given": ["Anna"]}],
                 "gender": "female", "birthDate": "1974-03-12"})
    hands = Count(desk)
    open_form(desk, hands, "Ana Keler")
    fill_quick(hands, "1974-03-12", "f", "0301112223")
    desk.find("^Is it this person")
    desk.find("^Open .*Keller", "button")
    desk.picture("seems-known")
    hands.keys("ctrl+Return")
    desk.gone("^Register Patient$")
    stored(desk, "the second one in the store", lambda p: p["name"][0].get("family") == "Keler")
    expect(len(desk.resources("Patient")) == 2, "there are two now")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def edit_and_undo(desk):
    """a telephone number is changed, undone and done again, and nothing else in the record moves"""
    begin(desk, KEPT)
    before = without_version(desk.resources("Patient"))
    expect(all(before["ines"].get(key) == value for key, value in KEPT.items()), "the import kept what no form shows")
    desk.click(desk.find("Find a patient", TEXT_ROLES))
    desk.type("albrecht")
    desk.find("Albrecht.*Ines|Ines.*Albrecht")
    desk.keys("Return")
    desk.find("^Timeline$|^Identity|Edit Identity")
    desk.keys("ctrl+e")
    desk.find("^Edit Patient$")
    time.sleep(0.4)
    desk.fill("^Phone", "0171 5550199")
    desk.picture("edited")
    desk.keys("ctrl+Return")
    desk.gone("^Edit Patient$")
    stored(desk, "the new number", lambda p: "5550199" in phone(p).replace(" ", ""))
    after = without_version(desk.resources("Patient"))
    new = phone(after["ines"])
    after["ines"]["telecom"][0]["value"] = phone(before["ines"])
    expect(after == before, f"only the number changed: {json.dumps(after['ines'])} was {json.dumps(before['ines'])}")
    desk.keys("ctrl+z")
    stored(desk, "the old number after Ctrl+Z", lambda p: phone(p) == phone(before["ines"]))
    expect(without_version(desk.resources("Patient")) == before, "everything is as it was")
    desk.picture("undone")
    desk.keys("ctrl+shift+z")
    stored(desk, "the new number after Ctrl+Shift+Z", lambda p: phone(p) == new)
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


def merge_and_undo(desk):
    """two records of one person become one, and one undo makes two of them again"""
    one = {"resourceType": "Patient", "id": "anna", "active": True, "name": [{"family": "Keller", "given": ["Anna"]}], "gender": "female",
           "birthDate": "1974-03-12", "telecom": [{"system": "phone", "value": "0171 5550100"}]}
    two = dict(one, id="ana", name=[{"family": "Keler", "given": ["Ana"]}], telecom=[{"system": "phone", "value": "030 5550111"}])
    begin(desk, one, two)
    before = without_version(desk.resources("Patient"))
    search = desk.find("Find a patient", TEXT_ROLES)
    desk.find("Keler.*Ana|Ana.*Keler")
    desk.click(search)
    desk.keys("Down")  # into the list, on the first
    time.sleep(0.3)
    desk.keys("shift+Down")
    time.sleep(0.3)
    merge = desk.find("^Merge…$", "button")
    eventually(lambda: desk.can_be_used(merge), "two to be selected")
    desk.picture("two-selected")
    desk.press_node(merge)
    desk.find("^This one stays")
    time.sleep(0.4)
    desk.picture("merge")
    desk.press("^Merge$", "button")
    desk.gone("^This one stays")
    eventually(lambda: without_version(desk.resources("Patient")) != before, "the merge in the store")
    gone = patients_where(desk, lambda p: p.get("active") is False or any(k.get("type") == "replaced-by" for k in p.get("link", [])))
    expect(len(gone) == 1 or len(desk.resources("Patient")) == 1, "one of the two went into the other")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole after the merge")
    desk.keys("ctrl+z")
    eventually(lambda: without_version(desk.resources("Patient")) == before, "both as they were after Ctrl+Z")
    desk.picture("two-again")
    expect(desk.on_store("check", "--json")["ok"], "the store is whole")


main(register, duplicate, edit_and_undo, merge_and_undo)
