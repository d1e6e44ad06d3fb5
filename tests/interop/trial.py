# SPDX-License-Identifier: Apache-2.0
"""One client's run through all that the table says of it."""

import dataclasses
import re
import subprocess
import sys
import traceback

from campus import Wrong
from client import DNS, HTTP, PRE_VALIDATED, TLS_ALPN, NotTried
from harness.office import wait_until
from network import CommandFailed

STEPS = ("registered", "got", "renewed", "revoked")
PATIENCE = 60  # seconds: until a web server shows what it has got


@dataclasses.dataclass(frozen=True)
class Cell:
    word: str  # passed, failed, cannot, not tried
    why: str = ""


PASSED = Cell("passed")
FAILURES = (CommandFailed, Wrong, AssertionError, subprocess.TimeoutExpired, OSError)


@dataclasses.dataclass(frozen=True)
class Trial:
    """A column of the table: a method at an endpoint."""

    column: str
    method: str
    endpoint: str
    with_eab: bool


TRIALS = (
    Trial("pre-validated", PRE_VALIDATED, "ov", True),
    Trial("http-01", HTTP, "dv", False),
    Trial("dns-01", DNS, "dv", False),
    Trial("tls-alpn-01", TLS_ALPN, "dv", False),
    Trial("challenge and EAB", "", "internal", True),
)


class Rehearsal:
    """Runs the trials of one client, and keeps what each step of each came to."""

    def __init__(self, campus, client, logs):
        self.campus = campus
        self.client = client
        self.logs = logs
        self.steps = {}

    def run(self):
        for trial in TRIALS:
            self.steps[trial] = self._steps_of(trial)
            print("    " + trial.column + ": " + ", ".join(
                f"{step} {cell.word}" for step, cell in self.steps[trial].items()), flush=True)
        return self

    def _steps_of(self, trial):
        method = trial.method or self.client.proofs[0]
        if why := self._why_not(trial, method):
            return {"registered": why, "got": why}
        site = self.campus.site(method, trial.endpoint, trial.with_eab)
        with self.campus.host() as host:
            return self._take_steps(trial, host, site)

    def _why_not(self, trial, method):
        if trial.with_eab and "eab" in self.client.cannot:
            return Cell("cannot", self.client.cannot["eab"])
        if method in self.client.cannot:
            return Cell("cannot", self.client.cannot[method])
        if not self.campus.has_endpoint(trial.endpoint):
            return Cell("not tried", f"the server has no endpoint {trial.endpoint}")
        return None

    def _take_steps(self, trial, host, site):
        steps = {}
        for step in STEPS:
            if (step == "revoked") and "revoke" in self.client.cannot:
                steps[step] = Cell("cannot", self.client.cannot["revoke"])
                continue
            try:
                getattr(self, f"_{step}")(host, site)
                steps[step] = PASSED
            except FAILURES as error:
                steps[step] = Cell("failed", reason(error))
                self._log(trial, step, host, error)
                break
        return steps

    def _registered(self, host, site):
        self.client.register(host, site)

    def _got(self, host, site):
        self.client.obtain(host, site)
        self.serial = self._shown(host, site, self.campus.check_valid)
        self.campus.check_registered(site)

    def _renewed(self, host, site):
        self.client.renew(host, site)
        old = self.serial
        self.serial = self._shown(host, site, lambda *shown: self.campus.check_renewed(*shown, old))

    def _revoked(self, host, site):
        chain = self.client.chain(host, site)
        self.client.revoke(host, site)
        self.campus.check_revoked(site, chain)

    def _shown(self, host, site, check):
        """What the check says of the chain, for which a web server gets some time."""
        if not self.client.takes_over_later:
            return check(site, self.client.chain(host, site))
        wrong = [None]

        def right():
            try:
                return check(site, self.client.chain(host, site))
            except (Wrong, CommandFailed) as error:
                wrong[0] = error
                return None
        try:
            return wait_until(right, "the web server to show a new certificate", PATIENCE)
        except AssertionError:
            raise wrong[0] from None

    def _log(self, trial, step, host, error):
        """All that is known of a failure, for those who look into it."""
        self.logs.mkdir(parents=True, exist_ok=True)
        label = re.sub("[^a-z0-9]+", "-", f"{self.client.name} {trial.column} {step}".lower())
        file = self.logs / f"{label}.log"
        said = [traceback.format_exc(), getattr(error, "said", "")]
        for log in ("/root/daemon.log", "/var/log/apache2/error.log",
                    "/var/log/letsencrypt/letsencrypt.log"):
            if host.path(log).exists():
                said += [f"\n== {log}\n", host.path(log).read_text(errors="replace")]
        said += ["\n== chanceryd\n", *self.campus.office.log().splitlines(True)[-50:]]
        file.write_text("".join(said))
        print(f"    {file}", file=sys.stderr)


def reason(error):
    """One line, the same whenever the same thing happens."""
    lines = [line.strip() for line in getattr(error, "said", "").splitlines() if line.strip()]
    telling = lines[-1:]
    for word in ("rror", "urn:ietf:params:acme:error"):
        telling = [line for line in lines if word in line][-1:] or telling
    return ": ".join([str(error).splitlines()[0], *telling])[:300]


def not_tried(client, why):
    return {trial: {"registered": Cell("not tried", why), "got": Cell("not tried", why)}
            for trial in TRIALS}


def rehearse(campus, client, logs):
    """The version, and the steps of each trial."""
    try:
        client.install(campus.cache)
        version = client.version(campus.cache)
    except NotTried as error:
        return "", not_tried(client, str(error))
    return version, Rehearsal(campus, client, logs).run().steps
