# SPDX-License-Identifier: Apache-2.0
"""A server that asks a client for http-01, which the office's own does not yet: just enough of one."""

import contextlib
import hashlib
import http.server
import json
import threading
import urllib.request

from .acme import b64, compact, unb64

TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"
NAME = "host0.physics.campus.example"


class Challenger:
    """Signs nothing: an answer that fits ends in a refusal that the test recognises."""

    def __init__(self):
        self.http_port = None
        self.key_authorization = None
        self.answers = []
        self.state = "pending"
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, host, *more):
        return host.chancery("certonly", "--standalone", "--non-interactive", "--agree-tos",
                             "--email", "ops@campus.example", "--server", f"{self.base}/directory",
                             "--domain", NAME, "--cert-name", "www", *more)

    def _challenge(self):
        return {"type": "http-01", "url": f"{self.base}/challenge", "token": TOKEN,
                "status": self.state}

    def _authorization(self):
        return {"identifier": {"type": "dns", "value": NAME}, "status": self.state,
                "expires": "2099-01-01T00:00:00Z", "challenges": [self._challenge()]}

    def _order(self):
        return {"status": "ready" if self.state == "valid" else self.state,
                "expires": "2099-01-01T00:00:00Z",
                "identifiers": [{"type": "dns", "value": NAME}],
                "authorizations": [f"{self.base}/authorization"],
                "finalize": f"{self.base}/finalize"}

    def _see(self, protected):
        """The account key, at newAccount."""
        if jwk := protected.get("jwk"):
            thumbprint = hashlib.sha256(compact(dict(sorted(jwk.items())))).digest()
            self.key_authorization = f"{TOKEN}.{b64(thumbprint)}"

    def _probe(self):
        url = f"http://127.0.0.1:{self.http_port}/.well-known/acme-challenge/{TOKEN}"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
            self.answers.append(answer.read().decode().strip())
        self.state = "valid" if self.key_authorization in self.answers else "invalid"

    def answer(self, path):
        """Status, place, body."""
        if path == "/directory":
            names = {"newNonce": "nonce", "newAccount": "account", "newOrder": "order"}
            return 200, None, {name: f"{self.base}/{at}" for name, at in names.items()}
        if path == "/account":
            return 201, f"{self.base}/account/1", {"status": "valid"}
        if path == "/order":
            return 201, f"{self.base}/order/1", self._order()
        if path == "/challenge":
            self._probe()
            return 200, None, self._challenge()
        if path == "/authorization":
            return 200, None, self._authorization()
        if path == "/finalize":
            return 403, None, {"type": "urn:ietf:params:acme:error:unauthorized",
                               "detail": "proven, and that is all that this server does"}
        return 200, None, self._order()

    def _handler(challenger):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self):
                self.reply(200, None, None)

            def do_GET(self):
                self.reply(*challenger.answer(self.path))

            def do_POST(self):
                jws = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                challenger._see(json.loads(unb64(jws["protected"])))
                self.reply(*challenger.answer(self.path))

            def reply(self, status, place, body):
                octets = b"" if body is None else compact(body)
                self.send_response(status)
                self.send_header("Content-Type", "application/problem+json" if status >= 400
                                 else "application/json")
                self.send_header("Content-Length", str(len(octets)))
                self.send_header("Replay-Nonce", b64(threading.get_ident().to_bytes(16, "big")))
                if place:
                    self.send_header("Location", place)
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_):
                pass
        return Handler
