# SPDX-License-Identifier: Apache-2.0
"""Revocation that can be seen: by certbot, lego and the office, and by OpenSSL, which fetches the list
from where the certificate says over plain HTTP."""

import re
import urllib.error
import urllib.request

import pytest

from harness.acme import Client, Key, b64, leaf_of, make_csr
from harness.office import Office, wait_until
from harness.programs import Host, run, succeed

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

NAME = "host0.physics.campus.example"
SECOND = "host1.physics.campus.example"


@pytest.fixture(scope="module")
def office(build, tmp_path_factory):
    """Of this file's own: its lists change, which others must not notice."""
    office = Office(build, tmp_path_factory.mktemp("office"))
    office.init()
    office.start()
    office.furnish()
    yield office
    office.stop()


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.headers, answer.read()


def crl_url_of(leaf):
    points = leaf.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS)
    assert not points.critical
    (point,) = points.value
    (name,) = point.full_name
    return name.value


def ca_issuers_url_of(leaf):
    access = leaf.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS)
    (description,) = access.value
    assert description.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    return description.access_location.value


def fetched_list(leaf):
    return x509.load_der_x509_crl(fetch(crl_url_of(leaf))[1])


def entry_of(leaf):
    return fetched_list(leaf).get_revoked_certificate_by_serial_number(leaf.serial_number)


def wait_for_entry(leaf):
    return wait_until(lambda: entry_of(leaf), "the revocation to be on the list")


def openssl_says(office, leaf, directory):
    """With the issuer and the list fetched from the certificate's own URLs, and only the root known."""
    crl, issuer, certificate = (directory / name for name in ("crl.pem", "issuer.pem", "leaf.pem"))
    certificate.write_bytes(leaf.public_bytes(Encoding.PEM))
    issuer.write_bytes(
        x509.load_der_x509_certificate(fetch(ca_issuers_url_of(leaf))[1]).public_bytes(Encoding.PEM))
    (directory / "crl.der").write_bytes(fetch(crl_url_of(leaf))[1])
    succeed(run(["openssl", "crl", "-inform", "DER", "-in", directory / "crl.der", "-out", crl,
                 "-CAfile", issuer, "-verify", "-noout"]))
    succeed(run(["openssl", "crl", "-inform", "DER", "-in", directory / "crl.der", "-out", crl]))
    return run(["openssl", "verify", "-x509_strict", "-crl_check", "-CRLfile", crl, "-CAfile",
                office.root, "-untrusted", issuer, certificate])


@pytest.fixture
def certified(office, tmp_path):
    """A host with a certificate from certbot, and the certificate."""
    host = Host(office, tmp_path)
    succeed(host.certbot(*host.certonly(office.account(NAME), NAME)))
    return host, leaf_of(host.live("cert.pem").read_text())


# conforms: 8555-7.6-5, 8555-7.6-8
def test_certbot_revokes_as_the_account_and_openssl_sees_it(office, certified, tmp_path):
    host, leaf = certified
    assert "OK" in succeed(openssl_says(office, leaf, tmp_path)).stdout
    account_url = re.search(r"(?m)^server = (\S+)", (
        host.config / "renewal" / "www.conf").read_text())[1]
    succeed(host.certbot("revoke", "--non-interactive", "--no-delete-after-revoke", "--server",
                         account_url, "--cert-path", host.live("cert.pem"), "--reason",
                         "superseded"))
    entry = wait_for_entry(leaf)
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason == x509.ReasonFlags.superseded
    done = openssl_says(office, leaf, tmp_path)
    assert done.returncode != 0 and "certificate revoked" in done.stderr

    serial = f"{leaf.serial_number:040x}"
    shown = office.admin("certificate", "show", serial)
    assert re.search(r"State:\s+revoked", shown) and "superseded" in shown
    (revoked,) = [each for each in office.admin_json("certificate", "list")["items"]
                  if each["serialNumber"] == serial]
    assert revoked["revocation"]["reason"] == "superseded"
    (event,) = office.events(action="certificate.revoked", object={
        "type": "certificate", "id": revoked["id"], "name": NAME})
    assert event["actor"]["type"] == "client"

    again = host.certbot("revoke", "--non-interactive", "--no-delete-after-revoke", "--server",
                         account_url, "--cert-path", host.live("cert.pem"))
    assert again.returncode != 0 and "was revoked at" in again.stderr + host.log()


