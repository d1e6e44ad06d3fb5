#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The codes of refusals and of problems, the words of limits, challenge types and jobs, and the calls of the API in
the documents are the program's; each limit is taken somewhere; the server's sentences name no member of JSON with its
value, since `chancery admin` prints them as they are."""
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
    body = re.search(rf"return words<{enumeration}>\(\s*\{{(.*?)\}}\s*[,)]\s*(?:Registry|;)", text, re.S)
    return re.findall(r'"([\w-]+)"', body[1]) if body else []


def rows(document, title):
    """The first cells of the first table behind a title, which are code."""
    text = pathlib.Path(document).read_text().split(f"\n{title}\n", 1)[1]
    table = re.search(r"^\|.*?(?:\n(?!\|)|\Z)", text, re.M | re.S)[0]
    return re.findall(r"^\| `([\w-]+)`", table, re.M)


def source_of(folder):
    return "".join(path.read_text() for path in sorted(pathlib.Path(folder).glob("*.cpp"))
                   if not path.stem.endswith("_test"))


rules = table_of("src/model/rules.hpp", "Rule")
credential_rules = table_of("src/model/rules.hpp", "CredentialRule")
compare("docs/manual.md, what a refusal means", rows("docs/manual.md", "### What a refusal means"),
        "src/model/rules.hpp", {*rules, *credential_rules} - {"granted"})
compare("docs/manual.md, limits", rows("docs/manual.md", "## Limits"), "src/model/limits.hpp",
        table_of("src/model/limits.hpp", "LimitKind"))
taken = source_of("src/workflow/orders")
for kind in re.findall(r'\{(\w+), "', pathlib.Path("src/model/limits.hpp").read_text()):
    if not re.search(rf"\b{kind}\b", taken):
        print(f"src/workflow/orders: the limit {kind} is taken nowhere", file=sys.stderr)
        failed = True
compare("docs/manual.md, names that hosts prove", rows("docs/manual.md", "A host may choose how it proves a name:"),
        "src/acme/challenge.hpp", table_of("src/acme/challenge.hpp", "ChallengeType"))
jobs = re.search(r"the jobs of all processes by kind \((.*?)\)", pathlib.Path("docs/manual.md").read_text(), re.S)
compare("docs/manual.md, jobs", re.findall(r"`(\w+)`", jobs[1]) if jobs else [], "src/model/job.hpp",
        table_of("src/model/job.hpp", "JobKind"))

api = pathlib.Path("docs/api.md").read_text()
verdicts = re.search(r"^Codes of verdicts: (.*?)\.\n", api, re.M | re.S)
compare("docs/api.md, codes of verdicts", re.findall(r"`(\w+)`", verdicts[1]) if verdicts else [],
        "src/model/rules.hpp", rules)
kinds = pathlib.Path("src/server/api/problem.cpp").read_text()
compare("docs/api.md, problems", re.findall(r"^\| `(\w+)` \| (\d+)", api, re.M), "src/server/api/problem.cpp",
        set(re.findall(r'\{"(\w+)", (\d{3}), "', kinds)))
paragraphs = api.replace("/{name}", "/{id}").split("\n\n")


def is_told(method, path):
    """In a paragraph about the resource, which names a path once for several methods."""
    kind, _, action = path.partition("/{id}")
    return any(method in part and (path in part or action and f"`...{action}`" in part)
               for part in paragraphs if re.search(rf"[A-Z] {kind}\b", part))


calls = {call for path in pathlib.Path("src/server/api").rglob("*.cpp") if not path.stem.endswith("_test")
         for call in re.findall(r'Route\{\s*"(\w+)",\s*"([^"]+)"', path.read_text())}
compare("src/server/api/routes.cpp, resources",
        re.findall(r"^    (\w+_routes),$", pathlib.Path("src/server/api/routes.cpp").read_text(), re.M),
        "src/server/api/call.hpp",
        re.findall(r"<const Route> (\w+_routes)\(\);", pathlib.Path("src/server/api/call.hpp").read_text()))
if not calls:
    sys.exit("tools/checks/words.py finds no calls in src/server/api")
for method, path in sorted(calls):
    if not is_told(method, path):
        print(f"docs/api.md: {method} {path} is missing", file=sys.stderr)
        failed = True

for folder in ("model", "policy", "issuance", "workflow"):
    for path in sorted(pathlib.Path("src", folder).rglob("*.cpp")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not path.stem.endswith("_test") and re.search(r'"[^"]*\b\w+: (true|false)\b', line):
                print(f"{path}:{number}: a sentence has a member of JSON: {line.strip()}", file=sys.stderr)
                failed = True
sys.exit(failed)
