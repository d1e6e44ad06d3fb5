# SPDX-License-Identifier: Apache-2.0
"""docs/interop.md, written from what a run came to: the same text whenever that is the same."""

from trial import PASSED, TRIALS, Cell

HEAD = """# Interoperation

What other people's ACME clients did against `chanceryd`, each on a Debian host of its own that trusts the office's root,
with BIND as name server, in network namespaces: `make interop` runs them all and writes this page.

* **passed**: it was done, and OpenSSL, curl and the office's register agree: the chain verifies to the root for the name,
  what was renewed is another certificate, what was revoked is on the revocation list that the certificate points to.
* **failed**: with the reason below.
* **cannot**: the client has no such feature.
* **not tried**: with the reason below.

*pre-validated* is the endpoint `ov` (credential, no challenge); *http-01*, *dns-01* and *tls-alpn-01* are `dv` (challenge,
no credential); *challenge and EAB* is `internal` (both). *renewed* and *revoked* count for every column before them.
"""

COLUMNS = ("with EAB", "without EAB", *(trial.column for trial in TRIALS), "renewed", "revoked")


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


def failures(results):
    return [(client, column, cell) for client, (_, cells) in results.items()
            for column, cell in cells.items() if cell.word == "failed"]


def write(file, results):
    """`results`: of each client's name its version and cells."""
    lines = [HEAD, "| client | version | " + " | ".join(COLUMNS) + " |",
             "| --- " * (len(COLUMNS) + 2) + "|"]
    for client, (version, cells) in results.items():
        words = " | ".join(cells[column].word for column in COLUMNS)
        lines.append(f"| {client} | {version or '-'} | {words} |")
    for word in ("failed", "not tried", "cannot"):
        lines += reasons(word, results)
    file.write_text("\n".join(lines) + "\n")


def reasons(word, results):
    """Each once, with the clients and columns that it is the reason of."""
    found = {}
    for client, (_, cells) in results.items():
        for column, cell in cells.items():
            if cell.word == word:
                found.setdefault(cell.why, {}).setdefault(client, []).append(column)
    if not found:
        return []
    return [f"\n## {word.capitalize()}\n", *(
        f"* {why}: " + "; ".join(f"{client} ({', '.join(columns)})"
                                 for client, columns in clients.items())
        for why, clients in found.items())]