# conforms: 8555-7.6-7
def test_certbot_revokes_with_the_certificates_own_key(office, certified, tmp_path):
    host, leaf = certified
    directory = office.public_url + "/acme/ov/directory"
    stranger = Host(office, tmp_path / "stranger")
    succeed(stranger.certbot(
        "revoke", "--non-interactive", "--no-delete-after-revoke", "--server", directory,
        "--cert-path", host.live("cert.pem"), "--key-path", host.live("privkey.pem"), "--reason",
        "keycompromise"))
    entry = wait_for_entry(leaf)
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason == x509.ReasonFlags.key_compromise

    # Nobody gets a certificate for this key again: certbot's own renewal with it is told so.
    done = host.certbot("renew", "--force-renewal", "--no-random-sleep-on-renew", "--reuse-key")
    assert done.returncode != 0 and "compromised" in done.stderr + host.log()
    succeed(host.certbot("renew", "--force-renewal", "--no-random-sleep-on-renew", "--new-key"))


# conforms: 8555-7.6-7
def test_certbot_revokes_with_a_key_on_p521_where_the_profile_takes_it(own_office, tmp_path):
    office, host = own_office, Host(own_office, tmp_path)
    command = [*host.certonly(office.account(NAME), NAME), "--elliptic-curve", "secp521r1",
               "--must-staple"]
    done = host.certbot(*command)
    assert done.returncode != 0 and "must-staple" in done.stderr + host.log()
    office.admin("profile", "set", "ov", "--must-staple", "on")
    done = host.certbot(*command)
    assert done.returncode != 0 and "P-521" in done.stderr + host.log()
    office.admin("profile", "set", "ov", "--key-type", "ecdsaP521")
    succeed(host.certbot(*command))
    leaf = leaf_of(host.live("cert.pem").read_text())
    assert leaf.public_key().curve.name == "secp521r1"
    [feature] = leaf.extensions.get_extension_for_class(x509.TLSFeature).value
    assert feature == x509.TLSFeatureType.status_request
    succeed(host.certbot(
        "revoke", "--non-interactive", "--no-delete-after-revoke", "--server",
        office.public_url + "/acme/ov/directory", "--cert-path", host.live("cert.pem"),
        "--key-path", host.live("privkey.pem")))
    [revoked] = office.admin_json("certificate", "list")["items"][:1]
    assert revoked["state"] == "revoked"


# conforms: 8555-7.6-2
def test_lego_revokes(office, tmp_path):
    account = office.account(NAME)
    common = ["lego", "--server", account.url, "--accept-tos", "--email",
              "ops@physics.campus.example", "--domains", NAME, "--path", tmp_path, "--eab", "--kid",
              account.key_id, "--hmac", account.hmac_key]
    trust = {"LEGO_CA_CERTIFICATES": str(office.root)}
    succeed(run([*common, "--http", "--http.port", "127.0.0.1:0", "run"], trust))
    leaf = leaf_of((tmp_path / "certificates" / f"{NAME}.crt").read_text())
    refused = run([*common, "revoke", "--keep", "--reason", "6"], trust)
    assert refused.returncode != 0
    assert "badRevocationReason" in refused.stdout + refused.stderr
    succeed(run([*common, "revoke", "--keep", "--reason", "5"], trust))
    entry = wait_for_entry(leaf)
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason == x509.ReasonFlags.cessation_of_operation


def issued_to(client, *names):
    order = client.new_order(*names).json()
    answer = client.post(order["finalize"], {"csr": b64(make_csr(names))})
    assert answer.status == 200, answer
    return leaf_of(client.post(answer.json()["certificate"]).body.decode())


# conforms: 8555-7.6-4, 8555-7.6-6, 8555-7.6-8
def test_another_client_with_authorizations_for_all_names_may_revoke(office):
    owner = Client(office).register(office.account(NAME, SECOND))
    leaf = issued_to(owner, NAME, SECOND)
    other = Client(office).register(office.account(NAME, SECOND))
    message = {"certificate": b64(leaf.public_bytes(Encoding.DER)), "reason": 4}
    url = f"{other.base}/revoke-cert"
    assert other.post(url, message).problem() == "unauthorized"
    other.new_order(NAME)
    assert other.post(url, message).problem() == "unauthorized"
    other.new_order(SECOND)
    assert other.post(url, message | {"reason": 1}).problem() == "badRevocationReason"
    assert other.post(url, message).status == 200
    assert other.post(url, message).problem() == "alreadyRevoked"
    wait_for_entry(leaf)
    owner.close()
    other.close()


