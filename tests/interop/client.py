# SPDX-License-Identifier: Apache-2.0
"""What every client of the fleet is asked to do; one of them is one file in `clients/`."""

import subprocess

from harness.programs import run
from network import DNS_ADDRESS, CommandFailed

PRE_VALIDATED = "pre-validated"
HTTP, DNS, TLS_ALPN = "http-01", "dns-01", "tls-alpn-01"

WEB_ROOT = "/var/www/html"
CHALLENGES = f"{WEB_ROOT}/.well-known/acme-challenge"
DNS_SCRIPT = "/usr/local/bin/campus-dns"


class NotTried(Exception):
    """The client is not available here, and why."""


class Client:
    """Each method raises `CommandFailed` when the client says that it failed."""

    name = ""
    remark = ""  # for the reader of the table
    proofs = (HTTP,)  # the methods by which it can prove a name
    cannot = {}  # what it cannot do, and why: a method, "revoke", "eab"
    takes_over_later = False  # its web server serves what is new some time after the command

    def install(self, cache):
        """Fetches it into the cache, unless it is there."""

    def version(self, cache):
        raise NotImplementedError

    def register(self, host, site):
        """Where the client has a command for that; else `obtain` registers."""

    def obtain(self, host, site):
        raise NotImplementedError

    def renew(self, host, site):
        raise NotImplementedError

    def revoke(self, host, site):
        raise NotImplementedError

    def chain(self, host, site):
        """The certificate and what follows it, in PEM."""
        raise NotImplementedError


# What several of them need


def debian_version(package):
    done = run(["dpkg-query", "-W", "-f", "${Version}", package])
    if done.returncode != 0:
        raise NotTried(f"the package {package} is not installed")
    return f"Debian {done.stdout}"


def fetch(*command, cwd=None, environment=None):
    """A step of an installation from a registry."""
    try:
        done = run(command, environment, 1800, cwd=cwd)
    except FileNotFoundError:
        raise NotTried(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise NotTried(f"{command[0]} did not finish") from None
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines() or [""]
        raise NotTried(f"{command[0]} failed: {lines[-1].strip()[:200]}")
    return done.stdout.strip()


def serve_web_root(host, name):
    """nginx, with Debian's configuration and a site of that name."""
    host.path(CHALLENGES).mkdir(parents=True, exist_ok=True)
    host.write("/etc/nginx/sites-enabled/site", f"server {{ listen 80; server_name {name}; "
               f"root {WEB_ROOT}; }}\n")
    host.start("nginx", "-g", "daemon off;")


def dns_script(host):
    """`campus-dns add|delete NAME VALUE` changes the TXT records of _acme-challenge.NAME."""
    return host.write(DNS_SCRIPT, f"""#!/bin/sh
set -eu
case $1 in
    add) update="update add _acme-challenge.$2. 1 TXT \\"$3\\"" ;;
    delete) update="update delete _acme-challenge.$2. TXT" ;;
esac
printf 'server {DNS_ADDRESS}\\n%s\\nsend\\n' "$update" | nsupdate
""", 0o755)


def served_chain(host, name):
    """What the host's web server shows to a visitor."""
    done = host.run("openssl", "s_client", "-connect", "127.0.0.1:443", "-servername", name,
                    "-showcerts")
    blocks = done.stdout.split("-----BEGIN CERTIFICATE-----")[1:]
    if not blocks:
        raise CommandFailed(["openssl", "s_client"], done.returncode, done.stdout + done.stderr)
    return "".join("-----BEGIN CERTIFICATE-----" + block.split("-----END")[0] +
                   "-----END CERTIFICATE-----\n" for block in blocks)
