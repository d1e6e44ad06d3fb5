# SPDX-License-Identifier: Apache-2.0
"""Seeds of answers to challenges: judge.cpp says how they are written."""

import base64
import hashlib

import seed_keys as keys
import seed_requests

KEY_AUTHORIZATION = b"token.thumbprint"
DIGEST = hashlib.sha256(KEY_AUTHORIZATION).digest()
ACCOUNT = b"https://ca.example/acct/1"
PLAIN, WILDCARD, ADDRESS, CUT = b"@", b"A", b"B", b"D"
# A letter for a DnsResult: its code modulo 5.
FOUND, NO_RECORDS, NO_SUCH_NAME, BOGUS, FAILED = b"n", b"o", b"p", b"q", b"r"


def http():
    def answer(status, body, url=b"http://www.example.org/.well-known/acme-challenge/token"):
        return b"1" + PLAIN + b"%d\n" % status + url + b"\n" + body

    good = KEY_AUTHORIZATION
    return {
        "http-good": answer(200, good),
        "http-good-line": answer(200, good + b" \r\n"),
        "http-cut": b"1" + CUT + answer(200, good)[2:],
        "http-address": b"1" + ADDRESS + answer(200, good)[2:],
        "http-404": answer(404, b"<html>"),
        "http-page": answer(200, b"<!doctype html><html>"),
        "http-other-key": answer(200, b"token.other"),
        "http-token": answer(200, b"token"),
        "http-empty": answer(200, b""),
        "http-redirected": answer(200, good, b"https://b.example/\xff\x1b"),
        "http-odd": answer(200, b"\0\xff\xc3(" + b"x" * 300),
    }


def txt(which, digit):
    digest = base64.urlsafe_b64encode(DIGEST).rstrip(b"=")
    return {
        f"{which}-good": digit + PLAIN + FOUND + digest,
        f"{which}-wildcard": digit + WILDCARD + FOUND + b"a\n" + digest + b"\n",
        f"{which}-other": digit + PLAIN + FOUND + b"a\nb\nc\nd\xff\n" + digest[1:],
        f"{which}-none": digit + PLAIN + NO_RECORDS,
        f"{which}-nxdomain": digit + PLAIN + NO_SUCH_NAME,
        f"{which}-bogus": digit + PLAIN + BOGUS + b"signature expired",
        f"{which}-failed": digit + PLAIN + FAILED + b"SERVFAIL\x1b",
    }


def tls():
    def answer(extensions, key=keys.P256, flag=PLAIN, protocol=b"acme-tls/1"):
        certificate = seed_requests.certificate(key, 7, "\n".join(extensions))
        return b"3" + flag + protocol + b"\n" + certificate

    name = "subjectAltName=DNS:www.example.org"
    identifier = "1.3.6.1.5.5.7.1.31=critical,DER:0420" + DIGEST.hex()
    return {
        "tls-p256": answer([name, identifier]),
        "tls-ed25519": answer([name, identifier], keys.ED25519),
        "tls-rsa": answer([name, identifier], keys.RSA),
        "tls-p521": answer([name, identifier], keys.P521),
        "tls-address": answer(["subjectAltName=IP:192.0.2.7", identifier], flag=ADDRESS),
        "tls-no-protocol": answer([name, identifier], protocol=b""),
        "tls-two-names": answer([name + ",DNS:example.org,IP:192.0.2.7", identifier]),
        "tls-no-names": answer([identifier]),
        "tls-no-identifier": answer([name]),
        "tls-not-critical": answer([name, identifier.replace("critical,", "")]),
        "tls-other-digest": answer([name, identifier[:-2] + "00"]),
        "tls-short-digest": answer([name, identifier.replace("0420", "041f")[:-2]]),
        "tls-bare-digest": answer([name, identifier.replace("0420", "")]),
        "tls-mail": answer(["subjectAltName=DNS:www.example.org,email:a@b.example", identifier]),
        "tls-text": b"3" + PLAIN + b"h2\nno certificate",
    }


def persist():
    good = b"authority.example; accounturi=" + ACCOUNT
    records = {
        "good": good,
        "spaced": b"\tAuthority.Example ;AccountURI = " + ACCOUNT + b" ",
        "wildcard": good + b"; policy=wildcard",
        "until": good + b"; persistUntil=1900000000",
        "over": good + b"; persistUntil=1799999999",
        "far": good + b"; persistUntil=99999999999999999999",
        "before": good + b"; persistUntil=-99999999999999999999",
        "odd-time": good + b"; persistUntil=1e9",
        "twice": good + b"; accounturi=" + ACCOUNT,
        "trailing": good + b";",
        "other-account": good + b"2",
        "other-issuer": good[1:],
        "several": b"v=spf1 -all\n" + good + b"; persistUntil=1900000000\n" + good + b"; x=y",
    }
    made = {f"persist-{which}": b"5" + PLAIN + FOUND + text for which, text in records.items()}
    made["persist-for-wildcard"] = b"5" + WILDCARD + FOUND + records["wildcard"]
    made["persist-for-wildcard-without"] = b"5" + WILDCARD + FOUND + good
    made["persist-none"] = b"5" + PLAIN + NO_RECORDS
    return made


def caa():
    def record(tag, value, flags=0):
        return bytes([flags, len(tag)]) + tag + value

    def issue(value):
        return record(b"issue", value)

    ours = issue(b"authority.example")
    sets = {
        "ours": [ours],
        "others": [issue(b"other.example")],
        "nobody": [issue(b";")],
        "both": [issue(b"other.example"), ours],
        "malformed-value": [issue(b"%%%%%")],
        "account": [issue(b"authority.example; accounturi=" + ACCOUNT)],
        "other-account": [issue(b"authority.example; accounturi=" + ACCOUNT + b"2")],
        "methods": [issue(b"authority.example; validationmethods=http-01,dns-01")],
        "other-methods": [issue(b"authority.example; validationmethods=http-01")],
        "wild": [issue(b";"), record(b"issuewild", b"authority.example")],
        "wild-nobody": [ours, record(b"issuewild", b";")],
        "iodef": [record(b"iodef", b"mailto:a@example.org", 128)],
        "critical": [ours, record(b"tbs", b"Unknown", 128)],
        "not-critical": [record(b"tbs", b"Unknown", 1)],
        "empty": [b""],
        "short": [b"\0\x06issue"],
        "odd-tag": [b"\0\x05is-ue;"],
    }
    made = {}
    for which, records in sets.items():
        answer = NO_SUCH_NAME + b"\f" + FOUND + b"\n".join(records) + b"\f" + NO_RECORDS
        for flag in (PLAIN, WILDCARD, CUT):
            made[f"caa-{which}-{flag.decode()}"] = b"0" + flag + answer
    made["caa-none"] = b"0" + PLAIN + NO_SUCH_NAME + b"\f" + NO_RECORDS
    made["caa-failed"] = b"0" + PLAIN + FAILED + b"SERVFAIL\f" + FOUND + ours
    made["caa-bogus"] = b"0" + PLAIN + NO_RECORDS + b"\f" + BOGUS + b"no signature"
    made["caa-nearest"] = b"0" + PLAIN + FOUND + ours + b"\f" + FAILED
    return made


def answers():
    return {**http(), **txt("dns", b"2"), **tls(), **txt("account", b"4"), **persist(), **caa()}