def test_a_compromised_key_takes_every_certificate_with_it(office):
    key = ec.generate_private_key(ec.SECP256R1())
    clients = [Client(office, endpoint).register(office.account(NAME))
               for endpoint in ("ov", "staging")]
    leaves = [leaf_of(each.obtain(NAME, key=key)) for each in clients]
    first = f"{leaves[0].serial_number:040x}"
    office.admin("certificate", "revoke", first, "--reason", "superseded")
    said = office.admin("certificate", "revoke", first, "--reason", "keyCompromise")
    assert "all other certificates with this key are revoked" in said
    for leaf in leaves:
        wait_until(lambda leaf=leaf: reason_of(leaf) == x509.ReasonFlags.key_compromise,
                   "the list to show that the key is compromised")
    (event, *_) = office.events(action="key.blocked")
    assert f"{leaves[1].serial_number:x}" in str(event["changes"])
    for each in clients:
        each.close()
    with_it = Client(office, key=Key(private=key))
    answer = with_it.new_account(office.account(NAME))
    assert (answer.status, answer.problem()) == (400, "badPublicKey")
    with_it.close()


def reason_of(leaf):
    entry = entry_of(leaf)
    return entry and entry.extensions.get_extension_for_class(x509.CRLReason).value.reason


def test_the_office_revokes(office, certified, tmp_path):
    _, leaf = certified
    serial = f"{leaf.serial_number:040X}"
    said = office.admin("certificate", "revoke", serial, "--reason", "privilegeWithdrawn")
    assert "is revoked (privilegeWithdrawn)" in said
    wait_for_entry(leaf)
    assert openssl_says(office, leaf, tmp_path).returncode != 0
    done = office.run_admin("certificate", "revoke", serial)
    assert done.returncode != 0 and "was revoked at" in done.stderr


# conforms-refusal: 8555-6.1-1
def test_the_plain_listener_has_lists_and_certificates_and_nothing_else(office, certified):
    _, leaf = certified
    url = crl_url_of(leaf)
    base = re.match(r"http://localhost:\d+", url)[0]
    headers, body = fetch(url)
    assert headers["Content-Type"] == "application/pkix-crl"
    assert headers["Cache-Control"] == "public, max-age=300"
    crl = x509.load_der_x509_crl(body)
    assert (crl.next_update - crl.last_update).days == 7
    known = urllib.request.Request(url, headers={"If-None-Match": headers["ETag"]})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(known, timeout=30)
    assert unchanged.value.code == 304
    headers, body = fetch(ca_issuers_url_of(leaf))
    assert headers["Content-Type"] == "application/pkix-cert"
    assert x509.load_der_x509_certificate(body).subject == leaf.issuer
    assert fetch(base + "/ca/root.pem")[1] == office.root.read_bytes()
    for path in ("/", "/acme/ov/directory", "/api/v1/health", "/healthz", "/metrics", "/ca/",
                 "/ca/../chancery.toml"):
        with pytest.raises(urllib.error.HTTPError) as nothing:
            fetch(base + path)
        assert nothing.value.code == 404, path


def test_an_office_without_plain_http_names_no_urls(bare_office):
    bare_office.init("--http-listen", "none")
    bare_office.start()
    bare_office.furnish()
    client = Client(bare_office).register(bare_office.account(NAME))
    leaf = issued_to(client, NAME)
    present = {extension.oid for extension in leaf.extensions}
    assert ExtensionOID.CRL_DISTRIBUTION_POINTS not in present
    assert ExtensionOID.AUTHORITY_INFORMATION_ACCESS not in present
    client.close()
    bare_office.stop()


def test_lists_are_signed_anew_every_day_and_forget_what_expired(timed_office):
    client = Client(timed_office).register(timed_office.account(NAME))
    leaf = issued_to(client, NAME)
    client.close()
    timed_office.admin("certificate", "revoke", f"{leaf.serial_number:x}")
    wait_for_entry(leaf)
    first = fetched_list(leaf)
    number = x509.CRLNumber

    def next_list(after, what):
        wait_until(lambda: fetched_list(leaf).last_update > after.last_update, what)
        return fetched_list(leaf)

    timed_office.clock.advance(hours=25)
    second = next_list(first, "the next day's list")
    assert (second.extensions.get_extension_for_class(number).value.crl_number >
            first.extensions.get_extension_for_class(number).value.crl_number)
    assert entry_of(leaf)
    timed_office.clock.advance(days=90)
    third = next_list(second, "the first list after the end")
    assert entry_of(leaf), "one regular list after the end has it still"
    timed_office.clock.advance(hours=25)
    next_list(third, "the list after that")
    assert entry_of(leaf) is None
