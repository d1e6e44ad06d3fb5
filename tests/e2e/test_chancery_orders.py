# SPDX-License-Identifier: Apache-2.0
"""`chancery` at a CA with profiles, several chains and certificates for addresses: chancery-testca."""

import contextlib
import pathlib

import pytest

from cryptography import x509

from harness.office import free_port
from harness.programs import run, succeed
from harness.test_ca import TestCa

NAME, OTHER = "a.chancery.example", "b.chancery.example"


@pytest.fixture
def http_port():
    return free_port()


@pytest.fixture
def ca(build, tmp_path, http_port):
    configuration = {"httpPort": http_port, "domainBlocklist": ["blocked.example"],
                     "profiles": {"classic": {"description": "ninety days"},
                                  "short": {"description": "six days",
                                            "validityPeriod": 6 * 24 * 3600}}}
    with TestCa(build, tmp_path, configuration, {"PEBBLE_ALTERNATE_ROOTS": "1"}) as test_ca:
        yield test_ca.start()


class Client:
    def __init__(self, build, ca, directory, http_port):
        self.program = pathlib.Path(build).resolve() / "bin/chancery"
        self.ca, self.directory, self.http_port = ca, directory, http_port

    def run(self, *words):
        directories = [word for kind in ("config", "work", "logs")
                       for word in (f"--{kind}-dir", self.directory / kind)]
        return run([self.program, *words, *directories],
                   {"REQUESTS_CA_BUNDLE": str(self.directory / "cert.pem")})

    def certonly(self, *words):
        return self.run("certonly", "--standalone", "--http-01-port", self.http_port, "-n",
                        "--agree-tos", "--server", f"{self.ca.public_url}/dir", "--cert-name",
                        "one", *words)

    def renew(self, *words):
        return self.run("renew", "--force-renewal", *words)

    def chain(self):
        end = b"-----END CERTIFICATE-----\n"
        text = (self.directory / "config/live/one/fullchain.pem").read_bytes()
        return [x509.load_pem_x509_certificate(part + end) for part in text.split(end)[:-1]]

    def names(self):
        extension = self.chain()[0].extensions.get_extension_for_class(x509.SubjectAlternativeName)
        return (extension.value.get_values_for_type(x509.DNSName),
                [str(each) for each in extension.value.get_values_for_type(x509.IPAddress)])

    def days(self):
        leaf = self.chain()[0]
        return round((leaf.not_valid_after - leaf.not_valid_before).total_seconds() / 86400)


@pytest.fixture
def client(build, ca, tmp_path, http_port):
    return Client(build, ca, tmp_path, http_port)


@pytest.mark.parametrize("names", [[], [NAME]])
def test_addresses_are_proven_and_stay_in_the_certificate(client, names):
    words = [word for name in names for word in ("-d", name)]
    succeed(client.certonly(*words, "--ip-address", "127.0.0.1"))
    assert client.names() == (names, ["127.0.0.1"])
    first = client.chain()[0].serial_number
    succeed(client.renew())
    assert client.names() == (names, ["127.0.0.1"])
    assert client.chain()[0].serial_number != first
    said = succeed(client.run("certificates")).stdout
    assert f"Domains: {' '.join([*names, '127.0.0.1'])}\n" in said


def test_an_address_is_not_a_dns_name(client):
    done = client.certonly("-d", "127.0.0.1")
    assert done.returncode == 2 and "Use --ip-address 127.0.0.1." in done.stderr
    done = client.certonly("--ip-address", NAME)
    assert done.returncode == 2 and "does not appear to be an IPv4 or IPv6 address" in done.stderr


def test_profiles_are_ordered_and_kept(client):
    succeed(client.certonly("-d", NAME, "--required-profile", "short"))
    assert client.days() == 6
    succeed(client.renew())
    assert client.days() == 6
    succeed(client.certonly("-d", NAME, "--force-renewal", "--preferred-profile", "gone"))
    assert client.days() == 90
    done = client.renew("--required-profile", "gone")
    assert done.returncode == 1
    assert "does not offer the profile gone" in done.stderr and "classic, short" in done.stderr
    done = succeed(client.renew())
    assert "(--preferred-profile); its default profile is used" in done.stderr


def test_the_preferred_chain_is_the_one_of_that_root(ca, client):
    roots = [x509.load_pem_x509_certificate(ca.manage(f"roots/{number}")[0].encode())
             for number in range(2)]
    for root in roots:
        name, = root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        succeed(client.certonly("-d", NAME, "--force-renewal", "--preferred-chain", name.value))
        assert client.chain()[-1].issuer == root.subject
        done = succeed(client.renew())
        assert client.chain()[-1].issuer == root.subject and "--preferred-chain" not in done.stderr
    done = succeed(client.renew("--preferred-chain", "Nobody"))
    assert "ends at the issuer Nobody (--preferred-chain)" in done.stderr


def test_must_staple_is_asked_for_until_it_is_given_up(client):
    def has_it():
        with contextlib.suppress(x509.ExtensionNotFound):
            return bool(client.chain()[0].extensions.get_extension_for_class(x509.TLSFeature))
        return False

    succeed(client.certonly("-d", NAME, "--must-staple"))
    assert has_it()
    succeed(client.renew())
    assert has_it()
    succeed(client.certonly("-d", NAME, "--force-renewal"))
    assert not has_it()


def test_a_subset_of_the_names_is_enough_where_that_was_said(client):
    words = ["-d", NAME, "-d", "x.blocked.example", "-d", OTHER]
    done = client.certonly(*words)
    assert done.returncode == 1 and not (client.directory / "config/live/one").exists()
    done = succeed(client.certonly(*words, "--allow-subset-of-names"))
    assert "Retrying without: x.blocked.example" in done.stdout
    assert client.names() == ([NAME, OTHER], [])
    # One that nobody answers for is left out at the next renewal.
    client.ca.challenges.tell("set-default-ipv4", ip="127.0.0.1")
    client.ca.challenges.tell("add-a", host=OTHER, addresses=["127.0.0.77"])
    done = succeed(client.renew("--http-01-address", "127.0.0.1"))
    assert f"  Domain: {OTHER}\n" in done.stdout and f"Retrying without: {OTHER}" in done.stdout
    assert client.names() == ([NAME], [])


def test_without_an_address_for_mail_an_account_has_no_contact(ca, client):
    succeed(client.certonly("-d", NAME))
    log = "".join(path.read_text() for path in (client.directory / "logs").iterdir())
    assert "Account registered." in log
