# SPDX-License-Identifier: Apache-2.0
"""Which names a certificate may have: wildcards, what no public CA issues, and the office's own rules."""

import contextlib
import ipaddress

import pytest

from cryptography import x509

from conftest import furnished
from harness.acme import Client, client, compact, leaf_of, make_csr
from harness.office import Office

PHYSICS = "physics.campus.example"


@pytest.fixture(scope="module")
def office(build, tmp_path_factory):
    """With `dv` without limits, where a test only asks what may be ordered."""
    with furnished(Office(build, tmp_path_factory.mktemp("names"))) as office:
        office.admin("endpoint", "set", "dv", "--limit", "ordersPerClient=none")
        yield office


@pytest.fixture(scope="module")
def dv(office):
    with contextlib.closing(Client(office, "dv")) as stranger:
        stranger.kid = stranger.new_account().headers["Location"]
        yield stranger


def identifier(name):
    with contextlib.suppress(ValueError):
        return {"type": "ip", "value": str(ipaddress.ip_address(name))}
    return {"type": "dns", "value": name}


def ordered(acme, *names, **members):
    return acme.post(acme.new_order_url, {"identifiers": [identifier(name) for name in names]} | members)


def refusal(answer):
    assert (answer.status, answer.problem()) == (403, "rejectedIdentifier"), answer
    return answer.json()["detail"]


def words(office, account, name):
    return office.admin_json("account", "why", account.name, name)["verdicts"][0]["code"]


# Wildcards

def test_a_wildcard_is_refused_while_a_name_that_it_covers_is_disabled(office, dv):
    wildcard, secret = f"*.{PHYSICS}", f"secret.{PHYSICS}"
    account = office.account(wildcard)
    with client(office, account) as acme:
        order, _ = acme.order(wildcard)
        office.admin("domain", "add", secret, "--disabled")
        assert f"also for {secret}" in refusal(acme.finalize(order, make_csr([wildcard])))
        assert f"also for {secret}" in refusal(acme.new_order(wildcard))
        assert f"also for {secret}" in refusal(ordered(dv, wildcard))
        assert words(office, account, wildcard) == "domainDisabled"
        office.admin("domain", "enable", secret)
        assert acme.obtain(wildcard)


def test_a_wildcard_is_for_one_level(office, dv):
    office.admin("domain", "add", f"x.deep.{PHYSICS}", "--disabled")
    assert ordered(dv, f"*.{PHYSICS}").status == 201
    assert f"x.deep.{PHYSICS}" in refusal(ordered(dv, f"*.deep.{PHYSICS}"))
    assert f"x.deep.{PHYSICS}" in refusal(ordered(dv, "www.campus.example", f"*.deep.{PHYSICS}"))


def test_a_wildcard_is_refused_at_an_account_that_would_list_it(office):
    office.admin("domain", "add", f"hidden.lab.{PHYSICS}", "--disabled")
    done = office.run_admin("account", "add", "with-wildcard", "--department", "Physics",
                            "--endpoint", "ov", "--domain", f"*.lab.{PHYSICS}")
    assert done.returncode == 1 and f"hidden.lab.{PHYSICS}" in done.stderr


# What no public CA issues

