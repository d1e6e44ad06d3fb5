#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The codes of refusals and of problems, and the words of limits, in the documents are the program's; the
server's sentences name no member of JSON with its value, since `chancery admin` prints them as they are."""
import pathlib
import re
import sys

failed = False


def compare(what, documented, source, words):
    global failed
    if not words:
        sys.exit(f"tools/checks/words.py finds no words in {source}")
    for word in sorted(set(documented) ^ set(words)):
        where = "the document" if word in words else source
        print(f"{what}: {word} is missing in {where}", file=sys.stderr)
        failed = True


def table_of(path, enumeration):
    """The words of the enumeration's table."""
    text = pathlib.Path(path).read_text()
    body = re.search(rf"return words<{enumeration}>\(\{{(.*?)\}}\)", text, re.S)
    return re.findall(r'"(\w+)"', body[1]) if body else []


def rows(document, title):
    """The first cells of the first table behind a title, which are code."""
    text = pathlib.Path(document).read_text().split(f"\n{title}\n", 1)[1]
    table = re.search(r"^\|.*?(?:\n(?!\|)|\Z)", text, re.M | re.S)[0]
    return re.findall(r"^\| `(\w+)`", table, re.M)


rules = table_of("src/model/rules.hpp", "Rule")
credential_rules = table_of("src/model/rules.hpp", "CredentialRule")
compare("docs/manual.md, what a refusal means", rows("docs/manual.md", "### What a refusal means"),
        "src/model/rules.hpp", {*rules, *credential_rules} - {"granted"})
compare("docs/manual.md, limits", rows("docs/manual.md", "## Limits"), "src/model/limits.hpp",
        table_of("src/model/limits.hpp", "LimitKind"))

api = pathlib.Path("docs/api.md").read_text()
verdicts = re.search(r"^Codes of verdicts: (.*?)\.\n", api, re.M | re.S)
compare("docs/api.md, codes of verdicts", re.findall(r"`(\w+)`", verdicts[1]) if verdicts else [],
        "src/model/rules.hpp", rules)
kinds = pathlib.Path("src/server/api/problem.cpp").read_text()
compare("docs/api.md, problems", re.findall(r"^\| `(\w+)` \| (\d+)", api, re.M), "src/server/api/problem.cpp",
        set(re.findall(r'\{"(\w+)", (\d{3}), "', kinds)))

for folder in ("model", "policy", "issuance", "workflow"):
    for path in sorted(pathlib.Path("src", folder).rglob("*.cpp")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not path.stem.endswith("_test") and re.search(r'"[^"]*\b\w+: (true|false)\b', line):
                print(f"{path}:{number}: a sentence has a member of JSON: {line.strip()}", file=sys.stderr)
                failed = True
sys.exit(failed)
