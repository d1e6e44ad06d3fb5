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


# conforms: 8555-7.3.5-9
@needs_root
def test_uacme_changes_its_account_key_and_goes_on(office, tmp_path):
    account = office.account(NAME)
    uacme = [*trusting_root(office.root, tmp_path), "uacme", "-c", tmp_path, "-a", account.url,
             "-t", "EC", "-v"]
    succeed(run([*uacme, "-y", "-e", f"{account.key_id}:{account.hmac_key}", "new"]))
    key_file = tmp_path / "private" / "key.pem"
    old_key = key_file.read_text()
    succeed(run([*uacme, "newkey"]))
    assert key_file.read_text() != old_key
    succeed(run([*uacme, "issue", NAME]))

    # Whoever has the old key has nothing any more.
    key_file.write_text(old_key)
    refused = run([*uacme, "-f", "issue", NAME])
    assert refused.returncode != 0
