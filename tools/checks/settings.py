# SPDX-License-Identifier: Apache-2.0
"""The manual's table of chancery.toml is the program's: every setting with its section, default and
sentences. With --write the table is written anew."""
import pathlib
import re
import sys

manual_file = pathlib.Path("docs/manual.md")
code = pathlib.Path("src/main/settings.cpp").read_text()
heading = "### Settings of chancery.toml\n"

literal = r'"((?:[^"\\]|\\.)*)"'
row = re.compile(
    r'\{"(\w*)", "(\w+)",\s*((?:' + literal + r',?\s*)+)(Text|Number|Flag|Texts)Setting\{([^,}\[]*)')


def default_of(kind, argument):
    if kind == "Texts":
        return "[]"
    return argument.strip().replace("'", "")


def rows():
    for section, name, about, _, kind, argument in row.findall(code):
        sentences = "".join(re.findall(literal, about)).replace('\\"', '"').replace("|", "\\|")
        yield section, f"| `[{section}]` | `{name}` | `{default_of(kind, argument)}` | {sentences} |".replace(
            "| `[]` |", "| |", 1)


table = "| section | setting | default | meaning |\n| --- | --- | --- | --- |\n" + "".join(
    f"{text}\n" for _, text in rows())
manual = manual_file.read_text()
before, after = manual.split(heading, 1)
rest = after[after.index("\n### "):]
introduction = after[:after.index("\n|")]
wanted = before + heading + introduction + "\n" + table + rest
if "--write" in sys.argv:
    manual_file.write_text(wanted)
elif wanted != manual:
    print("docs/manual.md, Settings of chancery.toml, is not src/main/settings.cpp's table: "
          "run python3 tools/checks/settings.py --write")
if table.count("\n") - 2 != len(re.findall(r"^    \{\"\w*\", \"\w+\",", code, re.MULTILINE)):
    print("tools/checks/settings.py does not find each row of src/main/settings.cpp")
    sys.exit(1)
sys.exit("--write" not in sys.argv and wanted != manual)
