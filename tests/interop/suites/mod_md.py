# SPDX-License-Identifier: Apache-2.0
"""mod_md's own tests, which are in no package: from a checkout of its repository that the
environment's MOD_MD names, with Debian's Apache and Debian's module. What wants its command line
a2md, which Debian leaves out, is skipped, and so is what wants OCSP."""

import os
import pathlib
import re
import shutil

from client import NotTried, debian_version
from suite import Suite, junit_tally

MODULES = pathlib.Path("/usr/lib/apache2/modules")
# What its configure script would have written; the ports are those of its configuration of Pebble.
CONFIGURATION = """[global]
curl_bin = curl
nghttp =
h2load =
prefix = /usr
exec_prefix = /usr
bindir = /usr/bin
sbindir = /usr/sbin
libdir = /usr/lib
libexecdir = /usr/lib
apr_bindir = /usr/bin
apxs = /usr/bin/apxs
httpd = /usr/sbin/apache2

[httpd]
version = {version}
name = apache2
dso_modules = {modules}
mpm_modules = mpm_event mpm_worker mpm_prefork

[test]
src_dir = {source}
gen_dir = {place}/gen
http_port = 5002
https_port = 5001
proxy_port = 5003
http_port2 = 5004
ws_port = 5100
http_tld = tests.httpd.apache.org
test_dir = {source}/test/pyhttpd
test_src_dir = {source}/test/pyhttpd
"""


class ModMd(Suite):
    name = "mod_md, tests"
    patience = 5400  # it restarts Apache for most tests

    def install(self, cache):
        checkout = os.environ.get("MOD_MD")
        if not checkout:
            raise NotTried("its tests are in no package; MOD_MD may name a checkout")
        if not (MODULES / "mod_md.so").exists() or not shutil.which("apxs"):
            raise NotTried("apache2 and apache2-dev are not installed")
        self.checkout = pathlib.Path(checkout)

    def version(self, cache):
        return re.match(r"v(\S+)", (self.checkout / "ChangeLog").read_text())[1]

    def run(self, stage):
        # Apache's children are another user, who must get to what they serve.
        stage.directory.chmod(0o755)
        source = stage.directory / "mod_md"
        shutil.copytree(self.checkout / "test", source / "test")
        (source / "src/.libs").mkdir(parents=True)
        (source / "src/.libs/mod_md.so").symlink_to(MODULES / "mod_md.so")
        found = sorted(path.stem.removeprefix("mod_") for path in MODULES.glob("mod_*.so"))
        (source / "test/pyhttpd/config.ini").write_text(CONFIGURATION.format(
            version=re.match(r"[\d.]+", debian_version("apache2").removeprefix("Debian "))[0],
            modules=" ".join(found), source=source, place=stage.directory))
        report = stage.directory / "report.xml"
        stage.run("/usr/bin/python3", "-m", "pytest", "-p", "no:cacheprovider",
                  f"--junitxml={report}", "test/modules/md", cwd=source,
                  environment={"PYTHONDONTWRITEBYTECODE": "1"})
        return junit_tally(report, lambda case: case.get("name"))
