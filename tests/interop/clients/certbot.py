# SPDX-License-Identifier: Apache-2.0
"""certbot, Debian's and the newest of PyPI, with each of its ways to prove a name."""

from client import (CHALLENGES, DNS, DNS_SCRIPT, HTTP, PRE_VALIDATED, TLS_ALPN, WEB_ROOT, Client,
                    debian_version, dns_script, fetch, serve_web_root, served_chain)

LIVE = "/etc/letsencrypt/live/site"


class Certbot(Client):
    """`program` and `version` are of one origin; a subclass is one plugin."""

    plugin = ()
    takes = "certonly"
    cannot = {TLS_ALPN: "certbot does not know this method"}

    def __init__(self, origin):
        self.origin = origin
        self.name = f"certbot {self.label}{origin.suffix}"

    def install(self, cache):
        self.origin.install(cache)

    def version(self, cache):
        return self.origin.version(cache)

    def _certbot(self, host, *arguments):
        host.must(self.origin.program, *arguments, "--non-interactive",
                  environment=self.origin.environment)

    def register(self, host, site):
        self.origin.check_trust(host, site)
        binding = []
        if site.account:
            binding = ["--eab-kid", site.account.key_id, "--eab-hmac-key", site.account.hmac_key]
        self._certbot(host, "register", "--agree-tos", "--email", site.email, "--server", site.url,
                      *binding)

    def obtain(self, host, site):
        self.prepare(host, site)
        self._certbot(host, self.takes, *self.options(site), "--server", site.url, "--domain",
                      site.name, "--cert-name", "site")

    def prepare(self, host, site):
        """What the plugin needs on the host."""

    def options(self, site):
        return self.plugin

    def renew(self, host, site):
        self._certbot(host, "renew", "--force-renewal", "--no-random-sleep-on-renew")

    def revoke(self, host, site):
        self._certbot(host, "revoke", "--cert-name", "site", "--server", site.url,
                      "--no-delete-after-revoke")

    def chain(self, host, site):
        return host.read(f"{LIVE}/fullchain.pem")


class Standalone(Certbot):
    label = "--standalone"
    plugin = ("--standalone",)
    cannot = Certbot.cannot | {DNS: "this plugin proves by http-01 alone"}


class Webroot(Certbot):
    label = "--webroot"
    plugin = ("--webroot", "--webroot-path", WEB_ROOT)
    cannot = Standalone.cannot

    def prepare(self, host, site):
        serve_web_root(host, site.name)


class Manual(Certbot):
    label = "--manual (hooks)"
    proofs = (HTTP, DNS)
    hooks = {
        DNS: (f"{DNS_SCRIPT} add $CERTBOT_DOMAIN $CERTBOT_VALIDATION",
              f"{DNS_SCRIPT} delete $CERTBOT_DOMAIN"),
        HTTP: (f"echo $CERTBOT_VALIDATION >{CHALLENGES}/$CERTBOT_TOKEN",
               f"rm {CHALLENGES}/$CERTBOT_TOKEN")}

    def prepare(self, host, site):
        dns_script(host)
        serve_web_root(host, site.name)

    def options(self, site):
        method = HTTP if site.method == PRE_VALIDATED else site.method
        present, clean_up = self.hooks[method]
        return ("--manual", "--preferred-challenges", method, "--manual-auth-hook", present,
                "--manual-cleanup-hook", clean_up)


class Nginx(Certbot):
    """It configures the server; what counts is what that server shows."""

    label = "--nginx"
    plugin = ("--nginx",)
    takes = "run"
    cannot = Standalone.cannot
    takes_over_later = True

    def prepare(self, host, site):
        serve_web_root(host, site.name)

    def chain(self, host, site):
        return served_chain(host, site.name)


class Apache(Nginx):
    label = "--apache"
    plugin = ("--apache",)

    def prepare(self, host, site):
        host.write("/etc/apache2/sites-enabled/site.conf", f"<VirtualHost *:80>\nServerName "
                   f"{site.name}\nDocumentRoot {WEB_ROOT}\n</VirtualHost>\n")
        host.must("apache2ctl", "start")


class FromDebian:
    suffix = ""
    program = "/usr/bin/certbot"
    environment = {}

    def install(self, cache):
        pass

    def version(self, cache):
        return debian_version("certbot")

    def check_trust(self, host, site):
        """It trusts what the system trusts."""


class FromPyPI:
    """It brings the roots that it trusts, unless it is told otherwise, as the manual says it is."""

    suffix = ", newest"
    program = None
    environment = {"REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt"}

    def install(self, cache):
        directory = cache / "certbot"
        self.program = directory / "bin/certbot"
        if not self.program.exists():
            fetch("/usr/bin/python3", "-m", "venv", directory)
            fetch(directory / "bin/pip", "install", "--quiet", "certbot", "certbot-nginx",
                  "certbot-apache")

    def version(self, cache):
        return "PyPI " + fetch(self.program, "--version").split()[-1]

    def check_trust(self, host, site):
        """What the manual says of it: the root in the system's store is not enough."""
        done = host.run(self.program, "register", "--agree-tos", "--email", site.email, "--server",
                        site.url, "--non-interactive")
        assert done.returncode != 0 and "CERTIFICATE_VERIFY_FAILED" in done.stdout + done.stderr, \
            "certbot of PyPI looks at the system's roots now: the manual says otherwise"


CLIENTS = [plugin(origin) for origin in (FromDebian(), FromPyPI())
           for plugin in (Standalone, Webroot, Manual, Nginx, Apache)]
