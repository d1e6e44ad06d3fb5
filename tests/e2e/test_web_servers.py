# SPDX-License-Identifier: Apache-2.0
"""http-01 and tls-alpn-01 against the web servers that hosts have, each with an RSA and an ECDSA key:
a server with several keys chooses among them by what the validator's hello prefers."""

import dataclasses
import datetime
import hashlib
import json
import pathlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness.acme import client, make_csr
from harness.daemons import Apache, Caddy, HaProxy, Nginx
from harness.name_server import DnsServer
from harness.office import free_port, wait_until
from harness.programs import run, succeed

NAME = "www.physics.campus.example"
WELL_KNOWN = "/.well-known/acme-challenge"
ACME_IDENTIFIER = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.31")
KEYS = {"rsa": lambda: rsa.generate_private_key(65537, 2048),
        "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1())}


@dataclasses.dataclass
class Pair:
    """A certificate and its key, in files, and both in one."""

    certificate: pathlib.Path
    key: pathlib.Path
    both: pathlib.Path


class Site:
    """The office, and a host at 127.0.0.1 whose ports stand for 80 and 443."""

    def __init__(self, office, directory, dns):
        self.office = office
        self.directory = directory
        self.dns = dns
        self.http = free_port()
        self.https = free_port()

    def set_up(self):
        self.dns.add(NAME, "A", "127.0.0.1")
        self.office.init()
        self.office.configure("#servers = .*", f'servers = ["{self.dns.address}@{self.dns.port}"]')
        self.office.configure("#dnssec = .*", "dnssec = false")
        self.office.start()
        self.office.furnish()
        self.office.admin("endpoint", "set", "internal", "--allow-network", "127.0.0.0/8",
                          "--http-port", str(self.http), "--https-port", str(self.https),
                          "--tls-port", str(self.https))
        self.account = self.office.account(NAME, endpoint="internal")

    def client(self):
        return client(self.office, self.account, "internal")

    def pair(self, name, kind, extensions=()):
        """Self-signed."""
        key = KEYS[kind]()
        now = datetime.datetime.utcnow()
        subject = x509.Name([])
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - datetime.timedelta(hours=1))
                   .not_valid_after(now + datetime.timedelta(days=7))
                   .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=True)
        certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(serialization.Encoding.PEM,
                                    serialization.PrivateFormat.TraditionalOpenSSL,
                                    serialization.NoEncryption())
        pair = Pair(*(self.directory / f"{name}-{kind}.{ending}" for ending in ("crt", "key", "pem")))
        pair.certificate.write_bytes(certificate)
        pair.key.write_bytes(private)
        pair.both.write_bytes(certificate + private)
        return pair

    def pairs(self, name="own", extensions=()):
        return [self.pair(name, kind, extensions) for kind in KEYS]

    def challenge_pairs(self, acme, token):
        """RFC 8737 §3, with each key."""
        digest = hashlib.sha256(f"{token}.{acme.key.thumbprint()}".encode()).digest()
        extension = x509.UnrecognizedExtension(ACME_IDENTIFIER, b"\x04\x20" + digest)
        return self.pairs("challenge", [extension])

    def lego(self, *method):
        """Registers and obtains a certificate."""
        command = ["lego", "--accept-tos", "--email", "ops@campus.example", "--server",
                   self.account.url, "--path", self.directory / "lego", "--domains", NAME,
                   "--eab", "--kid", self.account.key_id, "--hmac", self.account.hmac_key]
        return run([*command, *method, "run"], {"LEGO_CA_CERTIFICATES": str(self.office.root)})


@pytest.fixture
def site(bare_office, tmp_path):
    with DnsServer(tmp_path, "127.0.0.1", port=free_port()) as dns:
        site = Site(bare_office, tmp_path, dns)
        site.set_up()
        yield site


def offered(acme, kind):
    """A new order, and its challenge of that kind."""
    order, _ = acme.order(NAME)
    [url] = order["authorizations"]
    [challenge] = [each for each in acme.post(url).json()["challenges"] if each["type"] == kind]
    return order, url, challenge


