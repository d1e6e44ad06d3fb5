# SPDX-License-Identifier: Apache-2.0
"""Seeds of what is sent to the challenge test server: challenge_server.cpp says how they are written."""

HEAD = bytes.fromhex("123401000001000000000000")
NAME = b"\x0f_acme-challenge\x03www\x07Example\x03org\x00"
EDNS = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"

MESSAGES = [
    HEAD + NAME + b"\x00\x10\x00\x01", HEAD[:11] + b"\x01" + NAME + b"\x00\x01\x00\x01" + EDNS,
    HEAD + b"\x00\x00\x02\x00\x01", HEAD + b"\xc0\x0c\x00\x01\x00\x01", HEAD + b"\x40" + b"a" * 64,
    HEAD + (b"\x3f" + b"a" * 63) * 4 + b"\x00\x00\x01\x00\x01", HEAD + b"\x03a.b\x00\x00\x01\x00\x01",
    HEAD[:2] + b"\x81\x00" + HEAD[4:] + NAME + b"\x00\x10\x00\x01", HEAD[:5] + b"\x02" + HEAD[6:], HEAD, b"",
]  # fmt: skip
NAMES = [b"\x00\x08\x00\x00\x05a.org", b"\x00\x08\x01\x00\x05a.org", b"\x00\x09\x00\x00\x05a.org", b""]
PROTOCOLS = [b"\x00\x0b\x0aacme-tls/1", b"\x00\x0c\x02h2\x08http/1.1", b"\x00\x05\x02h2\x08h", b"\x00\x00"]


def all_seeds():
    made = {}
    for kind, letter, inputs in (("message", b"d", MESSAGES), ("name", b"n", NAMES),
                                 ("protocols", b"p", PROTOCOLS)):
        for number, each in enumerate(inputs):
            made[f"{kind}-{number:02}"] = letter + each
    return made
