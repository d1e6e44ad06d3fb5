// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: signing requests that OpenSSL made (openssl req -new -outform DER | base64), each for
// www.example.org and, but for what its name says, as they should be.

#include <string_view>

namespace chancery::server::csr {

/// -addext basicConstraints=critical,CA:TRUE
inline constexpr std::string_view asks_for_a_ca =
    "MIIBFDCBugIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARp"
    "4UZ+0YL8jcFQxmuZ8H2jNPrRX9GAjrxeTBnJw7BVNXwgU6Y+w71WvpF+iy4unlCqbfdNV8Rq/znPjgbl08gJoD4w"
    "PAYJKoZIhvcNAQkOMS8wLTAaBgNVHREEEzARgg93d3cuZXhhbXBsZS5vcmcwDwYDVR0TAQH/BAUwAwEB/zAKBggq"
    "hkjOPQQDAgNJADBGAiEA8qsyV7a/c1DouNVBItIJxNrG0pjGW4YZNqiLdFGMQ1YCIQCXrf6bdecdjyZt1MEwmF6q"
    "rD20we77WmG8MNeidcpr3A==";

/// -addext subjectAltName=DNS:www.example.org,email:pki@example.org
inline constexpr std::string_view with_an_email =
    "MIIBEzCBugIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARp"
    "4UZ+0YL8jcFQxmuZ8H2jNPrRX9GAjrxeTBnJw7BVNXwgU6Y+w71WvpF+iy4unlCqbfdNV8Rq/znPjgbl08gJoD4w"
    "PAYJKoZIhvcNAQkOMS8wLTArBgNVHREEJDAigg93d3cuZXhhbXBsZS5vcmeBD3BraUBleGFtcGxlLm9yZzAKBggq"
    "hkjOPQQDAgNIADBFAiEAoTqSFIJe0QJFJJP1AmW5hThi+fPoUZiw6H2ZjplcKhYCIC5EeLJIQO+akuIBf0UoeKhq"
    "Liu92NYksGAcHBIZCtLO";

/// -subj /CN=mail.example.org
inline constexpr std::string_view with_another_cn =
    "MIIBAjCBqgIBADAbMRkwFwYDVQQDDBBtYWlsLmV4YW1wbGUub3JnMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    "aeFGftGC/I3BUMZrmfB9ozT60V/RgI68XkwZycOwVTV8IFOmPsO9Vr6RfosuLp5Qqm33TVfEav85z44G5dPICaAt"
    "MCsGCSqGSIb3DQEJDjEeMBwwGgYDVR0RBBMwEYIPd3d3LmV4YW1wbGUub3JnMAoGCCqGSM49BAMCA0cAMEQCIARf"
    "0HrHZV8YbQ2n09Q/j1R598eMInsL1giN7q2iDf+MAiBVGRL8GkEGo1F1YgM/cMh888D7bNB/g1mYlPSRD/K7lA==";

/// -addext tlsfeature=status_request
inline constexpr std::string_view with_must_staple =
    "MIIBFjCBvAIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARp"
    "4UZ+0YL8jcFQxmuZ8H2jNPrRX9GAjrxeTBnJw7BVNXwgU6Y+w71WvpF+iy4unlCqbfdNV8Rq/znPjgbl08gJoEAw"
    "PgYJKoZIhvcNAQkOMTEwLzAaBgNVHREEEzARgg93d3cuZXhhbXBsZS5vcmcwEQYIKwYBBQUHARgEBTADAgEFMAoG"
    "CCqGSM49BAMCA0kAMEYCIQCRzPWFIja/gPYasqbLHrqpWeBSN9vjEzOWFO3oT2AM6gIhAKyiUSzxg2Knl3yKAS6Z"
    "n/nXQC4A4arzxOBCutbqNPnJ";

/// -newkey rsa:1024
inline constexpr std::string_view of_rsa_1024 =
    "MIIBhjCB8AIBADAaMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB"
    "AMGlmnbakghJ071adaOQL1ByVxiX94aRiHUUqsQSoUlFxq2cM8wRzSvbF1pWuyi14vEOhxtAsGf9PWjqqZwUNFJE"
    "FlpLVsCkSIl8GyYmVO12r6Y2P2BQAwnWvSLmGPXnq4ZprAtJb9BiBEt8ifrl+aVwUemo9dQRkaZOCQZ1hnI1AgMB"
    "AAGgLTArBgkqhkiG9w0BCQ4xHjAcMBoGA1UdEQQTMBGCD3d3dy5leGFtcGxlLm9yZzANBgkqhkiG9w0BAQsFAAOB"
    "gQCg8ny8TXMUdoV8y4bMbMlGUdNM2r9WPQ7MJ3/pFh+tQOq9T7EXgL228PkmaFnDe6dPCY2suBUqBmgAmTMlDhwt"
    "yLwnJccFuaUlk0Bw4UtObFQ95IXHU4sIGAdx54qeOP7LZGr0W7wmBirZTAvTbeflOqSRLYO0NnJ1S/ocr70HOA==";

/// -subj "/C=XX/O=Evil Corporation/CN=WWW.example.org" -addext keyUsage=keyCertSign
inline constexpr std::string_view with_a_subject_of_its_own =
    "MIIBNzCB3gIBADBCMQswCQYDVQQGEwJYWDEZMBcGA1UECgwQRXZpbCBDb3Jwb3JhdGlvbjEYMBYGA1UEAwwPV1dX"
    "LmV4YW1wbGUub3JnMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaeFGftGC/I3BUMZrmfB9ozT60V/RgI68XkwZ"
    "ycOwVTV8IFOmPsO9Vr6RfosuLp5Qqm33TVfEav85z44G5dPICaA6MDgGCSqGSIb3DQEJDjErMCkwGgYDVR0RBBMw"
    "EYIPV1dXLmV4YW1wbGUub3JnMAsGA1UdDwQEAwICBDAKBggqhkjOPQQDAgNIADBFAiBd2Bn+lXxBa5ycs5he1kYL"
    "dA3W92L4n5jLUJK+Yi/P1QIhAPN/55VoD8gkBgL5j9qq/VZFcpsinAG16dQu8WyUm25v";

} // namespace chancery::server::csr
