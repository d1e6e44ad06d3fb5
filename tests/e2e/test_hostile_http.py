# SPDX-License-Identifier: Apache-2.0
"""Wrong methods, content types, places and sizes on the ACME service."""

import pytest

from harness.acme import Client, client, compact, make_csr

NAME = "host0.physics.campus.example"
ORDER = {"identifiers": [{"type": "dns", "value": NAME}]}


@pytest.fixture(scope="module")
def issued(acme):
    """URLs of everything that an issuance leaves behind."""
    order, url = acme.order(NAME)
    done = acme.finalize(order, make_csr([NAME])).json()
    return {"order": url, "authorization": order["authorizations"][0],
            "certificate": done["certificate"], "finalize": order["finalize"],
            "account": acme.kid, "orders": f"{acme.kid}/orders"}


# conforms: 8555-6.2-18
@pytest.mark.parametrize("content_type", [
    None, "application/json", "application/jose", "application/jose+json2", "text/plain",
    "multipart/form-data; boundary=application/jose+json"])
def test_another_content_type_is_refused(office, acme, content_type):
    with office.unchanged(audited=False):
        answer = acme.send_jws(acme.new_order_url, acme.jws(acme.new_order_url, ORDER),
                               content_type)
    assert (answer.status, answer.problem()) == (415, "malformed")


def test_a_parameter_of_the_content_type_does_no_harm(acme):
    answer = acme.send_jws(acme.kid, acme.jws(acme.kid, None),
                           "Application/JOSE+json; charset=utf-8")
    assert answer.status == 200


# conforms: 8555-6.3-1
@pytest.mark.parametrize("what", ["order", "authorization", "certificate", "account", "orders"])
def test_what_needs_post_as_get_is_not_read_by_get(office, acme, issued, what):
    with office.unchanged(audited=False):
        answer = acme.send("GET", issued[what])
    assert (answer.status, answer.problem()) == (405, "malformed")
    assert "POST-as-GET" in answer.json()["detail"]
    assert answer.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["new-order", "new-account"])
