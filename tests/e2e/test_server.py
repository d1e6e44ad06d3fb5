# SPDX-License-Identifier: Apache-2.0
"""The server as a program: its listeners, its log, its end, its bounds, its own certificate."""

import contextlib
import http.client
import json
import signal
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest
from cryptography import x509

from harness.acme import Client, client, compact, make_csr
from harness.office import PATIENCE, Clock, wait_until

NAME = "host0.physics.campus.example"


def connect(office, context=None):
    """TLS to the server, over which bytes are sent as they are."""
    plain = socket.create_connection(("127.0.0.1", office.port), PATIENCE)
    return (context or office.trust()).wrap_socket(plain, server_hostname="localhost")


def get(office, path):
    with urllib.request.urlopen(office.public_url + path, context=office.trust(),
                                timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_health_is_on_https_and_on_a_listener_of_its_own(office):
    for path in ("/healthz", "/readyz"):
        assert get(office, path)[0] == 200
        assert office.status(path)[0] == 200
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(office, "/metrics")
    status, text = office.status("/metrics")
    assert status == 200 and "# TYPE chancery_certificates_issued_total counter" in text
    assert office.status("/api/v1/me")[0] == 404


def test_metrics_count_what_was_issued_and_refused(office, acme):
    issued = office.metric("chancery_certificates_issued_total")
    refused = office.metric("chancery_acme_refusals_total")
    acme.obtain(NAME)
    acme.new_order("other.example")
    assert office.metric("chancery_certificates_issued_total") == issued + 1
    assert office.metric("chancery_acme_refusals_total") == refused + 1


def test_the_root_is_there_to_fetch(office):
    status, text = get(office, "/ca/root.pem")
    assert (status, text) == (200, office.root.read_text())


# conforms: 8555-6.1-2
@pytest.mark.parametrize("version, taken", [
    ("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)])
def test_tls_1_2_and_1_3_are_spoken_and_nothing_older(office, version, taken):
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"localhost:{office.port}", version, "-CAfile",
         office.root, "-verify_return_error", "-cipher", "DEFAULT@SECLEVEL=0"],
        input="", capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode == 0) == taken, done.stdout + done.stderr
    if not taken:
        assert "alert protocol version" in done.stderr, "it is the server that refuses"


# conforms-refusal: 8555-6.1-1
def test_plain_http_is_told_to_use_https(office):
    with socket.create_connection(("127.0.0.1", office.port), PATIENCE) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"https" in plain.recv(4096)


def test_it_stops_gracefully_with_a_request_in_flight(own_office):
    c = Client(own_office).register(own_office.account(NAME))
    body = compact(c.jws(c.new_order_url, {"identifiers": [{"type": "dns", "value": NAME}]}))
    with connect(own_office) as waiting, connect(own_office) as idle:
        head = (f"POST /acme/ov/new-order HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: application/jose+json\r\nContent-Length: {len(body)}\r\n\r\n")
        waiting.sendall(head.encode() + body[:10])
        assert get(own_office, "/healthz")[0] == 200
        own_office.process.send_signal(signal.SIGTERM)
        wait_until(lambda: refuses_connections(own_office), "the listener to close")
        waiting.sendall(body[10:])
        answer = http.client.HTTPResponse(waiting)
        answer.begin()
        assert answer.status == 201 and answer.headers["Connection"] == "close"
        with contextlib.suppress(OSError):
            assert idle.recv(1) == b""
    assert own_office.process.wait(PATIENCE) == 0
    assert json.loads(own_office.log().splitlines()[-1])["message"] == "stopped"
    assert not (own_office.data / "api.sock").exists()


def refuses_connections(office):
    try:
        socket.create_connection(("127.0.0.1", office.port), 1).close()
    except ConnectionRefusedError:
        return True
    except OSError:  # just being closed
        pass
    return False


def test_it_tells_systemd_when_it_is_ready_and_when_it_stops(bare_office):
    bare_office.init()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(bare_office.directory / "notify"))
        notify.settimeout(PATIENCE)
        bare_office.start(environment={"NOTIFY_SOCKET": notify.getsockname()}, wait=False)
        assert notify.recv(100) == b"READY=1"
        wait_until(bare_office.is_serving, "readiness to be green")
        assert bare_office.stop() == 0
        assert notify.recv(100) == b"STOPPING=1"


def test_a_head_and_a_body_that_trickle_are_cut_off(bare_office):
    bare_office.init()
    bare_office.configure("#head_seconds = 10", "head_seconds = 1")
    bare_office.configure("#body_seconds = 30", "body_seconds = 1")
    bare_office.configure("#idle_seconds = 75", "idle_seconds = 1")
    bare_office.start()
    with connect(bare_office) as head, connect(bare_office) as body, connect(bare_office) as idle:
        head.sendall(b"GET / HTTP/1.1\r\nHost: ")
        body.sendall(b"POST /acme/ov/new-order HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Type: application/jose+json\r\nContent-Length: 100\r\n\r\n{")
        for late in (head, body):
            answer = b""
            while piece := late.recv(4096):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 408 ") and answer.count(b"HTTP/1.1") == 1
        assert idle.recv(4096) == b""
    with socket.create_connection(("127.0.0.1", bare_office.port), PATIENCE) as silent:
        assert silent.recv(4096) == b"", "a handshake that does not begin is cut off too"


def test_a_head_and_a_body_that_are_larger_than_set_are_refused(bare_office):
    bare_office.init()
    bare_office.configure("#head_kib = 16", "head_kib = 1")
    bare_office.configure("#body_kib = 64", "body_kib = 1")
    bare_office.start()
    for head, body, status in ((500, 500, 400), (2000, 0, 431), (0, 2000, 413)):
        with connect(bare_office) as connection:
            connection.sendall(b"POST /acme/ov/new-order HTTP/1.1\r\nHost: localhost\r\n"
                               b"Content-Type: application/jose+json\r\nConnection: close\r\n"
                               b"X: %s\r\nContent-Length: %d\r\n\r\n" % (b"x" * head, body))
            if status == 400:
                connection.sendall(b"x" * body)
            assert connection.recv(4096).startswith(b"HTTP/1.1 %d " % status), (head, body)


def test_beyond_the_bound_the_address_with_the_most_connections_loses_its_oldest(bare_office):
    bare_office.init()
    bare_office.configure("#connections = 10000", "connections = 4")
    bare_office.start()
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with contextlib.ExitStack() as held:
        connections = []
        for _ in range(6):
            c = held.enter_context(connect(bare_office))
            c.sendall(request)
            assert b" 200 " in c.recv(4096)
            connections.append(c)
        for oldest in connections[:2]:
            assert oldest.recv(4096) == b""
        for kept in connections[2:]:
            kept.sendall(request)
            assert b" 200 " in kept.recv(4096)
        assert bare_office.status("/healthz")[0] == 200, "a listener of its own"


def test_the_log_is_json_and_holds_no_secret(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        c.obtain(NAME)
        c.new_order("other.example")
        c.new_account(account)
    token = (own_office.data / "admin-token").read_text().strip()
    request = urllib.request.Request(own_office.public_url + "/api/v1/me",
                                     headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, context=own_office.trust(), timeout=PATIENCE) as answer:
        assert json.load(answer)["role"] == "administrator"
    own_office.stop()
    lines = [json.loads(line) for line in own_office.log().splitlines()]
    assert lines and all({"time", "level", "message"} <= set(line) for line in lines)
    master_key = (own_office.data / "master.key").read_text().strip()
    stored = b"".join(file.read_bytes() for file in own_office.data.glob("chancery.db*"))
    for secret in (account.hmac_key, token, master_key):
        assert secret not in own_office.log()
        assert secret.encode() not in stored


def test_on_a_terminal_the_log_is_for_people(bare_office):
    bare_office.init()
    # Without a shell in between, which Ctrl-C would end too.
    command = f"exec {bare_office.chanceryd} serve --data {bare_office.data}"
    with subprocess.Popen(["script", "-qec", command, "/dev/null"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        line = next(line for line in process.stdout if "serving" in line)
        process.stdin.write("\x03")
        process.stdin.flush()
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
    assert not line.startswith("{") and "publicUrls=" in line


def served_certificate(office):
    """Unverified: the server's clock may be another one."""
    pem = ssl.get_server_certificate(("127.0.0.1", office.port))
    return x509.load_pem_x509_certificate(pem.encode())


def test_the_servers_own_certificate_is_renewed(bare_office, tmp_path):
    bare_office.init()
    bare_office.start()
    first = served_certificate(bare_office)
    bare_office.stop()
    bare_office.start()
    assert served_certificate(bare_office) == first, "not before it is due"
    bare_office.stop()
    clock = Clock(tmp_path / "clock")
    clock.advance(days=80)
    bare_office.start(environment=clock.environment())
    second = served_certificate(bare_office)
    assert second.serial_number != first.serial_number
    assert second.not_valid_after > first.not_valid_after
    serial = second.serial_number.to_bytes(20, "big").lstrip(b"\0")
    assert bare_office.rows("SELECT count(*) FROM certificates WHERE serial = ?", serial) == [(1,)]


def test_a_certificate_of_ones_own_is_served(bare_office, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", tmp_path / "own.key", "-out",
                    tmp_path / "own.pem", "-subj", "/CN=own", "-days", "10"],
                   check=True, capture_output=True)
    bare_office.init()
    bare_office.configure("#certificate = .*", f'certificate = "{tmp_path}/own.pem"')
    bare_office.configure("#key = .*", f'key = "{tmp_path}/own.key"')
    bare_office.start()
    assert served_certificate(bare_office).subject.rfc4514_string() == "CN=own"


def test_names_of_the_server_may_be_single_labels_and_addresses(bare_office):
    bare_office.init("--hostname", "127.0.0.1", "--hostname", "pki")
    bare_office.start()
    names = served_certificate(bare_office).extensions.get_extension_for_class(
        x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "pki"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_a_port_that_is_taken_is_named(bare_office):
    bare_office.init()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", bare_office.port))
        taken.listen()
        done = subprocess.run([bare_office.chanceryd, "serve", "--data", bare_office.data],
                              capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert f": listen: cannot listen on 127.0.0.1:{bare_office.port}" in done.stderr
    assert "in use" in done.stderr
