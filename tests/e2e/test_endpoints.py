# SPDX-License-Identifier: Apache-2.0
"""Endpoints that the office makes and changes while it serves."""

import contextlib
import datetime
import ipaddress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.acme import Client, client, leaf_of, make_csr
from harness.office import wait_until
from harness.programs import Host, succeed
from harness.web_server import ADDRESS, WebServer

NAME = "host0.physics.campus.example"


@pytest.fixture
def web():
    with WebServer() as server:
        yield server


def issuing_ca(office):
    return next(issuer["name"] for issuer in office.admin_json("issuer", "list")["items"]
                if "STAGING" not in issuer["name"])


def add_endpoint(office, name, *settings, profile="internal"):
    return office.admin_json("endpoint", "add", name, "--issuer", issuing_ca(office),
                             "--profile", profile, *settings)


@pytest.fixture
def lab(own_office, web):
    """An endpoint without a credential that asks hosts on this machine."""
    add_endpoint(own_office, "lab", "--validation", "challenge", "--challenge", "http-01", "--eab",
                 "off", "--allow-network", "127.0.0.0/8", "--http-port", str(web.port))
    return own_office


@contextlib.contextmanager
def registered(office, endpoint="lab"):
    with contextlib.closing(Client(office, endpoint)) as acme:
        yield acme.register(None)


def order_address(acme, **members):
    return acme.post(acme.new_order_url,
                     {"identifiers": [{"type": "ip", "value": ADDRESS}]} | members)


def prove(acme, web, answer):
    """Answers the http-01 challenge of an order, and waits until it was judged."""
    [url] = answer.json()["authorizations"]
    [challenge] = acme.post(url).json()["challenges"]
    web.served[challenge["token"]] = f"{challenge['token']}.{acme.key.thumbprint()}"
    acme.post(challenge["url"], {})

    def judged():
        authorization = acme.post(url).json()
        return authorization if authorization["status"] != "pending" else None
    return wait_until(judged, "the challenge to be judged")


def finalize(acme, answer):
    csr = make_csr([], sans=[x509.IPAddress(ipaddress.ip_address(ADDRESS))])
    return acme.finalize(answer.json(), csr)


def test_an_endpoint_that_is_added_issues_without_a_restart(lab, web):
    with registered(lab) as acme:
        answer = order_address(acme)
        assert answer.status == 201, answer
        assert prove(acme, web, answer)["status"] == "valid"
        answer = finalize(acme, answer)
        assert answer.status == 200 and answer.json()["status"] == "valid", answer
    [event] = lab.events(action="endpoint.created")
    assert event["object"]["name"] == "lab"
    account = lab.admin_json("account", "show", "lab (open)")
    assert account["departmentName"] == "Office" and account["counts"]["clients"] == 1


def test_a_change_takes_effect_with_the_next_request(lab, web):
    with registered(lab) as acme:
        lab.admin("endpoint", "set", "lab", "--deny-network", "127.0.0.1")
        refused = prove(acme, web, order_address(acme))
        assert refused["status"] == "invalid", refused
        assert "127.0.0.1" in refused["challenges"][0]["error"]["detail"]

        lab.admin("endpoint", "set", "lab", "--deny-network", "none", "--reuse-pending-orders", "on")
        assert prove(acme, web, order_address(acme))["status"] == "valid"
        first, again = (order_address(acme).headers["Location"] for _ in range(2))
        assert first == again

        lab.admin("endpoint", "set", "lab", "--disable")
        answer = order_address(acme)
        assert (answer.status, answer.problem()) == (404, "malformed"), answer
        lab.admin("endpoint", "set", "lab", "--enable")
        assert order_address(acme).status == 201


def test_nobody_registers_without_a_credential_once_one_is_required(lab, web):
    with registered(lab) as acme, contextlib.closing(Client(lab, "lab")) as stranger:
        assert prove(acme, web, order_address(acme))["status"] == "valid"
        lab.admin("endpoint", "set", "lab", "--eab", "on")
        assert stranger.new_account().problem() == "externalAccountRequired"
        # Those who registered before go on, until the office ends that.
        assert order_address(acme).status == 201
        lab.admin("account", "disable", "lab (open)")
        answer = order_address(acme)
        assert answer.status == 403 and "disabled" in answer.json()["detail"], answer


