# SPDX-License-Identifier: Apache-2.0
"""docs/interop.md, written from what a run came to: the same text whenever that is the same."""

import collections
import dataclasses

from suite import Tally
from trial import PASSED, TRIALS, Cell

MOST_LINES = 20  # for the skipped tests of a suite

HEAD = """# Interoperation

What other people's ACME clients did against `chanceryd`, each on a Debian host of its own that trusts the office's root,
with BIND as name server, in network namespaces: `make interop` runs them all and writes this page.

* **passed**: it was done, and OpenSSL, curl and the office's register agree: the chain verifies to the root for the name,
  what was renewed is another certificate, what was revoked is on the revocation list that the certificate points to.
* **failed**: with the reason below.
* **cannot**: the client has no such feature.
* **not tried**: with the reason below.

*pre-validated* is the endpoint `ov` (credential, no challenge); *http-01*, *dns-01* and *tls-alpn-01* are `dv` (challenge,
no credential); *challenge and EAB* is `internal` (both). The validator checks the zones' signatures (DNSSEC). *renewed*
and *revoked* count for every column before them.
"""

SUITES_HEAD = """
## Tests of other projects

Their own test suites, with `chancery-testca` in the place of Pebble.
"""

COLUMNS = ("with EAB", "without EAB", *(trial.column for trial in TRIALS), "renewed", "revoked")


@dataclasses.dataclass
class Result:
    """A client's line: a cell for each of COLUMNS."""

    version: str
    cells: dict
    remark: str


def worst(cells):
    """Of cells that are to be one: a failure, then what passed, then why not."""
    for word in ("failed", "passed", "not tried", "cannot"):
        if found := [cell for cell in cells if cell.word == word]:
            return found[0]
    return Cell("not tried", "no certificate was got")


def cells_of(steps):
    """A client's line, column by column."""
    got = {trial.column: steps[trial].get("got", steps[trial]["registered"]) for trial in TRIALS}

    def registered(with_eab):
        # It has registered where it got a certificate: some have no command for that alone.
        mine = [steps[trial] for trial in TRIALS if trial.with_eab == with_eab]
        return worst([PASSED if each.get("got") == PASSED else each["registered"] for each in mine])

    def later(step):
        return worst([steps[trial][step] for trial in TRIALS if step in steps[trial]])

    return {"with EAB": registered(True), "without EAB": registered(False), **got,
            "renewed": later("renewed"), "revoked": later("revoked")}


def failures(results, tallies):
    """One line each."""
    cells = [f"{client}, {column}: {cell.why}" for client, result in results.items()
             for column, cell in result.cells.items() if cell.word == "failed"]
    return cells + [f"{suite}: {test}" for suite, (_, tally) in tallies.items()
                    if isinstance(tally, Tally) for test in tally.failures()]


def write(file, results, tallies):
    """By the names of clients and suites; a tally with its suite's version."""
    file.write_text("\n".join([*HEAD.splitlines(), *clients_table(results),
                               *suites_table(tallies)]) + "\n")


def clients_table(results):
    lines = ["", "| client | version | " + " | ".join(COLUMNS) + " |",
             "| --- " * (len(COLUMNS) + 2) + "|"]
    for client, result in results.items():
        words = " | ".join(result.cells[column].word for column in COLUMNS)
        lines.append(f"| {client} | {result.version or '-'} | {words} |")
    if any(result.remark for result in results.values()):
        lines += ["", *(f"* {client}: {result.remark}" for client, result in results.items()
                        if result.remark)]
    for word in ("failed", "not tried", "cannot"):
        lines += reasons(word, results)
    return lines


def suites_table(tallies):
    lines = [*SUITES_HEAD.splitlines(), "", "| suite | version | passed | failed | skipped |",
             "| --- | --- | --: | --: | --: |"]
    remarks = []
    for suite, (version, tally) in tallies.items():
        if isinstance(tally, Tally):
            counts = (len(tally.passed), len(tally.failed), len(tally.skipped))
            remarks += [f"* {suite} failed: {test}" for test in tally.failures()]
            remarks += [f"* {suite} skipped: {line}" for line in shortened(tally.skipped)]
        else:
            counts = ("not tried", "", "")
            remarks.append(f"* {suite} not tried: {tally}")
        lines.append(f"| {suite} | {version or '-'} | " + " | ".join(map(str, counts)) + " |")
    return [*lines, "", *remarks]


def shortened(tests):
    """Each once with how often it was, and of very many the first."""
    counted = collections.Counter(tests)
    lines = [f"{test} ({times} times)" if times > 1 else test for test, times in counted.items()]
    if len(lines) <= MOST_LINES:
        return lines
    return [f"{lines[0]} and {len(tests) - 1} more"]


def reasons(word, results):
    """Each once, with the clients and columns that it is the reason of."""
    found = {}
    for client, result in results.items():
        for column, cell in result.cells.items():
            if cell.word == word:
                found.setdefault(cell.why, {}).setdefault(client, []).append(column)
    if not found:
        return []
    return [f"\n## {word.capitalize()}\n", *(
        f"* {why}: " + "; ".join(f"{client} ({', '.join(columns)})"
                                 for client, columns in clients.items())
        for why, clients in found.items())]
