# SPDX-License-Identifier: Apache-2.0
"""The README's own steps, as written, on a machine that has none of it yet."""

import os
import pathlib
import re
import subprocess

from harness.programs import run
from harness.system import needs_root

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
HOST = "pki.campus.example"


def blocks():
    """Server, register, host: the commands under "Your first certificate"."""
    section = README.split("## Your first certificate")[1].split("\n## ")[0]
    found = re.findall(r"```\n(.*?)```", section, re.S)
    assert len(found) == 3, "the README has other steps: change this test with them"
    return found


def without(block, *lines):
    """The block without these lines, which must be there."""
    for line in lines:
        assert f"{line}\n" in block, f"the README has no line {line!r}"
        block = block.replace(f"{line}\n", "", 1)
    return block


def script(build):
    server, register, host = blocks()
    # It is built, and nobody runs systemd here: the unit's own command, as its own user.
    server = without(server, "make", "systemctl daemon-reload", "systemctl enable --now chanceryd")
    host = host.replace("KEYID", "$key_id").replace("--eab-hmac-key HMAC",
                                                    '--eab-hmac-key="$hmac_key"')
    return f"""
        set -eux
        cd {ROOT}
        ip link set lo up
        echo "127.0.0.1 localhost {HOST}" >/etc/hosts
        alias make='make BUILD={build}'
        {server}
        unit=/usr/local/lib/systemd/system/chanceryd.service
        command=$(sed -n 's/^ExecStart=//p' $unit)
        user=$(sed -n 's/^User=//p' $unit)
        runuser -u $user -- $command 2>/var/log/chanceryd &
        server=$!
        trap 'kill $server; cat /var/log/chanceryd' EXIT
        until [ -S /var/lib/chancery/api.sock ]; do kill -0 $server; sleep 0.1; done
        ({register}) | tee /root/account
        key_id=$(sed -n 's/^Key ID: //p' /root/account)
        hmac_key=$(sed -n 's/^HMAC key: //p' /root/account)
        cd /root
        {host}
        openssl verify -CAfile {HOST}-root.pem -untrusted /etc/letsencrypt/live/www/chain.pem \\
            /etc/letsencrypt/live/www/cert.pem
        certbot renew --force-renewal --no-random-sleep-on-renew
        stat -c '%U %a' /var/lib/chancery /var/lib/chancery/chancery.db
    """


# The machine's own files under a layer that goes away with the namespace.
FRESH = """
    mount -t tmpfs tmpfs "$1"
    mkdir "$1/up" "$1/work" "$1/root"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root"
    for each in proc dev sys; do mount --rbind "/$each" "$1/root/$each"; done
    mkdir -p "$1/root$2" "$1/root$3"
    mount --bind "$2" "$1/root$2"
    mount --bind "$3" "$1/root$3"
    exec chroot "$1/root" bash -c "shopt -s expand_aliases
$4"
"""


@needs_root
def test_the_readmes_steps_lead_to_a_certificate(build, tmp_path):
    done = run(["unshare", "-mn", "--propagation", "private", "bash", "-ec", FRESH, "bash", tmp_path,
                ROOT, build.resolve(), script(build.resolve())],
               {"REQUESTS_CA_BUNDLE": None, "HOME": "/root"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Successfully received certificate." in done.stdout
    assert "all renewals succeeded" in done.stdout
    assert "chancery 700\nchancery 600\n" in done.stdout
    assert not os.path.exists("/var/lib/chancery"), "nothing of it was on the machine itself"


def make_install(build, *settings):
    return subprocess.run(["make", "install", f"BUILD={build}", *settings], cwd=ROOT, check=True,
                          capture_output=True, text=True)


def test_make_install_goes_where_it_is_told(build, tmp_path):
    make_install(build.resolve(), f"DESTDIR={tmp_path}", "PREFIX=/usr")
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    unit = "usr/lib/systemd/system/chanceryd.service"
    assert files == {"usr/bin/chanceryd", "usr/bin/chancery", unit}
    for program in ("chanceryd", "chancery"):
        said = subprocess.check_output([tmp_path / "usr/bin" / program, "--version"], text=True)
        assert said.startswith(program)
    text = (tmp_path / unit).read_text()
    assert "ExecStart=/usr/bin/chanceryd serve --data /var/lib/chancery\n" in text
    assert "@" not in text
    subprocess.run(["make", "uninstall", f"DESTDIR={tmp_path}", "PREFIX=/usr"], cwd=ROOT, check=True,
                   capture_output=True)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_make_install_takes_the_prefix_of_gnu_too(build, tmp_path):
    make_install(build.resolve(), f"prefix={tmp_path}/local")
    assert (tmp_path / "local/bin/chanceryd").exists()


def test_nothing_that_make_writes_is_left_untracked():
    """Logs of configuring and building, too."""
    written = re.findall(r">+\s*\"?(\S*?\.log)", (ROOT / "Makefile").read_text()
                         + (ROOT / "tools/sanitize").read_text()
                         + (ROOT / "tests/fuzz/run").read_text())
    assert written
    for each in written:
        path = re.sub(r"\$\(BUILD\)|\$build|build-\$name", "build", each)
        done = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT)
        assert done.returncode == 0, f"git does not ignore {each}"
