# SPDX-License-Identifier: Apache-2.0
"""Issuance on PostgreSQL: with few and many connections, and with three processes on one database."""

import concurrent.futures
import copy
import pathlib
import re
import shutil
import sys

from office import Generator, Office, free_port

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from harness.system import Postgres  # noqa: E402 (the path first)

CONNECTIONS = (8, 32, 128, 512)
COMPARED = 32
PROCESSES = 3
EXPECTED_SHARE = 0.5


def another_process(office, number):
    """The same office in a process of its own, with a directory and ports of its own."""
    twin = copy.copy(office)
    twin.data = office.data.with_name(f"{office.data.name}-{number}")
    shutil.rmtree(twin.data, ignore_errors=True)
    shutil.copytree(office.data, twin.data, ignore=lambda folder, names: [
        name for name in names if (pathlib.Path(folder) / name).is_socket()])
    file = twin.data / "chancery.toml"
    ports = {}

    def own(found):
        return f"{found.group(1)}:{ports.setdefault(found.group(2), free_port())}"

    pattern = r"(127\.0\.0\.1|localhost):(\d+)"
    file.write_text(re.sub(pattern, own, file.read_text()))
    url, key_id, hmac_key = office.credential
    twin.credential = re.sub(pattern, own, url), key_id, hmac_key
    twin.configure()
    twin.start()
    return twin


def with_connections(office, pinned, connections, issuances):
    """A phase of so many clients; the server must refuse none."""
    generator = Generator(office, connections, pinned)
    generator.saturate(connections)
    figures = generator.saturate(issuances)
    generator.stop()
    return figures


def with_processes(office, pinned, connections, issuances):
    """All processes loaded at once; what they did and used together."""
    offices = [office, *(another_process(office, number) for number in range(2, PROCESSES + 1))]
    try:
        generators = [Generator(each, connections, pinned) for each in offices]
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as threads:
            phases = list(threads.map(lambda each: each.saturate(issuances), generators))
        for generator in generators:
            generator.stop()
    finally:
        for each in offices[1:]:
            each.stop()
    return {"issuances": sum(each["issuances"] for each in phases),
            "seconds": max(each["seconds"] for each in phases),
            "serverCpuSeconds": sum(each["serverCpuSeconds"] for each in phases)}


def measure(options, server_pin, generator_pin):
    """Issuances with each number of connections, and with several processes."""
    issuances = max(200, options.issuances // 20)
    with Postgres(durable=True) as server:
        office = Office(options.build, max(CONNECTIONS), server_pin, "postgresql", server.url)
        try:
            phases = {str(each): with_connections(office, generator_pin, each, issuances)
                      for each in CONNECTIONS}
            together = with_processes(office, generator_pin, COMPARED, issuances)
        finally:
            office.stop()
    return {"connections": phases, "processes": together}


def report(result, sqlite):
    print("\nPostgreSQL, durable, on the same machine (its own CPU is not counted)")
    for connections, each in result["connections"].items():
        print(f"  {connections:>4} connections: {each['perSecond']:7.1f} per second, "
              f"{each['perCpuSecond']:7.1f} per second of server CPU, {each['commits']:.2f} commits "
              f"each, p99 of an issuance {each['milliseconds']['all']['p99']:.0f} ms")
    together = result["processes"]
    print(f"  {PROCESSES} processes, {COMPARED} connections each: "
          f"{together['issuances'] / together['seconds']:7.1f} per second, "
          f"{together['issuances'] / together['serverCpuSeconds']:7.1f} per second of server CPU")
    share = result["connections"][str(COMPARED)]["perCpuSecond"] / sqlite["perCpuSecond"]
    print(f"Expected: at least {EXPECTED_SHARE} of SQLite's issuances per second of server CPU: "
          f"{share:.2f}, {'reached' if share >= EXPECTED_SHARE else 'NOT reached'}")
