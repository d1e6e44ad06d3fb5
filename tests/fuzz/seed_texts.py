# SPDX-License-Identifier: Apache-2.0
"""Seeds that are text: payloads, HTTP heads, names."""

import json


def numbered(texts):
    return {f"{i:02}": text for i, text in enumerate(texts)}


def payloads():
    account = {"contact": ["mailto:a@example.org"], "termsOfServiceAgreed": True}
    contact = lambda *urls: json.dumps({"contact": list(urls)})
    order = lambda *names, **more: json.dumps(
        {"identifiers": [{"type": "dns", "value": name} for name in names], **more}
    )
    values = [
        "null", "true", "-1.5e3", "1e308", "1e999", "-0", "-0.0", "0.1", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", '"\\u00e9"',
        '"\\ud83d\\ude00"', '"\\u007f"', '"a\\u0000b"', "[]", "{}",
        '{"a":[1,{"b":null}],"c":"d"}', '{"a":[1,-2,true,null,"q\\"\\\\\\n\\u0001é"],"d":1.5}',
        "", " ", "{", "[1,]", '{"a":1,}', "{a:1}", "'a'", "01", "+1", "1.", ".5", "NaN", "nul",
        '"a', '"\t"', '"\\x"', '"\\ud800"', "[1] 2", "{}{}", "// c\n1", b'"\xff"', b'"\xc0\x80"',
        b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}", '{"a":1,"b":2,"a":3}',
        '[{"x":{"a":1,"\\u0061":2}}]', "[" * 16 + "]" * 16, "[" * 17 + "]" * 17, "[" * 500,
    ]  # fmt: skip
    messages = {
        "account": json.dumps(account),
        "account-existing": '{"onlyReturnExisting":true}',
        "account-eab": json.dumps({**account, "externalAccountBinding": {"protected": "e30"}}),
        "account-null": '{"contact":null,"externalAccountBinding":null}',
        "account-number": '{"contact":[7],"termsOfServiceAgreed":"yes"}',
        "contact-upper-case": contact("MAILTO:A@Example.Org"),
        "contact-tel": contact("tel:+49"),
        "contact-fields": contact("mailto:a@example.org?subject=x"),
        "contact-two": contact("mailto:a@example.org,b@example.org"),
        "contact-none": contact("mailto:"),
        "contact-long": contact("mailto:" + "a" * 400 + "@example.org"),
        "contacts-many": contact(*["mailto:a@example.org"] * 11),
        "update-deactivate": '{"status":"deactivated"}',
        "update-valid": '{"status":"valid","contact":[]}',
        "update-revoked": '{"status":"revoked"}',
        "order": order("www.example.org", "*.example.org"),
        "order-none": order(),
        "order-times": order(
            "a.b", notBefore="2027-01-24T10:00:00Z", notAfter="2027-02-24T10:00:00.5+01:00"
        ),
        "order-bad-times": order("a.b", notBefore="2027-02-30T25:00:00Z"),
        "order-last-time": order(
            "a.b", notBefore="9999-12-31T23:59:60Z", notAfter="0000-01-01T00:00:00-23:59"
        ),
        "order-address": '{"identifiers":[{"type":"ip","value":"192.0.2.1"}]}',
        "order-no-type": '{"identifiers":[{"value":"a.b"}]}',
        "finalize": '{"csr":"MIIBIjANBg"}',
        "finalize-padded": '{"csr":"MIIBIg=="}',
        "finalize-number": '{"csr":1}',
        "problem": json.dumps(
            {
                "type": "urn:ietf:params:acme:error:rejectedIdentifier",
                "detail": "no",
                "subproblems": [
                    {"type": "x", "detail": "y", "identifier": {"type": "dns", "value": "a.b"}}
                ],
            }
        ),
    }  # fmt: skip
    return {**{f"value-{name}": text for name, text in numbered(values).items()}, **messages}


