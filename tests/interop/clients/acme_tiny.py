# SPDX-License-Identifier: Apache-2.0
"""acme-tiny: two hundred lines of Python that register, prove by http-01 and get."""

from client import (CHALLENGES, DNS, PRE_VALIDATED, TLS_ALPN, Client, debian_version,
                    serve_web_root)


class AcmeTiny(Client):
    name = "acme-tiny"
    cannot = {"eab": "it has no external account binding",
              PRE_VALIDATED: "it has no external account binding",
              DNS: "it knows http-01 alone", TLS_ALPN: "it knows http-01 alone",
              "revoke": "it has no revocation"}

    def version(self, cache):
        return debian_version("acme-tiny")

    def obtain(self, host, site):
        serve_web_root(host, site.name)
        host.must("openssl", "genrsa", "-out", "account.key", "2048")
        host.must("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "site.key", "-subj",
                  "/", "-addext", f"subjectAltName=DNS:{site.name}", "-out", "site.csr")
        self.renew(host, site)

    def renew(self, host, site):
        host.must("sh", "-c", 'acme-tiny --account-key account.key --csr site.csr --acme-dir "$1" '
                  '--directory-url "$2" >site.pem', "sh", CHALLENGES, site.url)

    def chain(self, host, site):
        return host.read("/root/site.pem")


CLIENTS = [AcmeTiny()]
