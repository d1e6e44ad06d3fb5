# SPDX-License-Identifier: Apache-2.0
"""instant-acme: a Rust library, whose tests start Pebble and its challenge server themselves."""

import os
import pathlib
import re
import shutil

from client import NotTried, fetch
from suite import Suite, Tally

# A package of nobody's, by which cargo says which version is the newest and fetches it.
WISH = """[package]
name = "wish"
version = "0.0.0"
edition = "2021"

[dependencies]
instant-acme = "*"
"""
FEATURES = "rcgen,time,x509-parser"  # each has tests


class InstantAcme(Suite):
    name = "instant-acme"

    def install(self, cache):
        wish = cache / "suites/instant-acme"
        (wish / "src").mkdir(parents=True, exist_ok=True)
        (wish / "Cargo.toml").write_text(WISH)
        (wish / "src/lib.rs").touch()
        fetch("cargo", "fetch", "--quiet", cwd=wish)
        found = re.search(r'name = "instant-acme"\nversion = "([^"]+)"', (wish / "Cargo.lock").read_text())
        self.newest = found[1]
        home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
        fetched = next(home.glob(f"registry/src/*/instant-acme-{self.newest}"))
        self.source = wish / self.newest
        shutil.copytree(fetched, self.source, dirs_exist_ok=True)
        if not (self.source / "tests/pebble.rs").exists():
            raise NotTried("its package has no tests")
        self._cargo(fetch, "--no-run")

    def _cargo(self, run, *words, **more):
        return run("cargo", "test", "--features", FEATURES, "--test", "pebble", *words,
                   cwd=self.source, **more)

    def version(self, cache):
        return self.newest

    def run(self, stage):
        # Each starts a CA, which makes RSA keys, and waits for it four seconds at most.
        said = self._cargo(stage.run, "--offline", "--", "--ignored", "--test-threads=1", environment={
            "PEBBLE": str(stage.directory / "bin/pebble"),
            "CHALLTESTSRV": str(stage.directory / "bin/pebble-challtestsrv")})

        # What the servers say stands between a test's name and its end.
        ended = re.findall(r"(?ms)^test (\S+) \.\.\. (?:.*?\n)??(ok|FAILED)$", said)
        return Tally(*([name for name, word in ended if word == each] for each in ("ok", "FAILED")), [])
