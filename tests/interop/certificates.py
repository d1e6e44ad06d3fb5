# SPDX-License-Identifier: Apache-2.0
"""What Pebble has in test/certs: a CA, and a certificate of it for localhost and 127.0.0.1."""

from harness.system import check


def make_certificates(directory):
    """pebble.minica.pem, localhost/cert.pem and localhost/key.pem."""
    (directory / "localhost").mkdir(parents=True)
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    check("openssl", "req", "-x509", *curve, "-subj", "/CN=minica root ca", "-keyout",
          "pebble.minica.key.pem", "-out", "pebble.minica.pem", cwd=directory)
    check("openssl", "req", "-x509", *curve, "-CA", "pebble.minica.pem", "-CAkey",
          "pebble.minica.key.pem", "-subj", "/CN=localhost", "-addext",
          "subjectAltName=DNS:localhost,DNS:pebble,IP:127.0.0.1", "-addext",
          "basicConstraints=critical,CA:FALSE", "-keyout", "localhost/key.pem", "-out",
          "localhost/cert.pem", cwd=directory)
