#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest as it can be built without a network: another runtime, our own tree, and of the other modules those whose
source is at hand. The rest has to be in the runtime.

usage: local-manifest.py MANIFEST.JSON RUNTIME BRANCH SOURCE [MODULES]"""
import json
import pathlib
import sys

path, runtime, branch, source = sys.argv[1:5]
folder = pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 and sys.argv[5] else None
manifest = json.loads(pathlib.Path(path).read_text())
manifest.update({"runtime": runtime, "sdk": runtime, "runtime-version": branch})
kept = []
for module in manifest["modules"]:
    here = folder / module["name"] if folder else None
    if module["name"] == "salve":
        here = pathlib.Path(source)
    for one in module["sources"]:
        known = one["type"] == "dir" or one.get("sha256") or (one["type"] == "git" and one.get("commit") and one.get("tag"))
        if not known:
            sys.exit(f"{module['name']}: a source without a checksum")
    if not here or not here.is_dir():
        print(f"  {module['name']}: from the runtime", file=sys.stderr)
        continue
    print(f"  {module['name']}: built", file=sys.stderr)
    module["sources"] = [{"type": "dir", "path": str(here)}]
    kept.append(module)
manifest["modules"] = kept
json.dump(manifest, sys.stdout, indent=2)