def answered(acme, url, challenge):
    """The challenge as it ended."""
    acme.post(challenge["url"], {})

    def ended():
        got = acme.post(url).json()
        return got if got["status"] not in ("pending", "processing") else None
    [challenge] = [each for each in wait_until(ended, "the challenge to end")["challenges"]
                   if each["type"] == challenge["type"]]
    return challenge


def issued(acme, order):
    answer = acme.finalize(order, make_csr([NAME]))
    return answer.status == 200 and answer.json()["status"] == "valid"


def tls_of_nginx(pairs):
    return "".join(f"ssl_certificate {pair.certificate}; ssl_certificate_key {pair.key};\n"
                   for pair in pairs)


def tls_of_haproxy(pairs):
    return "ssl " + " ".join(f"crt {pair.both}" for pair in pairs)


# http-01, of servers that redirect everything to https


def nginx_for_http(site, thumbprint):
    return Nginx(site.directory / "server", [site.http, site.https], http=f"""
    server {{
        listen 127.0.0.1:{site.http};
        return 301 https://$host:{site.https}$request_uri;
    }}
    server {{
        listen 127.0.0.1:{site.https} ssl http2;
        {tls_of_nginx(site.pairs())}
        location ~ "^{WELL_KNOWN}/([-_a-zA-Z0-9]+)$" {{
            default_type text/plain;
            return 200 "$1.{thumbprint}";
        }}
    }}""")


def haproxy_for_http(site, thumbprint):
    return HaProxy(site.directory / "server", [site.http, site.https], f"""
frontend plain
    mode http
    bind 127.0.0.1:{site.http}
    http-request redirect location https://%[hdr(host),field(1,:)]:{site.https}%[path] code 308
frontend secure
    mode http
    bind 127.0.0.1:{site.https} {tls_of_haproxy(site.pairs())} alpn h2,http/1.1
    http-request return status 200 content-type text/plain lf-string "%[path,field(-1,/)].{thumbprint}\\n" if {{ path_beg {WELL_KNOWN}/ }}
    http-request return status 404
""")


@pytest.mark.parametrize("server", [nginx_for_http, haproxy_for_http])
def test_http_01_follows_to_https_whatever_certificates_the_server_has(site, server):
    """The server answers by the account's thumbprint, without a file for each challenge."""
    with site.client() as acme, server(site, acme.key.thumbprint()):
        order, url, challenge = offered(acme, "http-01")
        assert answered(acme, url, challenge)["status"] == "valid"
        assert issued(acme, order)


def test_http_01_finds_the_file_below_apaches_document_root(site):
    root = site.directory / "html"
    root.mkdir()
    rsa_pair, ecdsa_pair = site.pairs()
    site.directory.chmod(0o755)
    with Apache(site.directory / "server", [site.http, site.https], f"""
DocumentRoot {root}
<Directory {root}>
    Require all granted
</Directory>
<VirtualHost 127.0.0.1:{site.http}>
    Redirect 302 / https://{NAME}:{site.https}/
</VirtualHost>
<VirtualHost 127.0.0.1:{site.https}>
    SSLEngine on
    SSLCertificateFile {rsa_pair.certificate}
    SSLCertificateKeyFile {rsa_pair.key}
    SSLCertificateFile {ecdsa_pair.certificate}
    SSLCertificateKeyFile {ecdsa_pair.key}
</VirtualHost>
"""):
        succeed(site.lego("--http", "--http.webroot", root))


# tls-alpn-01, of servers that have the challenge's certificate, with each key, beside their own


def nginx_with(site, pairs):
    return Nginx(site.directory / "server", [site.https], stream=f"""
    map $ssl_preread_alpn_protocols $upstream {{
        ~\\bacme-tls/1\\b unix:{site.directory}/acme;
        default unix:{site.directory}/web;
    }}
    server {{ listen 127.0.0.1:{site.https}; ssl_preread on; proxy_pass $upstream; }}
    server {{
        listen unix:{site.directory}/acme ssl;
        ssl_alpn acme-tls/1;
        {tls_of_nginx(pairs)}
        return "";
    }}
    server {{ listen unix:{site.directory}/web ssl; {tls_of_nginx(site.pairs())} return ""; }}
""")