def test_what_would_let_strangers_have_names_cannot_be_set(own_office):
    office = own_office
    for settings in (["--eab", "off"], ["--validation", "challenge", "--eab", "off"],
                     ["--validation", "either", "--challenge", "http-01", "--eab", "off"]):
        done = office.run_admin("endpoint", "set", "ov", *settings)
        assert done.returncode == 1, settings
    assert "without the organization" in office.run_admin(
        "endpoint", "set", "ov", "--validation", "challenge", "--challenge", "http-01", "--eab",
        "off").stderr
    assert office.events(action="endpoint.changed") == []


def test_an_endpoint_for_trying_out_takes_the_credentials_of_its_real_one(own_office):
    office = own_office
    add_endpoint(office, "trial", "--staging-of", "ov", profile="ov")
    account = office.account(NAME)
    with client(office, account, "trial") as acme:
        assert acme.obtain(NAME)
    done = office.run_admin("account", "add", "there", "--department", "Physics", "--endpoint",
                            "trial", "--domain", NAME)
    assert done.returncode == 1 and "create the ACME account there" in done.stderr


def test_an_open_account_has_neither_names_nor_a_credential(own_office):
    office = own_office
    for command in (["names", "dv (open)", "add", NAME], ["rotate", "dv (open)"],
                    ["revoke", "dv (open)"]):
        done = office.run_admin("account", *command)
        assert done.returncode == 1 and "is open" in done.stderr, (command, done.stderr)


# Profiles, validity

def in_days(number):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=number)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def days_of(leaf):
    lifetime = leaf.not_valid_after - leaf.not_valid_before + datetime.timedelta(seconds=1)
    return lifetime / datetime.timedelta(days=1)


def obtained(acme, **members):
    """The order and its certificate."""
    identifiers = [{"type": "dns", "value": NAME}]
    answer = acme.post(acme.new_order_url, {"identifiers": identifiers} | members)
    assert answer.status == 201, answer
    order = answer.json()
    issued = acme.finalize(order, make_csr([NAME]))
    assert issued.status == 200, issued
    return order, leaf_of(acme.post(issued.json()["certificate"]).body.decode())


def test_a_client_chooses_among_the_profiles_of_an_endpoint(own_office):
    office = own_office
    office.admin("profile", "add", "week", "--lifetime", "P7D", "--description", "For a week",
                 "--key-type", "ecdsaP256", "--client-auth", "on")
    office.admin("endpoint", "set", "ov", "--profile", "ov", "--profile", "week")
    with client(office, office.account(NAME)) as acme:
        profiles = acme.send("GET", f"{acme.base}/directory").json()["meta"]["profiles"]
        assert profiles["week"] == "For a week" and list(profiles) == ["ov", "week"]
        order, leaf = obtained(acme, profile="week")
        assert order["profile"] == "week" and days_of(leaf) == 7
        assert "O=Example" not in leaf.subject.rfc4514_string()
        order, leaf = obtained(acme)
        assert order["profile"] == "ov" and days_of(leaf) == 90

        refused = acme.post(acme.new_order_url, {
            "identifiers": [{"type": "dns", "value": NAME}], "profile": "dv"})
        assert (refused.status, refused.problem()) == (400, "invalidProfile"), refused
        # A change is for the next certificate.
        office.admin("profile", "set", "ov", "--lifetime", "P30D")
        assert days_of(obtained(acme)[1]) == 30


def test_a_profile_may_leave_the_validity_to_the_order(own_office):
    office = own_office
    with client(office, office.account(NAME)) as acme:
        wish = {"identifiers": [{"type": "dns", "value": NAME}], "notAfter": in_days(10)}
        refused = acme.post(acme.new_order_url, wish)
        assert (refused.status, refused.problem()) == (400, "malformed"), refused
        office.admin("profile", "set", "ov", "--validity-by-order", "on")
        order, leaf = obtained(acme, notBefore=in_days(1), notAfter=in_days(10))
        assert order["notAfter"] == leaf.not_valid_after.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert round(days_of(leaf)) == 9
        late = acme.post(acme.new_order_url, wish | {"notAfter": in_days(100)})
        assert "at the latest" in late.json()["detail"], late


