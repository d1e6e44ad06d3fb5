# SPDX-License-Identifier: Apache-2.0
"""Fixtures: one furnished office for the tests that do no harm, and a factory for the others."""

import contextlib
import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from harness.acme import Client  # noqa: E402
from harness.office import Clock, Office  # noqa: E402
from harness.programs import Host  # noqa: E402
from harness.test_ca import TestCa  # noqa: E402


@pytest.fixture(scope="session")
def build():
    directory = pathlib.Path(os.environ.get("CHANCERY_BUILD", "build"))
    assert (directory / "bin/chanceryd").exists(), f"{directory} holds no build; see tests/e2e/run"
    return directory


@contextlib.contextmanager
def furnished(office, **options):
    office.init()
    office.start(**options)
    try:
        office.furnish()
        yield office
    finally:
        office.stop()


@pytest.fixture(scope="session")
def office(build, tmp_path_factory):
    """Shared: a test adds accounts of its own, and leaves departments and domains as they are."""
    with furnished(Office(build, tmp_path_factory.mktemp("office"))) as office:
        yield office


@pytest.fixture
def bare_office(build, tmp_path):
    """Of the test's own, not even initialised."""
    office = Office(build, tmp_path)
    yield office
    office.kill()


@pytest.fixture
def own_office(bare_office):
    """Of the test's own, furnished and serving."""
    with furnished(bare_office):
        yield bare_office


@pytest.fixture
def timed_office(bare_office, tmp_path):
    """As above, with a clock that the test moves."""
    bare_office.clock = Clock(tmp_path / "clock")
    with furnished(bare_office, environment=bare_office.clock.environment()):
        yield bare_office


@pytest.fixture
def host(office, tmp_path):
    return Host(office, tmp_path)


@pytest.fixture
def open_directory():
    """One that other users can reach, unlike pytest's."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="chancery-e2e-", dir="/tmp"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def acme(office):
    """A registered ES256 client that may have host0 to host2 below physics.campus.example."""
    names = [f"host{number}.physics.campus.example" for number in range(3)]
    client = Client(office).register(office.account(*names))
    yield client
    client.close()


@pytest.fixture
def started(build, tmp_path):
    """A test CA of this configuration and this environment."""
    with contextlib.ExitStack() as stack:
        yield lambda configuration=None, environment=None: stack.enter_context(
            TestCa(build, tmp_path, configuration, environment)).start()


@pytest.fixture
def ca(started):
    return started()
