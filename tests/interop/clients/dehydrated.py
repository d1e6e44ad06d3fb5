# SPDX-License-Identifier: Apache-2.0
"""dehydrated. It leaves answering tls-alpn-01 to others: here OpenSSL shows the certificate that it
makes."""

from client import (CHALLENGES, DNS, DNS_SCRIPT, HTTP, PRE_VALIDATED, TLS_ALPN, Client,
                    debian_version, dns_script, serve_web_root)

HOOK = f"""#!/bin/sh
# deploy_challenge DOMAIN FILE VALUE; the same for clean_challenge
case $1 in
    deploy_challenge) {DNS_SCRIPT} add "$2" "$4" ;;
    clean_challenge) {DNS_SCRIPT} delete "$2" ;;
esac
"""

ALPN_HOOK = """#!/bin/sh
case $1 in
    deploy_challenge)
        cd /root/alpn
        openssl s_server -quiet -accept 443 -alpn acme-tls/1 -cert "$2.crt.pem" -key "$2.key.pem" \\
            </dev/null >/dev/null 2>&1 &
        echo $! >/root/responder
        for _ in $(seq 300); do [ -z "$(ss -Hltn sport = :443)" ] || break; sleep 0.1; done
        ;;
    clean_challenge) kill "$(cat /root/responder)" ;;
esac
"""


class Dehydrated(Client):
    name = "dehydrated"
    remark = "makes the certificate for tls-alpn-01 and leaves it to others to show: here OpenSSL"
    proofs = (HTTP, DNS, TLS_ALPN)

    def version(self, cache):
        return debian_version("dehydrated")

    def register(self, host, site):
        self._configure(host, site)
        host.must("dehydrated", "--register", "--accept-terms")

    def _configure(self, host, site):
        settings = {
            "CA": site.url, "CONTACT_EMAIL": site.email, "BASEDIR": "/root/dehydrated",
            "WELLKNOWN": CHALLENGES, "ALPNCERTDIR": "/root/alpn",
            "CHALLENGETYPE": HTTP if site.method == PRE_VALIDATED else site.method}
        if site.method in (DNS, TLS_ALPN):
            settings["HOOK"] = host.write("/root/hook", HOOK if site.method == DNS else ALPN_HOOK,
                                          0o755)
        if site.account:
            settings |= {"EAB_KID": site.account.key_id, "EAB_HMAC_KEY": site.account.hmac_key}
        for directory in ("/root/dehydrated", "/root/alpn"):
            host.path(directory).mkdir()
        host.write("/etc/dehydrated/config",
                   "".join(f"{name}={value}\n" for name, value in settings.items()))
        serve_web_root(host, site.name)
        dns_script(host)

    def obtain(self, host, site):
        host.must("dehydrated", "--cron", "--domain", site.name)

    def renew(self, host, site):
        host.must("dehydrated", "--cron", "--force", "--domain", site.name)

    def revoke(self, host, site):
        # By its real name: that of the link moves when the client puts the file aside.
        host.must("dehydrated", "--revoke", f"/root/dehydrated/certs/{site.name}/cert.pem")

    def chain(self, host, site):
        return host.read(f"/root/dehydrated/certs/{site.name}/fullchain.pem")


CLIENTS = [Dehydrated()]
