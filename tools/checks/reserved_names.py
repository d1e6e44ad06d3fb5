# SPDX-License-Identifier: Apache-2.0
"""Every reserved zone of the program's table stands in the manual's, with its source, and no other."""
import pathlib
import re
import sys

code = pathlib.Path("src/model/reserved_names.cpp").read_text()
manual = pathlib.Path("docs/manual.md").read_text()
section = manual.split("### Reserved names", 1)[1].split("\n### ", 1)[0]

zones = {name: source for name, source in re.findall(
    r'^    \{"([a-z0-9.-]+)", [^\n]*?"([^"\n]+)"\},$', code, re.MULTILINE)}
told = {name: source for name, source in re.findall(
    r"^\| [^|]+ \| `([a-z0-9.-]+)` \| ([^|]+) \|$", section, re.MULTILINE)}

for name in sorted(zones.keys() | told.keys()):
    if zones.get(name) != told.get(name):
        print(f"docs/manual.md, Reserved names: {name} has the source {told.get(name)}; "
              f"src/model/reserved_names.cpp says {zones.get(name)}")
if not zones:
    print("tools/checks/reserved_names.py finds no table in src/model/reserved_names.cpp")
sys.exit(zones != told or not zones)
