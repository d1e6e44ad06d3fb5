# SPDX-License-Identifier: Apache-2.0
"""Wycheproof's test vectors, as the Go module has them: signatures that are right, and many more that
are nearly so, each verified as the server verifies those of requests and certificates."""

import re

from client import NotTried
from suite import Suite, Tally, go_module

MODULE = "github.com/c2sp/wycheproof"
VERSION = "v0.0.0-20260902155932-3fa63dd0344a"  # it has no releases
VECTORS = (
    "json_web_signature_test", "ed25519_test",
    *(f"ecdsa_{curve}_{digest}{form}_test" for form in ("_p1363", "")
      for curve, digest in (("secp256r1", "sha256"), ("secp384r1", "sha384"), ("secp521r1", "sha512"))),
    *(f"rsa_signature_{bits}_sha256_test" for bits in (2048, 3072, 4096)))


class Wycheproof(Suite):
    name = "Wycheproof"

    def __init__(self):
        self.program = None

    def install(self, cache):
        self.source = go_module(cache, MODULE, VERSION)
        self.program = cache.parent / "bin/wycheproof"
        if not self.program.exists():
            raise NotTried("this build has no bin/wycheproof")

    def version(self, cache):
        return VERSION.rpartition("-")[2]

    def run(self, stage):
        said = stage.run(self.program, *(self.source / f"testvectors_v1/{name}.json" for name in VECTORS))
        lines = re.findall(r"(?m)^(ok|not ok|skip) ((\S+) .+)$", said)
        passed, failed = ([name for word, name, _ in lines if word == each] for each in ("ok", "not ok"))
        # Each of these would be a line of its own in the table.
        skipped = [f"{file}: signed with an algorithm that the server does not take, or in a way "
                   "that may be refused" for word, _, file in lines if word == "skip"]
        return Tally(passed, failed, skipped)