def heads():
    host = "Host: x\r\n"
    length, chunked = "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"

    def get(target="/", version="HTTP/1.1", fields=host):
        return f"GET {target} {version}\r\n{fields}\r\n"

    def post(fields, body, version="HTTP/1.1"):
        return f"POST /a?b=c%20 {version}\r\n{host}{fields}\r\n{body}"

    texts = [
        get(), get() + get("/b"), get("/a%20b?c=d&e=%41+"), get("http://h:80/a?b"),
        get("https://h"),
        get(version="HTTP/1.0"), get(version="HTTP/1.0", fields="Connection: keep-alive\r\n"),
        get(fields=host + "Connection: close\r\n") + get("/b"), f"OPTIONS * HTTP/1.1\r\n{host}\r\n",
        f"HEAD /a HTTP/1.1\r\n{host}X-Word:  a b \r\n\r\n", post(length, "hello"),
        post(length + "Expect: 100-continue\r\n", "hello"), post(length, "hello") + get(),
        post(chunked, "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n"),
        post(chunked, "0\r\n\r\n") + get(), post("Content-Length: 0\r\n", "") + get(),
        f"POST /empty HTTP/1.1\r\n{host}{length}\r\nhello",
        # What could be read in two ways.
        post(length + chunked, "0\r\n\r\n"), post(chunked + length, "0\r\n\r\n"),
        post(length + length, "hello"), post(length + "Content-Length: 6\r\n", "hello"),
        post("Content-Length: 5, 5\r\n", "hello"), post("Content-Length: +5\r\n", "hello"),
        post("Content-Length: -5\r\n", "hello"), post("Content-Length: 0x5\r\n", "hello"),
        post("Content-Length: 99999999999999999999\r\n", ""),
        post("Content-Length : 5\r\n", "hello"),
        post(chunked + chunked, "0\r\n\r\n"), post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
        post(chunked, "0\r\n\r\n", "HTTP/1.0"), post(chunked, "zz\r\n"),
        post(chunked, "5\r\nhelloX\r\n0\r\n\r\n"), post(chunked, "fffffffffffffffff\r\n"),
        # What is no request.
        get(fields=""), get(fields=host + "Host: y\r\n"), get(version="HTTP/3.0"), get("a"),
        get("/#a"), get("/ä"), get("a:443").replace("GET", "CONNECT"), get("*"), get("/%zz?%"),
        b"\x16\x03\x01\x02\x00\x01", get(fields=host + "A: b\0\r\n"),
        "GET / HTTP/1.1\nHost: x\n\n", get(fields=host + "A: b\r\n c\r\n"), "GET  HTTP/1.1\r\n\r\n",
        # What stands before a request, and what else a client may speak.
        "\r\n" + get(), "\r\n\r\n" + get(), "\r" + get(), post(length, "hello") + "\r\n" + get(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", get("/no"), post(chunked, "", "HTTP/1.1").replace("/a", "/no"),
        # The limits.
        get(fields=host + "A: b\r\n" * 101), get(fields=host + f"A: {'b' * 50}\r\n" * 20),
        "GET /" + "a" * 1100, post("Content-Length: 201\r\n", ""), post(chunked, "c9\r\n"),
        post(chunked, "1\r\na\r\n" * 201), post(chunked, "1;" + "a" * 1100),
        post(chunked, "0\r\n" + "a" * 1100),
    ]  # fmt: skip
    encoded = [text if isinstance(text, bytes) else text.encode() for text in texts]
    # The first octet is the size of a piece.
    return numbered([bytes([i * 7 % 64]) + text for i, text in enumerate(encoded)])


def links():
    alternate = '<https://ca.example/a>;rel="alternate"'
    return numbered([
        "", alternate, f'{alternate}, </b,c>;rel="up Alternate"', '<https://ca.example/i>;rel="index"',
        "<https://ca.example/a>; title=x; REL=alternate", f"{alternate}\n{alternate}", "<", "<>",
        "<>;rel=alternate", "<x>rel", "<x>;rel", "<x>;rel=", '<x>;rel="', "<<a>>;rel=alternate",
        "</>;rel=alternate", "<//a>;rel=alternate", ",".join(["</a>;rel=alternate"] * 30),
        "https://ca.example/a;rel=alternate", '<a>;x="<b>;rel=alternate"',
    ])  # fmt: skip


def names():
    return numbered([
        "WWW.Physics.Example", "xn--bcher-kva.example", "*.Lab.Example", "3com.example",
        "*.b.example.org", "a.b.example.co.uk", "xn--fsq.xn--0zwm56d", "xn--strae-oqa.example",
        "xn--mgba3a4f16a.ir", ".".join(["a" * 63] * 3 + ["b" * 61]), ".".join(["a"] * 127),
        "", "www.example.org.", "www..example.org", ".example.org", "a_b.example.org", "localhost",
        "*.org", "*", "*.", "192.0.2.7", "2001:db8::7", "https://www.example.org",
        "ann@example.org",
        "bücher.example", "xn--bcher-kvb.example", "xn--www-.example", "ab--cd.example",
        "-a.example.org", "a-.example.org", "a b.example.org", "a\0b.example.org",
        "www.*.example.org", "w*.example.org", "*.*.example.org", "a" * 64 + ".example.org",
        "a" * 250 + ".org", "xn--a.example", "xn--.example", "xn--abc-.example", "xn--zca.example",
        "XN--BCHER-KVA.example", "xn--a-ecp.ru", "xn--0.pt", "1.2", "a.1", "0x7f.1",
    ])  # fmt: skip
