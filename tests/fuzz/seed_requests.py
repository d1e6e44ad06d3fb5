# SPDX-License-Identifier: Apache-2.0
"""Seeds in DER: signing requests and certificates, made by openssl(1)."""

import pathlib
import subprocess
import tempfile

import seed_keys as keys


def element(tag, *contents):
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def whole(der):
    """The first element, and what follows it."""
    size, start = der[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(der[2:start], "big")
    return der[: start + size], der[start + size :]


def content(der):
    first, _ = whole(der)
    return first[2 + (first[1] & 0x7F if first[1] & 0x80 else 0) :]


def integer(number):
    return element(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def openssl(arguments, config, key):
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        (place / "config").write_text(config)
        (place / "key").write_bytes(keys.pem(key))
        command = ["openssl", *arguments, "-config", "config", "-key", "key", "-outform", "DER"]
        return subprocess.run(command, cwd=place, check=True, capture_output=True).stdout


def again_without_chance(der, key, digest):
    """The same with an ECDSA signature that does not change from run to run."""
    info, rest = whole(content(der))
    algorithm, _ = whole(rest)
    r, s = keys.sign(key, info, digest)
    signature = element(0x30, integer(r), integer(s))
    return element(0x30, info, algorithm, element(0x03, b"\0", signature))


def config(subject, extensions, mask="utf8only", attributes=""):
    return (
        f"[req]\nprompt=no\ndistinguished_name=dn\nstring_mask={mask}\nattributes=at\n"
        + ("req_extensions=ext\n" if extensions else "")
        + f"[dn]\n{subject}\n[at]\n{attributes}\n[ext]\n{extensions}\n"
    )


def request(key=keys.ED25519, subject="CN=www.example.org", extensions="", digest="sha256", **more):
    extensions = extensions or "subjectAltName=DNS:www.example.org,DNS:*.example.org"
    if extensions == "none":
        extensions = ""
    arguments = ["req", "-new", "-utf8", f"-{digest}"]
    if not subject:
        arguments += ["-subj", "/"]
    der = openssl(arguments, config(subject or "CN=x", extensions, **more), key)
    is_elliptic = key in (keys.P256, keys.P384, keys.P521)
    return again_without_chance(der, key, digest) if is_elliptic else der


SAN = "subjectAltName="


def requests():
    """By name: those that are accepted, and those that are not."""
    made = {
        "p256": request(keys.P256),
        "p256-sha384": request(keys.P256, digest="sha384"),
        "p256-sha1": request(keys.P256, digest="sha1"),
        "p384": request(keys.P384, digest="sha384"),
        "p521": request(keys.P521),
        "ed25519": request(),
        "ed448": request(keys.ED448),
        "rsa": request(keys.RSA),
        "rsa-sha512": request(keys.RSA, digest="sha512"),
        "rsa-sha224": request(keys.RSA, digest="sha224"),
        "rsa-1024": request(keys.RSA_SMALL),
        "without-names": request(extensions="none"),
        "without-anything": request(subject="", extensions="none"),
        "two-common-names": request(subject="0.CN=a\nO=O\n1.CN=b"),
        "subject-of-an-organization": request(
            subject="C=DE\nST=S\nL=L\nO=O\nOU=U\nCN=www.example.org\nemailAddress=a@example.org"
        ),
        "common-name-beyond-ascii": request(subject="CN=\u00e4.example.org"),
        "common-name-t61": request(subject="CN=\u00e4.example", mask="MASK:4"),
        "common-name-bmp": request(subject="CN=www.example.org", mask="MASK:0x800"),
        "common-name-printable": request(mask="MASK:2"),
        "addresses": request(extensions=SAN + "IP:192.0.2.1,DNS:a.example,IP:2001:db8::1"),
        "other-names": request(
            extensions=SAN
            + "email:a@example.org,URI:https://example.org/,RID:1.2.3,otherName:1.2.3.4;UTF8:x,"
            + "dirName:dn,DNS:a.example"
        ),
        "upper-case": request(extensions=SAN + "critical,DNS:UPPER.example"),
        "key-usage": request(
            extensions=SAN + "DNS:a.example\nkeyUsage=critical,digitalSignature\n"
            "extendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE"
        ),
        "wants-to-be-a-ca": request(extensions="basicConstraints=critical,CA:TRUE,pathlen:3"),
        "must-staple": request(extensions=SAN + "DNS:a.example\ntlsfeature=status_request"),
        "challenge-password": request(attributes="challengePassword=secret"),
        "many-names": request(
            extensions=SAN + ",".join(f"DNS:host{i}.example.org" for i in range(40))
        ),
    }
    good = made["ed25519"]
    made["signature-changed"] = good[:-1] + bytes([good[-1] ^ 1])
    made["something-follows"] = good + b"\0"
    made["cut-off"] = good[:-10]
    made["no-der"] = b"text"
    return made


def name(kind, text):
    return element(0x80 | kind, text)


def oid(hexadecimal):
    return element(0x06, bytes.fromhex(hexadecimal))


def extension(kind, value, critical=b""):
    return element(0x30, oid(kind), critical, element(0x04, value))


def parts():
    """Contents of a request's parts, behind the letter that csr.cpp knows."""
    a_name = name(2, b"a.example")
    names = {
        "one": a_name,
        "none": b"",
        "two-and-addresses": a_name + name(2, b"b.example") + name(7, b"\xc0\0\2\1"),
        "ipv6": name(7, bytes(range(16))),
        "with-nul": name(2, b"a\0b"),
        "with-space": name(2, b"a b"),
        "beyond-ascii": name(2, b"\xc3\xa4.example"),
        "empty": name(2, b""),
        "three-octets": name(7, b"abc"),
        "address-and-mask": name(7, b"x" * 8),
        "mail": name(1, b"a@example.org"),
        "registered-id": name(8, b"\x2a\x03"),
        "directory-name": element(0xA4, element(0x30)),
        "other-name": element(0xA0, oid("2a0304"), element(0xA0, element(0x0C, b"x"))),
        "unknown-type": name(9, b"x"),
        "constructed": element(0xA2, b"a.example"),
    }
    san = extension("551d11", element(0x30, a_name))
    true = element(0x01, b"\xff")
    extensions = {
        "critical": extension("551d11", element(0x30, a_name), true),
        "explicit-false": extension("551d11", element(0x30, a_name), element(0x01, b"\0")),
        "twice": san + san,
        "ca": extension("551d13", element(0x30, true)),
        "ca-path-length": extension("551d13", element(0x30, true, integer(3))),
        "ca-false": extension("551d13", element(0x30, element(0x01, b"\0"))),
        "ca-odd-boolean": extension("551d13", element(0x30, element(0x01, b"\1"))),
        "must-staple": extension("2b06010505070118", element(0x30, integer(5))),
        "no-extension": b"\5\0",
        "unfinished-object-identifier": san + extension("551d91", b"x"),
    }
    wish = lambda kind, *lists: element(0x30, oid(kind), element(0x31, *lists))
    one = element(0x30, san)
    attributes = {
        "none": b"",
        "microsoft": wish("2b06010401823702010e", one),
        "both": wish("2a864886f70d01090e", one) + wish("2b06010401823702010e", one),
        "two-values": wish("2a864886f70d01090e", one, one),
        "challenge-password": wish("2a864886f70d010907", element(0x0C, b"secret")),
    }
    common_name = lambda tag, text: element(
        0x31, element(0x30, oid("550403"), element(tag, text))
    )
    subjects = {
        "utf8": common_name(0x0C, b"a.example"),
        "printable": common_name(0x13, b"a.example"),
        "bmp": common_name(0x1E, "a.example".encode("utf-16-be")),
        "bmp-odd": common_name(0x1E, b"abc"),
        "t61": common_name(0x14, b"a.example"),
        "integer": common_name(0x02, b"a"),
        "universal": common_name(0x1C, "a".encode("utf-32-be")),
        "empty": common_name(0x0C, b""),
        "two": common_name(0x0C, b"a") + common_name(0x0C, b"b"),
    }
    return {
        f"{what}-{which}": letter + value
        for what, letter, table in (
            ("names", b"n", names),
            ("extensions", b"x", extensions),
            ("attributes", b"a", attributes),
            ("subject", b"s", subjects),
        )
        for which, value in table.items()
    }


def certificate(key, serial, extensions, subject="CN=www.example.org\nO=Example"):
    arguments = ["req", "-x509", "-utf8", "-set_serial", str(serial), "-sha256", "-days", "1"]
    text = config(subject, "") + f"[x509]\n{extensions}\n"
    text = text.replace("[req]\n", "[req]\nx509_extensions=x509\n")
    der = openssl(arguments, text, key)
    return with_fixed_validity(der, key)


def with_fixed_validity(der, key):
    """The year 2030, and signed again: openssl(1) writes the present time."""
    tbs, rest = whole(content(der))
    algorithm, _ = whole(rest)
    fields, left = [], content(tbs)
    while left:
        field, left = whole(left)
        fields.append(field)
    fields[4] = element(0x30, element(0x17, b"300101000000Z"), element(0x17, b"301231235959Z"))
    tbs = element(0x30, *fields)
    signature = keys.sign(key, tbs)
    if isinstance(signature, tuple):
        signature = element(0x30, *map(integer, signature))
    return element(0x30, tbs, algorithm, element(0x03, b"\0", signature))


def certificates():
    leaf = (
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n"
        "subjectAltName=DNS:www.example.org,IP:192.0.2.1\ncertificatePolicies=2.23.140.1.2.2\n"
        "authorityInfoAccess=caIssuers;URI:http://ca.example/i.der\n"
        "crlDistributionPoints=URI:http://ca.example/c.crl"
    )
    authority = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign"
    made = {
        "leaf-ed25519": certificate(keys.ED25519, 1, leaf),
        "leaf-p256": certificate(keys.P256, 2**150 + 7, leaf),
        "leaf-rsa": certificate(keys.RSA, 255, leaf),
        "leaf-p521": certificate(keys.P521, 3, leaf),
        "authority": certificate(keys.P384, 128, authority),
        "without-extensions": certificate(keys.ED25519, 5, "keyUsage=digitalSignature"),
        "negative-serial": certificate(keys.ED25519, -5, leaf),
        "bmp-name": certificate(keys.ED25519, 6, leaf, subject="CN=\u00e4.example"),
    }
    good = made["leaf-ed25519"]
    made["something-follows"] = good + b"\0"
    made["cut-off"] = good[:100]
    made["indefinite-length"] = b"\x30\x80" + content(good) + b"\0\0"
    made["to-be-signed"] = whole(content(good))[0]
    made["to-be-signed-p256"] = whole(content(made["leaf-p256"]))[0]
    made["length-not-minimal"] = b"\x30\x83\0" + good[2:4] + content(good)
    return made
