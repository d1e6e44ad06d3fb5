# SPDX-License-Identifier: Apache-2.0
"""Certbot, chancery, lego and uacme as their users call them, each with directories of its own."""

import os
import pathlib
import subprocess

PATIENCE = 120


def run(command, environment=None, patience=PATIENCE, **more):
    """Standard output and error are kept apart. A variable that is None is taken away."""
    environment = {**os.environ, **(environment or {})}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=environment, timeout=patience, **more)


def succeed(done):
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done


class Host:
    """A machine's certbot directories, which certbot and chancery use alike."""

    def __init__(self, office, directory):
        self.office = office
        self.directory = pathlib.Path(directory)
        self.config = self.directory / "config"
        self.directories = ["--config-dir", self.config, "--work-dir", self.directory / "work",
                            "--logs-dir", self.directory / "logs"]

    def trusting(self, environment=None):
        return {"REQUESTS_CA_BUNDLE": str(self.office.root), **(environment or {})}

    def certbot(self, *arguments, environment=None):
        return run(["certbot", *arguments, *self.directories], self.trusting(environment))

    def chancery(self, *arguments, environment=None, **more):
        return run([self.office.chancery, *arguments, *self.directories],
                   self.trusting(environment), **more)

    def certonly(self, account, *names, cert_name="www"):
        """The arguments of the issue's command, word for word."""
        domains = [word for name in names for word in ("--domain", name)]
        return ["certonly", "--standalone", "--non-interactive", "--agree-tos", "--email",
                "ops@physics.campus.example", "--server", account.url, "--eab-kid", account.key_id,
                "--eab-hmac-key", account.hmac_key, *domains, "--cert-name", cert_name]

    def live(self, file, cert_name="www"):
        return self.config / "live" / cert_name / file

    def versions(self, cert_name="www"):
        """How many certificates the lineage has had."""
        return len(list((self.config / "archive" / cert_name).glob("cert*.pem")))

    def log(self):
        return "".join(file.read_text() for file in (self.directory / "logs").glob("*.log*"))

    def lineage_files(self):
        """All that a lineage is made of, with contents."""
        return {str(path.relative_to(self.config)): path.read_bytes()
                for part in ("live", "archive", "renewal")
                for path in sorted((self.config / part).rglob("*"))
                if path.is_file() and path.name != "README"}


def verify(office, certificate, chain):
    """By OpenSSL, as the issue says."""
    return succeed(run(["openssl", "verify", "-CAfile", office.root, "-untrusted", chain,
                        certificate]))


def described_by_gnutls(certificate):
    """What another implementation reads, as text."""
    return succeed(run(["certtool", "--certificate-info", "--infile", certificate])).stdout
