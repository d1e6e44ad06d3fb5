# SPDX-License-Identifier: Apache-2.0
"""What `chancery` makes of certbot's settings, on the command line, in cli.ini and in renewal files."""

import dataclasses
import json
import pathlib

import pytest

from harness.programs import Host, run, succeed

NAME = "host0.physics.campus.example"
SECOND = "host1.physics.campus.example"
RENEW = ["renew", "--force-renewal", "--no-random-sleep-on-renew"]

# What the certbot of this system knows, from itself.
ASK_CERTBOT = """
import json
from certbot._internal import cli, renewal
from certbot._internal.plugins import disco
cli.prepare_and_parse_args(disco.PluginsRegistry.find_all(), ["certonly", "-d", "a.example"])
actions = cli.helpful_parser.parser._actions
print(json.dumps({"options": [[name, action.nargs == 0] for action in actions
                              for name in action.option_strings],
                  "kept": sorted(renewal.CONFIG_ITEMS)}))
"""


@pytest.fixture(scope="session")
def certbot():
    """Its options, each with whether it is a flag, and what it keeps in renewal files."""
    return json.loads(succeed(run(["/usr/bin/python3", "-W", "ignore", "-c", ASK_CERTBOT])).stdout)


def renewal_file(host, name="www"):
    return host.config / "renewal" / f"{name}.conf"


def change(host, old, new, name="www"):
    file = renewal_file(host, name)
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def add(host, line, name="www"):
    with open(renewal_file(host, name), "a") as file:
        file.write(line + "\n")


def clients_of(office, account):
    return office.admin_json("account", "clients", account.name)["items"]


def test_every_option_of_certbots_works_or_is_warned_of_or_refused_by_name(host, certbot):
    assert len(certbot["options"]) > 100
    values = {"-d": NAME, "--domain": NAME, "--domains": NAME, "--ip-address": "127.0.0.1",
              "-c": "/dev/null", "--config": "/dev/null"}
    for name, is_flag in certbot["options"]:
        done = host.chancery("certificates", name, *([] if is_flag else [values.get(name, "1")]))
        said = done.stdout + done.stderr
        assert "unrecognized arguments" not in said and "expected one argument" not in said, said
        assert done.returncode == 0 or name in said or "is not supported" in said, (name, said)


def test_every_setting_that_certbot_keeps_is_known(office, host, certbot):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    before = renewal_file(host).read_text()
    values = {"installer": "None", "authenticator": "standalone", "pref_challs": "http-01,"}
    for key in certbot["kept"]:
        lines = [line for line in before.splitlines() if not line.startswith(f"{key} =")]
        renewal_file(host).write_text("\n".join([*lines, f"{key} = {values.get(key, 'None')}", ""]))
        done = host.chancery("renew")
        assert "not known" not in done.stderr and "no effect" not in done.stderr, (key, done.stderr)