def haproxy_with(site, pairs):
    return HaProxy(site.directory / "server", [site.https], f"""
frontend all
    mode tcp
    bind 127.0.0.1:{site.https}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend acme if {{ req.ssl_alpn acme-tls/1 }}
    default_backend web
backend acme
    mode tcp
    server acme unix@{site.directory}/acme
backend web
    mode tcp
    server web unix@{site.directory}/web
listen acme_ended
    mode tcp
    bind unix@{site.directory}/acme {tls_of_haproxy(pairs)} alpn acme-tls/1
    server none 127.0.0.1:1
listen web_ended
    mode tcp
    bind unix@{site.directory}/web {tls_of_haproxy(site.pairs())} alpn h2,http/1.1
    server none 127.0.0.1:1
""")


@pytest.mark.parametrize("server", [nginx_with, haproxy_with])
def test_tls_alpn_01_is_shown_the_challenges_certificate_by_a_server_with_several_keys(site, server):
    with site.client() as acme:
        order, url, challenge = offered(acme, "tls-alpn-01")
        with server(site, site.challenge_pairs(acme, challenge["token"])):
            ended = answered(acme, url, challenge)
            assert ended["status"] == "valid", ended
            assert issued(acme, order)


# tls-alpn-01, of servers that pass it on to a client by the protocol that is asked for


def nginx_before(site, port):
    return Nginx(site.directory / "server", [site.https], stream=f"""
    map $ssl_preread_alpn_protocols $upstream {{
        ~\\bacme-tls/1\\b 127.0.0.1:{port};
        default unix:{site.directory}/web;
    }}
    server {{ listen 127.0.0.1:{site.https}; ssl_preread on; proxy_pass $upstream; }}
    server {{ listen unix:{site.directory}/web ssl; {tls_of_nginx(site.pairs())} return ""; }}
""")


def haproxy_before(site, port):
    return HaProxy(site.directory / "server", [site.https], f"""
frontend all
    mode tcp
    bind 127.0.0.1:{site.https}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend acme if {{ req.ssl_alpn acme-tls/1 }}
    default_backend web
backend acme
    mode tcp
    server lego 127.0.0.1:{port}
backend web
    mode tcp
    server web unix@{site.directory}/web
listen web_ended
    mode tcp
    bind unix@{site.directory}/web {tls_of_haproxy(site.pairs())}
    server none 127.0.0.1:1
""")


@pytest.mark.parametrize("server", [nginx_before, haproxy_before])
def test_tls_alpn_01_reaches_the_client_behind_a_server_with_several_keys(site, server):
    port = free_port()
    with server(site, port):
        succeed(site.lego("--tls", "--tls.port", f"127.0.0.1:{port}"))


# Servers that are their own clients


def kinds_of_certificates(paths):
    keys = [x509.load_pem_x509_certificate(path.read_bytes()).public_key() for path in paths]
    return sorted("rsa" if isinstance(key, rsa.RSAPublicKey) else "ecdsa" for key in keys)


@pytest.mark.parametrize("method", ["http-01", "tls-alpn-01"])
def test_apaches_mod_md_obtains_certificates_for_both_its_keys(site, open_directory, method):
    """Its answer to tls-alpn-01 has one key, beside which the other shows its usual certificate."""
    store = open_directory / "md"
    root = open_directory / "root.pem"
    root.write_bytes(site.office.root.read_bytes())
    with Apache(open_directory / "server", [site.http, site.https], f"""
User www-data
Group www-data
ServerName {NAME}
Protocols http/1.1 acme-tls/1
MDStoreDir {store}
MDPortMap http:{site.http} https:{site.https}
MDomain {NAME}
MDPrivateKeys RSA secp256r1
MDCertificateAuthority {site.account.url}
MDCACertificateFile {root}
MDCertificateAgreement accepted
MDContactEmail ops@campus.example
MDCAChallenges {method}
MDExternalAccountBinding {site.account.key_id} {site.account.hmac_key}
<VirtualHost 127.0.0.1:{site.http}>
    ServerName {NAME}
</VirtualHost>
<VirtualHost 127.0.0.1:{site.https}>
    ServerName {NAME}
    SSLEngine on
</VirtualHost>
""") as apache:
        staged = store / "staging" / NAME

        def is_done():
            job = staged / "job.json"
            return job.exists() and json.loads(job.read_text() or "{}").get("finished")
        try:
            wait_until(is_done, "mod_md to be done", 60)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{apache.log()}") from None
        assert kinds_of_certificates(staged.glob("pubcert*.pem")) == ["ecdsa", "rsa"]
    [event] = site.office.events(action="authorization.validated")
    assert event["changes"][0]["to"] == method


