# SPDX-License-Identifier: Apache-2.0
"""Apache's mod_md: the web server gets its certificate by itself, and takes it at a restart."""

import json

from client import (DNS, DNS_SCRIPT, HTTP, PRE_VALIDATED, TLS_ALPN, WEB_ROOT, Client,
                    debian_version, dns_script, served_chain)
from harness.office import wait_until

STORE = "/var/lib/md"
PATIENCE = 90  # seconds; mod_md looks at what it has to do every few


class ModMd(Client):
    name = "Apache mod_md"
    remark = "a renewal is one with a renewal window longer than certificates live"
    proofs = (HTTP, DNS, TLS_ALPN)
    cannot = {"revoke": "it has no revocation"}
    takes_over_later = True

    def version(self, cache):
        return debian_version("apache2")

    def _configure(self, host, site, renew_window):
        binding = ""
        if site.account:
            binding = f"MDExternalAccountBinding {site.account.key_id} {site.account.hmac_key}"
        challenges = HTTP if site.method == PRE_VALIDATED else site.method
        host.write("/etc/apache2/sites-enabled/site.conf", f"""
ServerName {site.name}
LogLevel warn md:debug
Protocols http/1.1 acme-tls/1
MDStoreDir {STORE}
MDomain {site.name}
MDCertificateAuthority {site.url}
MDCertificateAgreement accepted
MDContactEmail {site.email}
MDCAChallenges {challenges}
MDChallengeDns01 /usr/local/bin/md-dns
MDRenewWindow {renew_window}
MDRenewMode always
{binding}
<VirtualHost *:443>
    ServerName {site.name}
    DocumentRoot {WEB_ROOT}
    SSLEngine on
</VirtualHost>
""")

    def _await_new(self, host, site):
        """The next start puts what is staged into the domain's place."""
        staged = host.path(f"{STORE}/staging/{site.name}")
        wait_until(lambda: list(staged.glob("pubcert*.pem")), "mod_md to get a certificate",
                   PATIENCE)
        wait_until(lambda: json.loads((staged / "job.json").read_text()).get("finished"),
                   "mod_md to be done", PATIENCE)
        host.must("apache2ctl", "graceful")

    def obtain(self, host, site):
        dns_script(host)
        host.write("/usr/local/bin/md-dns", f"""#!/bin/sh
case $1 in
    setup) exec {DNS_SCRIPT} add "$2" "$3" ;;
    teardown) exec {DNS_SCRIPT} delete "$2" ;;
esac
""", 0o755)
        host.must("a2enmod", "md", "ssl")
        self._configure(host, site, "33%")
        host.must("apache2ctl", "start")
        self._await_new(host, site)

    def renew(self, host, site):
        # Longer than certificates live: due at once.
        self._configure(host, site, "365d")
        host.must("apache2ctl", "graceful")
        self._await_new(host, site)

    def chain(self, host, site):
        return served_chain(host, site.name)


CLIENTS = [ModMd()]