def test_certbots_ancient_renewal_files_are_renewed_with_one_warning(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    kept = renewal_file(host).read_text()
    samples = pathlib.Path("/usr/lib/python3/dist-packages/certbot/tests/testdata")
    ancient = (samples / "sample-renewal.conf").read_text()
    settings = ancient[ancient.index("[renewalparams]\n") + len("[renewalparams]\n"):]
    ours = kept[kept.index("[renewalparams]\n") + len("[renewalparams]\n"):]
    own = {line.split(" = ")[0] for line in ours.splitlines()} | {"must_staple", "rsa_key_size"}
    settings = "".join(line + "\n" for line in settings.splitlines() if line.split(" = ")[0] not in own)
    renewal_file(host).write_text(kept + settings)
    done = succeed(host.chancery(*RENEW))
    assert host.versions() == 2
    warnings = [line for line in done.stderr.splitlines() if "no effect in chancery" in line]
    assert len(warnings) == 1 and "apache_enmod" in warnings[0], done.stderr
    succeed(host.certbot(*RENEW))
    assert host.versions() == 3


@pytest.mark.parametrize("line, says", [
    ("installer = nginx", "the installer nginx is not supported"),
    ("pref_challs = dns-01,", "None of the preferred challenges"),
    ("a_setting_of_tomorrow = 1", "a_setting_of_tomorrow"),
])
def test_a_lineage_that_cannot_be_renewed_as_it_is_set_is_left_alone(office, host, line, says):
    account = office.account(NAME, SECOND)
    succeed(host.chancery(*host.certonly(account, NAME)))
    succeed(host.chancery(*host.certonly(account, SECOND, cert_name="second")))
    add(host, line)
    done = host.chancery(*RENEW)
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert "0 renew failure(s), 1 parse failure(s)" in done.stderr
    assert (host.versions(), host.versions("second")) == (1, 2)
    # Also while nothing is due.
    assert host.chancery("renew").returncode == 1


def test_hooks_of_a_renewal_file_are_run_whatever_certbot_called_them(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    said = host.directory / "said"
    for key in ("pre_hook", "deploy_hook", "post_hook"):
        add(host, f"{key} = echo {key} >> {said}")
    succeed(host.chancery(*RENEW))
    assert said.read_text().split() == ["pre_hook", "deploy_hook", "post_hook"]


def test_cli_ini_says_which_server_is_meant(office, host, tmp_path):
    account = office.account(NAME)
    personal = tmp_path / "xdg/letsencrypt"
    personal.mkdir(parents=True)
    ini = personal / "cli.ini"
    ini.write_text(f"server = {account.url}\neab-kid = {account.key_id}\n"
                   f"eab-hmac-key = {account.hmac_key}\nagree-tos = true\nhttps-port = 444\n"
                   "authenticator = standalone\ndomains = elsewhere.example\n")
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    succeed(host.chancery("certonly", "-n", "-d", NAME, "--cert-name", "www", environment=environment))
    assert len(clients_of(office, account)) == 1
    done = succeed(host.chancery(*RENEW, environment=environment))
    assert host.versions() == 2
    assert done.stderr.count(f"https-port in {ini} (line 5) has no effect") == 1
    succeed(host.certbot(*RENEW, environment=environment))

    ini.write_text(ini.read_text() + "requierd-profile = x\n")
    done = host.chancery(*RENEW, environment=environment)
    assert done.returncode == 2 and "unknown setting requierd-profile" in done.stderr
    assert "did you mean --required-profile?" in done.stderr
    assert account.hmac_key not in done.stderr and host.versions() == 3


def test_a_staging_certificate_replaces_a_good_one_only_on_demand(office, host):
    good = office.account(NAME)
    staging = dataclasses.replace(good, url=good.url.replace("/ov/", "/staging/"))
    succeed(host.chancery(*host.certonly(good, NAME)))
    before = host.lineage_files()
    words = [*host.certonly(staging, NAME), "--force-renewal"]
    for program in (host.chancery, host.certbot):
        done = program(*words)
        assert done.returncode == 1 and "--break-my-certs" in done.stderr, done.stderr
        assert host.lineage_files() == before
    succeed(host.chancery(*words, "--break-my-certs"))
    assert host.versions() == 2
    assert "INVALID: TEST_CERT" in succeed(host.chancery("certificates")).stdout
    succeed(host.chancery(*RENEW))


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_the_umask_makes_the_same_modes_as_with_certbot(office, tmp_path, umask):
    account = office.account(NAME)
    modes = []
    for program in ("certbot", office.chancery):
        host = Host(office, tmp_path / pathlib.Path(program).name)
        succeed(run([program, *host.certonly(account, NAME), *host.directories], host.trusting(),
                    umask=umask))
        modes.append({str(path.relative_to(host.config)): oct(path.lstat().st_mode)
                      for path in host.config.rglob("*")
                      if not {"accounts", "csr", "keys"} & set(path.parts)})
        modes[-1] |= {path.name: oct(path.stat().st_mode) for path in host.config.rglob("*.json")}
    assert modes[0] == modes[1]


def test_relative_paths_in_a_renewal_file_are_those_of_the_working_directory(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    change(host, f" = {host.config}/", " = config/")
    for program, count in (("chancery", 2), ("certbot", 3)):
        program = office.chancery if program == "chancery" else program
        succeed(run([program, *RENEW, *host.directories], host.trusting(), cwd=host.directory))
        assert host.versions() == count
    assert host.chancery(*RENEW).returncode == 1, "from another directory"


def test_a_second_lineage_for_the_same_names_is_not_taken_for_the_first(office, host):
    account = office.account(NAME)
    words = [word for word in host.certonly(account, NAME)][:-2]
    succeed(host.chancery(*words))
    succeed(host.chancery(*words, "--duplicate"))
    succeed(host.chancery(*words, "--force-renewal"))
    assert (host.versions(NAME), host.versions(f"{NAME}-0001")) == (2, 1)


@pytest.mark.parametrize("environment", [
    {"CURL_CA_BUNDLE": "{root}"},
    {"CURL_CA_BUNDLE": "{root}", "https_proxy": "http://127.0.0.1:1", "no_proxy": "{place}"},
    {"SSL_CERT_FILE": "{root}", "HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "other, {place}"},
])
def test_the_environment_of_curl_is_heeded(office, host, environment):
    account = office.account(NAME)
    place = account.url.split("/")[2]
    filled = {name: value.format(root=office.root, place=place)
              for name, value in environment.items()}
    succeed(host.chancery(*host.certonly(account, NAME),
                          environment={"REQUESTS_CA_BUNDLE": "", **filled}))


def test_a_proxy_is_used_for_other_ports(office, host):
    account = office.account(NAME)
    host_alone = account.url.split("/")[2].split(":")[0]
    done = host.chancery(*host.certonly(account, NAME), environment={
        "https_proxy": "http://127.0.0.1:1", "no_proxy": f"{host_alone}:1"})
    assert done.returncode == 1


def test_an_account_without_a_part_is_registered_anew_and_a_damaged_one_is_named(office, host):
    account = office.account(NAME)
    words = [*host.certonly(account, NAME), "--force-renewal"]
    succeed(host.chancery(*words))
    registration, = host.config.rglob("regr.json")
    registration.unlink()
    succeed(host.chancery(*words))
    assert len(clients_of(office, account)) == 2
    damaged, = host.config.rglob("regr.json")
    damaged.write_text("{")
    for done in (host.chancery(*words), host.chancery(*RENEW)):
        assert done.returncode == 1 and f"{damaged} is damaged" in done.stderr, done.stderr
    assert len(clients_of(office, account)) == 2
