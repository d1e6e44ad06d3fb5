# SPDX-License-Identifier: Apache-2.0
"""Seeds of what proxies say of their clients."""

import ipaddress

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def binary(command, family, rest):
    return SIGNATURE + bytes([command, family]) + len(rest).to_bytes(2, "big") + rest


def addresses(source, destination):
    packed = [ipaddress.ip_address(each).packed for each in (source, destination)]
    return b"".join(packed) + b"\x12\x34\x01\xbb"


def headers():
    ipv4 = addresses("192.0.2.7", "198.51.100.1")
    ipv6 = addresses("2001:db8::7", "2001:db8::8")
    return [
        b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\nGET / HTTP/1.1\r\n",
        b"PROXY TCP6 2001:db8::7 2001:db8::8 0 65535\r\n", b"PROXY UNKNOWN\r\n",
        b"PROXY UNKNOWN ffff:f...f:ffff 65535\r\n", b"PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n",
        b"PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n", b"PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 1 2", b"PROXY " + b"x" * 110, b"PRO", b"GET /",
        binary(0x21, 0x11, ipv4), binary(0x21, 0x21, ipv6), binary(0x21, 0x11, ipv4 + b"\3\0\4abcd"),
        binary(0x21, 0x31, bytes(216)), binary(0x21, 0, b""), binary(0x20, 0, b""),
        binary(0x20, 0x11, ipv4), binary(0x22, 0x11, ipv4), binary(0x21, 0x12, ipv4),
        binary(0x21, 0x11, ipv4[1:]), binary(0x21, 0x11, ipv4 + bytes(4090)), SIGNATURE,
        SIGNATURE[:5],
    ]  # fmt: skip


def forwarded():
    return [
        b"X203.0.113.7", b"X10.9.9.9, 203.0.113.7, 10.0.0.2", b"X203.0.113.7:4711\nX10.0.0.2",
        b"X[2001:db8::7]:80, ::ffff:10.0.0.1", b"Xunknown", b"X,, 203.0.113.7 ,", b"X\"10.0.0.1",
        b"Ffor=203.0.113.7", b"FFor=\"[2001:db8:cafe::17]:4711\";proto=https;by=10.0.0.1",
        b"Ffor=10.0.0.1, for=203.0.113.7", b"Ffor=10.0.0.1;x=\"", b"Ffor=10.0.0.1;x=\"\\",
        b"Ffor=unknown", b"Ffor=_hidden", b"Fproto=https", b"Ffor=1.2.3.4;for=1.2.3.5",
        b"Ffor=203.0.113.7\nX203.0.113.7", b"Ffor=10.9.9.9\nX203.0.113.7", b"Fhost=\"a,b;c\";for=1.2.3.4",
    ]  # fmt: skip


def all_seeds():
    made = {f"header-{i:02}": b"h" + seed for i, seed in enumerate(headers())}
    made.update({f"forwarded-{i:02}": b"f" + seed for i, seed in enumerate(forwarded())})
    return made
