# SPDX-License-Identifier: Apache-2.0
"""Seeds of what validated hosts send: probe.cpp says how they are written."""

OK = "HTTP/1.1 200 OK\r\n"
CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n"
FOUND = "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"

RESPONSES = [
    OK + "Content-Length: 5\r\n\r\nhello", OK + "\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhello",
    OK + "Server: s\r\nX-Word:  a b \r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\n", FOUND,
    "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    CHUNKED + "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n", CHUNKED + "0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n" + OK + "\r\nx", "HTTP/1.1 101 Switching\r\n\r\nx",
    "HTTP/1.1 100 Continue\r\n\r\n" * 60, OK + "\r\n" + "b" * 201,
    OK + "Content-Length: 201\r\n\r\n" + "b" * 201, CHUNKED + "ff\r\n" + "b" * 255,
    OK + "Content-Length: 5\r\n\r\nhell", CHUNKED + "5\r\nhel", CHUNKED + "zz\r\n",
    CHUNKED + "5\r\nhelloX\r\n0\r\n\r\n", CHUNKED + "ffffffffffffffff\r\nhello",
    OK + "Content-Length: -5\r\n\r\n", OK + "Content-Length: 99999999999999999999\r\n\r\n",
    OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    OK + "No colon\r\n\r\n", OK + " folded\r\n\r\n", OK + "a: b\r\n" * 101 + "\r\n",
    OK + "A: " + "a" * 1100, "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
    "HTTP/1.1 020 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\x15\x03\x01", "HTTP/1.1", "a" * 1200,
]  # fmt: skip

URLS = [
    "https://other.example.org/x?y#z", "HTTP://WWW.Example.ORG/X", "https://a.example",
    "https://a.example?q", "//a.example/x", "https://a.example./", "/x", "x", "../x/./y",
    "/../../x/..", "?c", "#c", "", "/\xe4?\xff", "https://a.example:443/", "http://a.example:80/",
    "http://a.example:443/", "http://a.example:/", "http://a.example:8080/", "http://a.example:0/",
    "ftp://a.example/", "javascript:alert(1)", "http:/x", "http:x", "http:///x",
    "https://user:secret@a.example/", "https://a.example@127.0.0.1/", "http://192.0.2.7/",
    "http://[2001:DB8::7]:80/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
    "http://2130706433/", "http://127.1/", "http://0x7f000001/", "http://a..example/",
    "http://a.example.well-known/x", "http://a_b.example/", "http://ex%61mple.org/", "/a b",
    "/a\r\nb: c", "/" + "a" * 2000, "http://" + "a." * 130 + "example/",
]  # fmt: skip

RECORDS = [b"\x05hello", b"\x01a\x00\x01b", b"\xff" + b"x" * 255, b"", b"\x00", b"\x05abc"]


def answers():
    made = {}
    for number, text in enumerate(RESPONSES):
        made[f"response-{number:02}"] = b"h" + bytes([number % 7]) + text.encode("latin-1")
    for number, text in enumerate(URLS):
        made[f"url-{number:02}"] = b"r" + text.encode("latin-1")
        if "://" in text and number % 2:
            made[f"url-to-address-{number:02}"] = b"R" + text.encode("latin-1")
    for number, data in enumerate(RECORDS):
        made[f"record-{number}"] = b"t" + data
    return made
