# SPDX-License-Identifier: Apache-2.0
"""A web server on this machine that answers http-01 challenges."""

import http.server
import threading

ADDRESS = "127.0.0.1"


class WebServer:
    """Serves key authorizations on a port of its own."""

    def __init__(self):
        served = self.served = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = served.get(self.path.rsplit("/", 1)[-1])
                self.send_response(200 if body else 404)
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((ADDRESS, 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
