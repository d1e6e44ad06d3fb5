# SPDX-License-Identifier: Apache-2.0
"""lego, another client in another language: gets and renews."""

from harness.acme import leaf_of
from harness.programs import run, succeed, verify

NAME = "host0.physics.campus.example"


def test_lego_gets_and_renews_a_certificate(office, tmp_path):
    account = office.account(NAME, "*.lego.physics.campus.example")
    common = ["lego", "--server", account.url, "--accept-tos", "--email",
              "ops@physics.campus.example", "--domains", NAME, "--domains",
              "*.lego.physics.campus.example", "--path", tmp_path, "--eab", "--kid", account.key_id,
              "--hmac", account.hmac_key, "--http", "--http.port", "127.0.0.1:0"]
    trust = {"LEGO_CA_CERTIFICATES": str(office.root)}
    certificate = tmp_path / "certificates" / f"{NAME}.crt"

    succeed(run([*common, "run"], trust))
    verify(office, certificate, certificate)
    first = leaf_of(certificate.read_text()).serial_number

    succeed(run([*common, "renew", "--days", "365", "--no-random-sleep"], trust))
    verify(office, certificate, certificate)
    assert leaf_of(certificate.read_text()).serial_number != first
    assert len(office.admin_json("account", "clients", account.name)["items"]) == 1


def test_lego_is_told_why_a_name_is_refused(office, tmp_path):
    account = office.account(NAME)
    done = run(["lego", "--server", account.url, "--accept-tos", "--email",
                "ops@physics.campus.example", "--domains", "other.physics.campus.example",
                "--path", tmp_path, "--eab", "--kid", account.key_id, "--hmac", account.hmac_key,
                "--http", "run"], {"LEGO_CA_CERTIFICATES": str(office.root)})
    assert done.returncode != 0
    assert "is not among the names of the ACME account" in done.stdout + done.stderr