@pytest.mark.parametrize("method", ["http-01", "tls-alpn-01"])
def test_caddy_obtains_a_certificate_beside_one_that_it_was_given(site, method):
    given = site.pair("given", "rsa")
    other = {"http-01": "tls-alpn", "tls-alpn-01": "http"}[method]
    issuer = {"module": "acme", "ca": site.account.url, "email": "ops@campus.example",
              "trusted_roots_pem_files": [str(site.office.root)],
              "external_account": {"key_id": site.account.key_id,
                                   "mac_key": site.account.hmac_key},
              "challenges": {other: {"disabled": True}}}
    route = {"match": [{"host": [NAME]}],
             "handle": [{"handler": "static_response", "body": "Good day"}]}
    server = {"listen": [f"127.0.0.1:{site.https}"], "routes": [route],
              "automatic_https": {"ignore_loaded_certificates": True},
              "tls_connection_policies": [{}]}
    configuration = {"admin": {"disabled": True}, "apps": {
        "http": {"http_port": site.http, "https_port": site.https, "servers": {"site": server}},
        "tls": {"certificates": {"load_files": [
                    {"certificate": str(given.certificate), "key": str(given.key)}]},
                "automation": {"policies": [
                    {"subjects": [NAME], "issuers": [issuer], "key_type": "p256"}]}}}}
    directory = site.directory / "server"
    with Caddy(directory, [site.https], json.dumps(configuration)) as caddy:
        try:
            [made] = wait_until(lambda: list(directory.glob(f"caddy/certificates/*/{NAME}/*.crt")),
                                "Caddy to get a certificate")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{caddy.log()}") from None
        assert kinds_of_certificates([made]) == ["ecdsa"]
    [event] = site.office.events(action="authorization.validated")
    assert event["changes"][0]["to"] == method


# The wrong protocol at a port


@pytest.mark.parametrize("kind, http, told", [
    ("http-01", "listen 127.0.0.1:{http} ssl; {tls}", "the server expects TLS on this port"),
    ("http-01", "listen 127.0.0.1:{http} http2;", "it is HTTP/2"),
    ("tls-alpn-01", "listen 127.0.0.1:{https};",
     "answers in plain HTTP on this port, which must speak TLS"),
    ("tls-alpn-01", "listen 127.0.0.1:{https} http2;", "answers in HTTP/2 without TLS"),
])
def test_a_server_that_speaks_another_protocol_is_told_which(site, kind, http, told):
    listens = http.format(http=site.http, https=site.https, tls=tls_of_nginx(site.pairs()))
    port = site.http if kind == "http-01" else site.https
    with site.client() as acme, Nginx(site.directory / "server", [port],
                                      http=f"server {{ {listens} }}"):
        _, url, challenge = offered(acme, kind)
        ended = answered(acme, url, challenge)
        assert ended["status"] == "invalid"
        assert told in ended["error"]["detail"], ended


# Where a redirect leads


@pytest.mark.parametrize("place", ["http://mgmt.physics.campus.example:{http}/reboot",
                                   "http://127.0.0.1:{http}/reboot"])
def test_a_redirect_to_another_host_of_a_private_network_makes_the_server_ask_nobody(site, place):
    site.dns.add("mgmt.physics.campus.example", "A", "127.0.0.1")
    seen = site.directory / "seen"
    with site.client() as acme, Nginx(site.directory / "server", [site.http], http=f"""
    log_format asked "$host $request_uri";
    server {{
        listen 127.0.0.1:{site.http};
        access_log {seen} asked;
        return 302 {place.format(http=site.http)};
    }}"""):
        _, url, challenge = offered(acme, "http-01")
        ended = answered(acme, url, challenge)
        assert ended["status"] == "invalid" and "is not followed" in ended["error"]["detail"], ended
    assert seen.read_text().split("\n") == [f"{NAME} {WELL_KNOWN}/{challenge['token']}", ""]
