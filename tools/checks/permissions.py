# SPDX-License-Identifier: Apache-2.0
"""The table of permissions in docs/api.md is the program's, and the API reads only within a scope."""
import pathlib
import re
import sys

WORDS = {"all": "all", "own": "own", "no": "–"}
# What belongs to departments: the API finds it with find_within or workflow::require_visible.
UNSCOPED = re.compile(r"store::find_(?:account|certificate|client|delegation|department|domain)(?:_by_\w+)?\(")
EVERYTHING = re.compile(r"Scope::all\(\)")

failed = False


def fail(sentence):
    global failed
    failed = True
    print(sentence)


code = pathlib.Path("src/model/permission.cpp").read_text()
document = pathlib.Path("docs/api.md").read_text()
section = document.split("### Permissions", 1)[1].split("\n#", 1)[0]

# Those about no object are everyone's.
rows = {f"{thing}.{action}": tuple(WORDS[extent] for extent in extents) for thing, action, *extents in re.findall(
    r'^    PermissionRow\{[\w:]+, *"(\w+)", *"(\w+)", *(\w+), *(\w+), *(\w+)\},$', code, re.MULTILINE)}
told = {word: tuple(extents) for word, *extents in re.findall(
    r"^\| `([\w.]+)` \| (\S+) \| (\S+) \| (\S+) \|$", section, re.MULTILINE)}

if not rows:
    fail("tools/checks/permissions.py finds no table in src/model/permission.cpp")
for word in sorted(rows.keys() | told.keys()):
    if rows.get(word) != told.get(word):
        fail(f"docs/api.md, Permissions: {word} is {told.get(word)}; "
             f"src/model/permission.cpp says {rows.get(word)}")

for path in sorted(pathlib.Path("src/server/api").rglob("*.[ch]pp")):
    if path.name.endswith("_test.cpp") or "for_tests" in path.name:
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if UNSCOPED.search(line):
            fail(f"{path}:{number}: reads whatever the caller's scope is; use store::find_within "
                 "or workflow::require_visible")
        if EVERYTHING.search(line) and path.name != "authentication.cpp":
            fail(f"{path}:{number}: takes the scope of all; a handler has the scope of its call")

sys.exit(failed)