RESERVED = ["co.uk", "*.co.uk", "*.github.io", "*.s3.amazonaws.com", "gov.uk", "*.xn--55qx5d.cn",
            "7.2.0.192.in-addr.arpa", "*.2.0.192.in-addr.arpa", "*.8.b.d.0.1.0.0.2.ip6.arpa",
            "printer.local", "x.onion", "db.internal", "*.corp.internal", "a.test", "a.invalid",
            "a.localhost", "a.alt", "www.example.com", "other.example", "nas.home.arpa", "a.resolver.arpa",
            "nas.lan", "*.site.corp", "a.home",
            "10.0.0.1", "127.0.0.1", "192.0.2.1", "169.254.169.254", "224.0.0.1", "0.0.0.0",
            "::1", "fe80::1", "fd00::1", "2001:db8::1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "2002::1"]
ISSUED = ["www.uni-marburg.de", "*.uni-marburg.de", "github.io", "x.github.io", "a.co.uk", "*.a.co.uk",
          "*.amazonaws.com", "8.8.8.8", "2a00:1450::1", "www.campus.example", "*.campus.example"]


@pytest.mark.parametrize("name", RESERVED)
def test_a_reserved_name_is_refused_at_dv(office, dv, name):
    with office.unchanged():
        detail = refusal(ordered(dv, name))
    assert "public CAs do not issue for it" in detail and "ask pki@campus.example" in detail, detail


@pytest.mark.parametrize("name", ISSUED)
def test_a_name_that_is_nobodys_but_its_holders_is_ordered_at_dv(dv, name):
    assert ordered(dv, name).status == 201


def test_pre_authorization_asks_the_same(dv):
    answer = dv.post(f"{dv.base}/new-authz", {"identifier": identifier("printer.local")})
    assert "special-use" in refusal(answer)


@pytest.mark.parametrize("entry, name, stranger", [
    ("lab.test", "www.lab.test", "www.other.test"),
    ("internal", "db.internal", "printer.local"),
    ("16.172.in-addr.arpa", "*.9.16.172.in-addr.arpa", "*.9.17.172.in-addr.arpa"),
    ("site.lan", "*.site.lan", "other.lan")])
def test_the_register_lets_single_reserved_domains_have_certificates(office, dv, entry, name, stranger):
    refusal(ordered(dv, name))
    office.admin("domain", "add", entry)
    assert ordered(dv, name).status == 201
    refusal(ordered(dv, stranger))
    office.admin("domain", "disable", entry)
    assert "disabled" in refusal(ordered(dv, name))


def test_the_register_forbids_any_name(office, dv):
    for name, below in [("ac.uk", "www.ac.uk"), ("fr", "www.univ-nantes.fr"), ("gitlab.io", "x.gitlab.io"),
                        ("in-addr.arpa", "x.in-addr.arpa"), ("a_b.uni-kassel.eu", None),
                        ("www.uni-giessen.net", "www.uni-giessen.net")]:
        said = office.admin("domain", "add", name, "--disabled")
        assert "refused to everybody" in said
        if below:
            assert "disabled" in refusal(ordered(dv, below))
    for name in ["ac.uk", "fr", "in-addr.arpa"]:
        done = office.run_admin("domain", "enable", name)
        assert done.returncode == 1 and "strangers" in done.stderr and "remove it" in done.stderr
    office.admin("domain", "enable", "www.uni-giessen.net")
    for name, below in [("ac.uk", "www.ac.uk"), ("fr", "www.univ-nantes.fr")]:
        office.admin("domain", "remove", name)
        assert ordered(dv, below).status == 201


def test_the_register_forbids_an_address(office, dv):
    for address in ["8.8.4.4", "2620:fe::9"]:
        assert ordered(dv, address).status == 201
        assert "refused to everybody" in office.admin("domain", "add", address, "--disabled")
        assert "disabled" in refusal(ordered(dv, address))
        done = office.run_admin("domain", "enable", address)
        assert done.returncode == 1 and "as disabled" in done.stderr
        office.admin("domain", "remove", address)
        assert ordered(dv, address).status == 201


def test_a_public_suffix_is_no_domain_of_the_office(office):
    for name in ["co.uk", "uk", "nodots", "*.co.uk", "*.lab.uni-kassel.eu"]:
        assert office.run_admin("domain", "add", name).returncode == 1, name
    for name in ["fh-muenster.io", "rit.edu", "git-pages.rit.edu"]:
        office.admin("domain", "add", name)


def test_a_public_suffix_for_private_endpoints_counts_under_the_offices_rules_only(office, dv):
    name = "www.comune.roma.gov.it"
    office.admin("domain", "add", "gov.it", "--private-only", "--department", "Physics")
    office.admin("domain", "validate", "gov.it", "--evidence", "we are the registry")
    refusal(ordered(dv, "*.gov.it"))
    done = office.run_admin("account", "add", "ministry", "--department", "Physics", "--endpoint", "ov",
                            "--domain", name)
    assert done.returncode == 1 and "office's own rules" in done.stderr
    office.admin("account", "add", "ministry", "--department", "Physics", "--endpoint", "internal",
                 "--domain", name)


def test_a_single_label_is_issued_under_the_offices_rules_where_the_register_has_it(office):
    done = office.run_admin("account", "add", "printing", "--department", "Physics", "--endpoint",
                            "internal", "--domain", "printserver")
    assert done.returncode == 1 and "not delegated" in done.stderr
    office.admin("domain", "add", "printserver", "--private-only", "--department", "Physics")
    done = office.run_admin("account", "add", "printing", "--department", "Physics", "--endpoint",
                            "ov", "--domain", "printserver")
    assert done.returncode == 1 and "single label" in done.stderr
    account = office.account("printserver", endpoint="internal")
    with client(office, account, "internal") as acme:
        assert ordered(acme, "printserver").status == 201
        assert "not among the names" in refusal(ordered(acme, "scanner"))


# The bounds

def test_a_name_of_more_than_ten_labels_is_refused_where_it_is_proven(office, dv):
    ten = "a.b.c.d.e.f.g.h.uni-marburg.de"
    assert ordered(dv, ten).status == 201
    for name in ["i." + ten, "*." + ten]:
        assert "11 labels" in refusal(ordered(dv, name)), name
    deep = f"1.2.3.4.5.6.7.8.{PHYSICS}"
    with client(office, office.account(deep)) as acme:
        assert acme.obtain(deep), "the register knows it: nothing is asked"
    done = office.run_admin("account", "add", "deep", "--department", "Physics", "--endpoint", "internal",
                            "--domain", deep)
    assert done.returncode == 1 and "11 labels" in done.stderr


def test_an_order_asks_the_dns_a_bounded_number_of_questions(office, dv):
    hosts = [f"host{number}.lab.physics.uni-marburg.de" for number in range(100)]
    assert ordered(dv, *hosts).status == 201
    deep = [f"h{number}.b.c.d.e.f.g.h.uni-marburg.de" for number in range(100)]
    with office.unchanged():
        assert "1200 DNS queries" in refusal(ordered(dv, *deep))
    assert ordered(dv, *deep[:66]).status == 201


# The office's own rules

@pytest.fixture
def own_rules(own_office):
    """`dv` and `ov` with profiles of the office's rules beside their own."""
    office = own_office
    office.admin("profile", "add", "inside", "--rules", "office", "--lifetime", "PT1H")
    office.admin("profile", "add", "odd", "--rules", "office", "--underscores", "on", "--lifetime",
                 "P3650D")
    for endpoint in ("ov", "dv"):
        office.admin("endpoint", "set", endpoint, "--profile", endpoint, "--profile", "inside",
                     "--profile", "odd")
    return office


def issued(acme, name, profile):
    order = ordered(acme, name, profile=profile).json()
    done = acme.finalize(order, make_csr([name]))
    assert done.status == 200, done
    return leaf_of(acme.post(done.json()["certificate"]).body.decode())


def test_under_the_offices_rules_reserved_names_are_issued(own_rules):
    with contextlib.closing(Client(own_rules, "dv")) as acme:
        acme.kid = acme.new_account().headers["Location"]
        for name in ["printer.local", "db.internal", "*.co.uk", "x.in-addr.arpa", "10.0.0.1"]:
            assert ordered(acme, name, profile="inside").status == 201, name
            refusal(ordered(acme, name))
        order = ordered(acme, "nas.lan", profile="inside").json()
        own_rules.admin("profile", "set", "inside", "--rules", "public", "--lifetime", "P1D")
        refusal(ordered(acme, "nas.lan", profile="inside"))
        assert acme.finalize(order, make_csr(["nas.lan"])).problem() == "orderNotReady"


def test_under_the_offices_rules_a_certificate_lasts_an_hour_or_as_long_as_its_issuer(own_rules):
    name = f"host0.{PHYSICS}"
    with client(own_rules, own_rules.account(name)) as acme:
        hour = issued(acme, name, "inside")
        assert (hour.not_valid_after - hour.not_valid_before).total_seconds() + 1 == 3600
        long = issued(acme, name, "odd")
        ca = x509.load_pem_x509_certificate(
            own_rules.admin_json("issuer", "list")["items"][0]["certificate"].encode())
        assert long.not_valid_after <= ca.not_valid_after
        assert (long.not_valid_after - long.not_valid_before).days > 398


def test_names_have_underscores_where_a_profile_says_so(own_rules):
    name = f"a_b.{PHYSICS}"
    with client(own_rules, own_rules.account(name)) as acme:
        leaf = issued(acme, name, "odd")
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == [name]
        for profile in ("ov", "inside"):
            assert "underscore" in refusal(ordered(acme, name, profile=profile))
        own_rules.admin("profile", "set", "odd", "--underscores", "off")
        assert "underscore" in refusal(ordered(acme, name, profile="odd"))
    done = own_rules.run_admin("account", "add", "more", "--department", "Physics", "--endpoint", "ov",
                               "--domain", f"c_d.{PHYSICS}")
    assert done.returncode == 1 and "underscore" in done.stderr


def test_underscores_and_long_lifetimes_need_the_offices_rules(own_office):
    for settings in (["--underscores", "on"], ["--lifetime", "PT1H"], ["--lifetime", "P398D"],
                     ["--rules", "office", "--lifetime", "PT59M"]):
        done = own_office.run_admin("profile", "add", "new", *settings)
        assert done.returncode == 1, settings
    assert own_office.admin_json("profile", "show", "dv")["rules"] == "public"


# Characters that cannot be seen

@pytest.mark.parametrize("character", ["\u0085", "\u009b", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff"])
def test_a_name_with_a_character_that_cannot_be_seen_is_refused(office, character):
    text, number = f"Phy{character}sics", f"U+{ord(character):04X}"
    with office.unchanged():
        for command in (["department", "add", text], ["department", "add", "X", "--contact", f"{text}@x.org"],
                        ["domain", "add", "new.campus.example", "--evidence", text],
                        ["account", "add", text, "--department", "Physics", "--endpoint", "ov", "--domain",
                         "www.physics.campus.example"],
                        ["profile", "add", "new", "--description", text],
                        ["endpoint", "set", "ov", "--title", text],
                        ["organization", "set", "--locality", text], ["token", "add", text, "--expires", "2099-12-31"]):
            done = office.run_admin(*command)
            assert done.returncode == 1 and number in done.stderr, (command, done.stderr)
            assert character not in done.stderr


def test_init_refuses_an_organization_with_a_character_that_cannot_be_seen(bare_office):
    bare_office.organization = ["--organization", "Campus\u200b"]
    with pytest.raises(AssertionError, match="U\\+200B"):
        bare_office.init()


def test_a_contact_with_a_character_that_cannot_be_seen_is_refused(office):
    with contextlib.closing(Client(office, "dv")) as stranger:
        answer = stranger.new_account(contact=["mailto:a\u202eb@campus.example"])
        assert (answer.status, answer.problem()) == (400, "invalidContact"), answer


def test_what_a_client_calls_itself_is_shown_escaped(office):
    agent = "agent \u009b31m\u202e".encode().decode("latin-1")
    with contextlib.closing(Client(office, "dv")) as stranger:
        jws = stranger.jws(stranger.new_account_url, {"termsOfServiceAgreed": True})
        answer = stranger.send("POST", stranger.new_account_url, compact(jws), {
            "Content-Type": "application/jose+json", "User-Agent": agent})
        assert answer.status == 201, answer
    for arguments in ([], ["--json"]):
        shown = office.admin(*arguments, "account", "clients", "dv (open)")
        assert "\u009b" not in shown and "\u202e" not in shown
        assert "u009b31m" in shown and "u202e" in shown, shown
