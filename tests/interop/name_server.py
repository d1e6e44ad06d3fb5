# SPDX-License-Identifier: Apache-2.0
"""BIND as the campus's name server: the root, so that every question has an answer, and
campus.example, which hosts may change by dynamic update (RFC 2136). Both are signed."""

import contextlib
import subprocess

from harness.office import wait_until
from harness.programs import run
from harness.system import check
from network import DNS_ADDRESS, HOST_ADDRESS, SERVER_ADDRESS

ZONE = "campus.example"

CONFIGURATION = f"""
options {{
    pid-file none;
    session-keyfile none;
    listen-on {{ {DNS_ADDRESS}; }};
    listen-on-v6 {{ none; }};
    recursion no;
    dnssec-validation no;
}};
controls {{ }};
dnssec-policy campus {{ keys {{ csk lifetime unlimited algorithm ecdsap256sha256; }}; }};
zone "." {{ type primary; file "root.zone"; dnssec-policy campus; inline-signing yes; }};
zone "{ZONE}" {{
    type primary; file "campus.zone"; dnssec-policy campus; inline-signing yes;
    allow-update {{ {HOST_ADDRESS}; }};
}};
"""

ROOT = f"""$TTL 60
@ SOA ns.{ZONE}. hostmaster.{ZONE}. 1 60 60 86400 1
@ NS ns.{ZONE}.
{ZONE}. NS ns.{ZONE}.
ns.{ZONE}. A {DNS_ADDRESS}
"""

CAMPUS = f"""$TTL 1
@ SOA ns hostmaster 1 60 60 86400 1
@ NS ns
ns A {DNS_ADDRESS}
pki A {SERVER_ADDRESS}
*.physics A {HOST_ADDRESS}
@ CAA 0 issue "pki.{ZONE}"
"""


@contextlib.contextmanager
def name_server(network, directory):
    """Serves while the `with` lasts; yields the root's key, as a record that may be trusted."""
    directory.mkdir()
    (directory / "named.conf").write_text(CONFIGURATION)
    anchor, _ = _key_of(".", directory)
    _, delegation = _key_of(ZONE, directory)
    (directory / "root.zone").write_text(ROOT + delegation)
    (directory / "campus.zone").write_text(CAMPUS)
    with network.join("dns", DNS_ADDRESS) as inside, open(directory / "log", "wb") as log:
        named = subprocess.Popen([*inside, "named", "-g", "-c", "named.conf"], cwd=directory,
                                 stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            for name in (".", f"pki.{ZONE}"):
                wait_until(lambda: _signs(name, named, inside, directory), f"BIND to sign {name}")
            yield anchor
        finally:
            named.terminate()
            named.wait(30)


def _key_of(zone, directory):
    """A new one: its DNSKEY record and the DS record for the zone above."""
    made = check("dnssec-keygen", "-q", "-k", "campus", "-l", "named.conf", zone, cwd=directory)
    name = made.strip()
    lines = (directory / f"{name}.key").read_text().splitlines()
    [record] = [line for line in lines if not line.startswith(";")]
    return " ".join(record.split()), check("dnssec-dsfromkey", f"{name}.key", cwd=directory)


def _signs(name, named, inside, directory):
    assert named.poll() is None, f"named ended:\n{(directory / 'log').read_text()}"
    asked = run([*inside, "dig", "+dnssec", "+noall", "+answer", "+authority", "+time=1",
                 "+tries=1", f"@{DNS_ADDRESS}", name, "A"])
    return "RRSIG" in asked.stdout