def test_another_method_is_refused(office, acme, method, path):
    with office.unchanged(audited=False):
        answer = acme.send(method, f"{acme.base}/{path}")
    assert (answer.status, answer.problem()) == (405, "malformed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["directory", "new-nonce"])
def test_what_is_read_is_not_written_to(acme, path):
    assert acme.post(f"{acme.base}/{path}").status in (200, 204)
    answer = acme.post(f"{acme.base}/{path}", {})
    assert (answer.status, answer.problem()) == (400, "malformed")


# conforms-refusal: 8555-6.3-2
@pytest.mark.parametrize("what", ["order", "orders", "certificate"])
def test_post_as_get_takes_no_payload(office, acme, issued, what):
    with office.unchanged():
        answer = acme.post(issued[what], {})
    assert (answer.status, answer.problem()) == (400, "malformed")


@pytest.mark.parametrize("path", [
    "", "/", "nothing", "order/", "order/1", "order/../directory", "account/%00",
    "order/018f0000-0000-7000-8000-000000000000", "certificate/018f0000-0000-7000-8000-00000000000g",
    "authorization/" + "a" * 4000])
def test_what_does_not_exist_is_not_found(office, acme, path):
    with office.unchanged():
        answer = acme.post(f"{acme.base}/{path}")
    assert (answer.status, answer.problem()) == (404, "malformed")


@pytest.mark.parametrize("endpoint", ["", "none", "OV", "ov%2f", "..", "'; --"])
def test_an_endpoint_that_does_not_exist_is_not_found(office, endpoint):
    stranger = Client(office)
    answer = stranger.send("GET", f"{office.public_url}/acme/{endpoint.replace(' ', '%20')}/directory")
    stranger.close()
    assert (answer.status, answer.problem()) == (404, "malformed")



# conforms: 8555-6.3-3
@pytest.mark.parametrize("what", ["order", "authorization", "certificate", "account", "orders"])
def test_what_is_anothers_does_not_exist(office, issued, what):
    with client(office, office.account(NAME)) as other, office.unchanged():
        answer = other.post(issued[what])
        unknown = other.post(_with_unknown_id(issued[what]))
    assert (answer.status, answer.problem()) == (404, "malformed")
    assert answer.json() == unknown.json(), "nobody learns which ids there are"


# conforms: 8555-7.3.6-1, 8555-7.5.2-1
def test_anothers_authorization_is_not_deactivated(office, issued):
    with client(office, office.account(NAME)) as other, office.unchanged():
        assert other.post(issued["authorization"], {"status": "deactivated"}).status == 404
        assert other.post(issued["account"], {"status": "deactivated"}).status == 404
        assert other.post(issued["account"], {"contact": []}).status == 404


def test_anothers_order_is_not_finalized(office, acme):
    order, _ = acme.order(NAME)
    with client(office, office.account(NAME)) as other, office.unchanged():
        answer = other.finalize(order, make_csr([NAME]))
    assert (answer.status, answer.problem()) == (404, "malformed")


def test_a_client_of_another_endpoint_does_not_exist(office, acme, issued):
    staging = Client(office, "staging", acme.key)
    staging.kid = acme.kid
    with office.unchanged():
        answer = staging.new_order(NAME)
        assert (answer.status, answer.problem()) == (400, "accountDoesNotExist")
        staging.kid = acme.kid.replace("/acme/ov/", "/acme/staging/")
        answer = staging.new_order(NAME)
        assert (answer.status, answer.problem()) == (400, "accountDoesNotExist")
    staging.close()


@pytest.mark.parametrize("what", ["order", "authorization", "certificate", "account", "orders"])
def test_ids_of_another_endpoint_do_not_exist(office, issued, what):
    with client(office, office.account(NAME), "staging") as staging, office.unchanged():
        answer = staging.post(issued[what].replace("/acme/ov/", "/acme/staging/"))
    assert (answer.status, answer.problem()) == (404, "malformed")


def test_a_body_over_64_kib_is_refused_before_it_is_read(office, acme):
    with office.unchanged(audited=False):
        answer = acme.send_jws(acme.new_order_url, b"{" + b" " * (64 * 1024))
    acme.close()
    assert answer.status == 413
    assert acme.post(acme.kid).status == 200


def test_a_head_over_16_kib_is_refused(office):
    stranger = Client(office)
    answer = stranger.send("GET", f"{stranger.base}/directory", headers={"X-Long": "a" * 17000})
    stranger.close()
    assert answer.status == 431


# conforms: 8555-6.1-3, 8555-6.5-1, 8555-6.5-2, 8555-7.1-2
def test_every_answer_to_a_web_page_has_what_rfc_8555_asks_for(office, acme):
    plain = acme.send
    acme.send = lambda method, url, body=None, headers=None: plain(
        method, url, body, {**(headers or {}), "Origin": "https://app.example"})
    try:
        answers = asked_for(acme)
    finally:
        del acme.send
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = {word.strip() for word in
                   answer.headers["Access-Control-Expose-Headers"].split(",")}
        assert {"Link", "Location", "Replay-Nonce", "Retry-After"} <= exposed


def test_what_is_no_web_page_is_told_nothing_of_origins(acme):
    for answer in asked_for(acme):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def asked_for(acme):
    """Answers of all kinds, with what each of them has."""
    answers = [acme.post(acme.new_order_url, ORDER), acme.post(acme.kid),
               acme.send("HEAD", f"{acme.base}/new-nonce"), acme.new_order("not.granted.example"),
               acme.send_jws(acme.new_order_url, compact({}))]
    assert [answer.status for answer in answers] == [201, 200, 200, 403, 400]
    nonces = [answer.headers["Replay-Nonce"] for answer in answers]
    assert len(set(nonces)) == len(answers)
    for answer in answers:
        assert answer.headers["Link"] == f'<{acme.base}/directory>;rel="index"'
        assert answer.headers["Cache-Control"] == "no-store"
    assert answers[0].headers["Location"].startswith(f"{acme.base}/order/")
    return answers


# conforms: 8555-7.2-1, 8555-7.2-2, 8555-7.2-3
def test_nonces_come_by_head_and_by_get(acme):
    for method, status in (("HEAD", 200), ("GET", 204)):
        answer = acme.send(method, f"{acme.base}/new-nonce")
        assert (answer.status, answer.body) == (status, b"")
        assert answer.headers["Replay-Nonce"]


# conforms: 8555-6.1-3
def test_a_browser_may_ask_first(acme):
    answer = acme.send("OPTIONS", acme.new_order_url,
                       headers={"Origin": "https://app.example",
                                "Access-Control-Request-Method": "POST"})
    assert answer.status == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


def test_only_the_acme_service_is_open_to_other_origins(office, acme):
    for path in ("/api/v1/me", "/ca/root.pem", "/healthz"):
        answer = acme.send("GET", office.public_url + path, headers={"Origin": "https://app.example"})
        assert answer.headers["Access-Control-Allow-Origin"] is None


# conforms: 8555-7.1-1, 8555-7.3.4-7, 9773-3-1
def test_the_directory_lists_only_what_exists(office, acme):
    answer = acme.send("GET", f"{acme.base}/directory")
    assert answer.status == 200 and "Replay-Nonce" not in answer.headers
    document = answer.json()
    assert document.pop("meta")["externalAccountRequired"] is True
    assert set(document) == {"newNonce", "newAccount", "newOrder", "newAuthz", "keyChange",
                             "revokeCert", "renewalInfo"}
    assert all(url.startswith(acme.base) for url in document.values())


def _with_unknown_id(url):
    """A digit of the id is another one."""
    tail = "/orders" if url.endswith("/orders") else ""
    head = url.removesuffix(tail)
    return head[:-1] + ("1" if head[-1] != "1" else "2") + tail