def test_no_profile_lives_longer_than_browsers_accept(own_office):
    done = own_office.run_admin("profile", "set", "ov", "--lifetime", "P201D")
    assert done.returncode == 1 and "47 from 2029-03-15" in done.stderr, done.stderr


# Alternate chains

def cross_certificate(office):
    """The issuing CA's key, certified by a root of somebody else's."""
    [issuer] = [one for one in office.admin_json("issuer", "list")["items"]
                if one["name"] == issuing_ca(office)]
    own = x509.load_pem_x509_certificate(issuer["certificate"].encode())
    identifier = own.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    other = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Old Root")])
    certificate = (
        x509.CertificateBuilder().subject_name(own.subject).issuer_name(other)
        .public_key(own.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(own.not_valid_before).not_valid_after(own.not_valid_after)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier.value, critical=False)
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def alternates_of(answer):
    return [link.split(">")[0][1:] for link in answer.headers.get_all("Link")
            if link.endswith('rel="alternate"')]


def test_an_alternate_chain_goes_with_certificates_that_there_are(own_office, tmp_path):
    office = own_office
    chain = tmp_path / "old-root.pem"
    chain.write_text(cross_certificate(office))
    with client(office, office.account(NAME)) as acme:
        order = acme.new_order(NAME).json()
        url = acme.finalize(order, make_csr([NAME])).json()["certificate"]
        usual = acme.post(url)
        assert alternates_of(usual) == []
        office.admin("issuer", "set", issuing_ca(office), "--alternate-chain", chain)
        [alternate] = alternates_of(acme.post(url))
        leaf = usual.body.decode().split("-----BEGIN")[1]
        assert acme.post(alternate).body.decode() == f"-----BEGIN{leaf}{chain.read_text()}"
        office.admin("issuer", "set", issuing_ca(office), "--no-alternate-chains")
        assert alternates_of(acme.post(url)) == [] and acme.post(alternate).status == 404
    given = office.events(action="issuer.changed")[-1]
    assert given["changes"][0]["to"].startswith("up to CN=Old Root until ")

    chain.write_text(office.admin_json("issuer", "list")["items"][1]["certificate"])
    done = office.run_admin("issuer", "set", issuing_ca(office), "--alternate-chain", chain)
    assert done.returncode == 1 and "--alternate-chain" in done.stderr, done.stderr


# Terms of service

def test_terms_that_change_are_agreed_to_anew(own_office):
    office = own_office
    terms = "https://www.campus.example/terms"
    office.admin("endpoint", "set", "ov", "--terms-of-service", f"{terms}/1")
    account = office.account(NAME)
    with contextlib.closing(Client(office)) as acme:
        refused = acme.new_account(account, termsOfServiceAgreed=False)
        assert (refused.status, refused.problem()) == (403, "userActionRequired"), refused
        acme.register(account)
        obtained(acme)
        office.admin("endpoint", "set", "ov", "--terms-of-service", f"{terms}/2")
        refused = acme.new_order(NAME)
        assert (refused.status, refused.problem()) == (403, "userActionRequired"), refused
        assert refused.json()["instance"] == f"{terms}/2"
        assert f'<{terms}/2>;rel="terms-of-service"' in refused.headers.get_all("Link")
        assert acme.post(acme.kid, {"termsOfServiceAgreed": True}).status == 200
        obtained(acme)
    [event] = office.events(action="client.changed")
    assert event["changes"][0]["to"] == f"{terms}/2"


def test_debians_certbot_meets_new_terms_with_a_sentence(own_office, tmp_path):
    office, host = own_office, Host(own_office, tmp_path)
    account = office.account(NAME)
    succeed(host.certbot(*host.certonly(account, NAME)))
    office.admin("endpoint", "set", "ov", "--terms-of-service", "https://www.campus.example/t")
    done = host.certbot("renew", "--force-renewal", "--no-random-sleep-on-renew")
    assert done.returncode != 0
    assert "terms of service have changed" in done.stdout + done.stderr + host.log()
