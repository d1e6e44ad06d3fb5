# SPDX-License-Identifier: Apache-2.0
"""Without servers in `[dns]` the office asks its way down from the root, wherever strangers' zones
lead it."""

import pathlib
import subprocess
import sys

from harness import root_server
from harness.office import Office, wait_until
from harness.programs import run
from harness.system import Network, check, needs_root, trusting_root

pytestmark = needs_root


def test_delegations_that_lead_in_a_circle_end_the_challenge(build, tmp_path):
    with Network() as network:
        check("ip", "-n", network.server, "route", "add", "default", "via", network.host_address)
        for address in root_server.ADDRESSES:
            check("ip", "-n", network.host, "address", "add", f"{address}/32", "dev", "lo")
        asked = tmp_path / "asked"
        root = subprocess.Popen(
            [*network.on_host(), sys.executable, pathlib.Path(root_server.__file__), asked],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        office = Office(build, tmp_path)
        try:
            assert root.stdout.readline() == "ready\n"
            office.init(hostname=network.server_address, listen=f"{network.server_address}:8443")
            office.configure("#dnssec = .*", "dnssec = false")
            office.start(network.on_server(), wait=False)
            wait_until((office.data / "api.sock").exists, "the administrator's socket")
            done = run([*network.on_host(), *trusting_root(office.root, tmp_path), "lego",
                        "--accept-tos", "--email", "ops@campus.example", "--server",
                        f"{office.public_url}/acme/dv/directory", "--path", tmp_path / "lego",
                        "--domains", "www.loop-one.net", "--http", "run"])
            assert done.returncode != 0
            [event] = office.events(action="authorization.failed")
            assert "the address of www.loop-one.net" in event["detail"], event
            questions = asked.read_text().split()
            assert set(root_server.OTHER) <= set(questions)  # each was asked for the other
            assert len(questions) < 500
        finally:
            office.stop()
            root.kill()
            root.wait()
