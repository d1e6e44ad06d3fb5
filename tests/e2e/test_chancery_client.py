# SPDX-License-Identifier: Apache-2.0
"""`chancery certonly`, `renew`, `certificates`: the same commands, and lineages that certbot renews."""

import glob
import re

import pytest

from harness.acme import leaf_of
from harness.programs import Host, run, succeed, verify

NAME = "host0.physics.campus.example"
SECOND = "host1.physics.campus.example"
RENEW = ["renew", "--force-renewal", "--no-random-sleep-on-renew"]


def key_files(host):
    return glob.glob(f"{host.config}/accounts/**/private_key.json", recursive=True)


def test_chancery_gets_a_certificate_that_certbot_renews(office, host):
    account = office.account(NAME)
    said = succeed(host.chancery(*host.certonly(account, NAME))).stdout
    assert "Successfully received certificate." in said
    assert f"Certificate is saved at: {host.live('fullchain.pem')}" in said
    verify(office, host.live("cert.pem"), host.live("chain.pem"))

    done = succeed(host.certbot(*RENEW))
    assert "all renewals succeeded" in done.stdout and host.versions() == 2
    assert "newer version" not in done.stdout + done.stderr
    verify(office, host.live("cert.pem"), host.live("chain.pem"))
    assert len(key_files(host)) == 1, "certbot went on with the account of chancery"

    succeed(host.chancery(*RENEW))
    assert host.versions() == 3
    ours = succeed(host.chancery("certificates")).stdout
    theirs = succeed(host.certbot("certificates")).stdout
    facts = re.compile(r"(Certificate Name|Serial Number|Key Type|Domains|Expiry Date|"
                       r"Certificate Path|Private Key Path): (.*)")
    assert facts.findall(ours) == facts.findall(theirs) != []


def test_certbot_gets_a_certificate_that_chancery_renews(office, host):
    """With certbot's RS256 account key."""
    account = office.account(NAME)
    succeed(host.certbot(*host.certonly(account, NAME)))
    assert '"kty": "RSA"' in open(key_files(host)[0]).read()
    said = succeed(host.chancery(*RENEW)).stdout
    assert "all renewals succeeded" in said and host.versions() == 2
    verify(office, host.live("cert.pem"), host.live("chain.pem"))
    assert len(key_files(host)) == 1
    succeed(host.certbot(*RENEW))
    assert host.versions() == 3


def test_both_write_the_same_files_with_the_same_modes(office, tmp_path):
    account = office.account(NAME)
    trees = []
    for program in ("certbot", "chancery"):
        host = Host(office, tmp_path / program)
        succeed(getattr(host, program)(*host.certonly(account, NAME)))
        trees.append({str(path.relative_to(host.config)): oct(path.lstat().st_mode)
                      for part in ("live", "archive", "renewal")
                      for path in [host.config / part, *(host.config / part).rglob("*")]})
    assert trees[0] == trees[1]


def test_nothing_is_done_when_nothing_is_due(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    said = succeed(host.chancery(*host.certonly(account, NAME))).stdout
    assert "Certificate not yet due for renewal; no action taken." in said
    said = succeed(host.chancery("renew")).stdout
    assert "(skipped)" in said and "No renewals were attempted." in said
    assert host.versions() == 1


def test_several_names_and_a_second_lineage_share_one_account(office, host):
    account = office.account(NAME, SECOND)
    succeed(host.chancery(*host.certonly(account, NAME, SECOND)))
    succeed(host.chancery(*host.certonly(account, SECOND, cert_name="second")))
    assert len(office.admin_json("account", "clients", account.name)["items"]) == 1
    succeed(host.chancery(*RENEW, "--cert-name", "second"))
    assert (host.versions(), host.versions("second")) == (1, 2)
    leaf = leaf_of(host.live("cert.pem").read_text())
    assert NAME in leaf.subject.rfc4514_string()


@pytest.mark.parametrize("key_type, size", [("ecdsa", 256), ("rsa", 2048)])
def test_the_key_is_of_the_type_that_was_asked_for(office, host, key_type, size):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME), "--key-type", key_type))
    assert leaf_of(host.live("cert.pem").read_text()).public_key().key_size == size
    succeed(host.certbot(*RENEW))
    assert leaf_of(host.live("cert.pem").read_text()).public_key().key_size == size


def without_key(host, account):
    words = host.certonly(account, NAME)
    at = words.index("--eab-hmac-key")
    return words[:at] + words[at + 2:]


@pytest.mark.parametrize("way", ["file", "environment", "argument"])
def test_the_hmac_key_is_never_logged(office, host, way):
    account = office.account(NAME)
    environment, arguments = None, without_key(host, account)
    if way == "file":
        file = host.directory / "hmac-key"
        file.write_text(account.hmac_key + "\n")
        arguments += ["--eab-hmac-key-file", file]
    elif way == "environment":
        environment = {"CHANCERY_EAB_HMAC_KEY": account.hmac_key}
    else:
        arguments += ["--eab-hmac-key", account.hmac_key]
    done = succeed(host.chancery(*arguments, "-vv", environment=environment))
    written = host.log() + done.stdout + done.stderr
    written += "".join(path.read_text() for path in host.config.rglob("*") if path.is_file())
    assert account.hmac_key not in written
    assert (way == "argument") == (account.hmac_key in " ".join(map(str, done.args)))


def test_ssl_cert_file_is_honoured(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME), environment={
        "REQUESTS_CA_BUNDLE": "", "SSL_CERT_FILE": str(office.root)}))


def test_a_directory_of_roots_is_trusted(office, host, tmp_path):
    (tmp_path / "root.pem").write_bytes(office.root.read_bytes())
    succeed(run(["openssl", "rehash", tmp_path]))
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME), environment={
        "REQUESTS_CA_BUNDLE": str(tmp_path)}))


def test_no_verify_ssl_is_honoured(office, host):
    account = office.account(NAME)
    done = succeed(host.chancery(*host.certonly(account, NAME), "--no-verify-ssl",
                                 environment={"REQUESTS_CA_BUNDLE": ""}))
    assert "not verified" in done.stderr


def test_hooks_are_run_as_certbot_runs_them(office, host):
    account = office.account(NAME)
    said = host.directory / "said"
    hook = f'echo "$RENEWED_LINEAGE $RENEWED_DOMAINS" >> {said}'
    succeed(host.chancery(*host.certonly(account, NAME), "--deploy-hook", hook))
    succeed(host.chancery(*RENEW))
    assert said.read_text() == f"{host.config}/live/www {NAME}\n" * 2
