# SPDX-License-Identifier: Apache-2.0
"""uacme, a client in C that trusts the system's store only: gets and renews, with both key types."""

import pytest

from harness.acme import leaf_of
from harness.programs import run, succeed, verify
from harness.system import needs_root, trusting_root

NAME = "host0.physics.campus.example"


@needs_root
@pytest.mark.parametrize("key_type", ["RSA", "EC"])
def test_uacme_gets_and_renews_a_certificate(office, tmp_path, key_type):
    account = office.account(NAME)
    uacme = [*trusting_root(office.root, tmp_path), "uacme", "-c", tmp_path, "-a", account.url,
             "-t", key_type, "-v"]
    succeed(run([*uacme, "-y", "-e", f"{account.key_id}:{account.hmac_key}", "new",
                 "ops@physics.campus.example"]))
    succeed(run([*uacme, "issue", NAME]))
    certificate = tmp_path / NAME / "cert.pem"
    verify(office, certificate, certificate)
    first = leaf_of(certificate.read_text()).serial_number

    succeed(run([*uacme, "-f", "issue", NAME]))
    verify(office, certificate, certificate)
    assert leaf_of(certificate.read_text()).serial_number != first
