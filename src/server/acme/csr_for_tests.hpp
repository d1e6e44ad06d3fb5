// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: signing requests that other programs made, each for www.example.org and, except for
// what its name says, as they should be. Those without a note: openssl req -new -outform DER.

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

/// make_csr of PyPI's acme 0.40.1, which certbot 0.40 uses: version 2, no subject, RSA.
inline constexpr std::string_view of_certbot_0_40 =
    "MIICcjCCAVoCAQIwADCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANZNJOPdaQ3gKrG+Y7RVa04vIDJU"
    "bOPl6NIS1nZ6xVASCC6YNW688xlTXWxDa+urvCgSY/rfGeLBGxRkui45nynKCYqHDzhkbFuH86B5GosVkf4qcsVj"
    "lCMXAQyQ+GmMv7zWhRRDbMskCj+LdWCycJVJPkbdvt+HZkrpDspHzcoa7LPV12ZHgjxDUSqiC2REWz2I7ZawIzae"
    "ttA0fAm3PxmuqtqMhxGujlufO5E483CpAhE7nNKMt9wpoLZZobIFMLBbN3WW5EbNadb8xvgP9unf5tlASxQzO88U"
    "er/Ilj/cLAADrUCEg6r3ge22CCvhacCXscydHL2EOl3hUy+0w/MCAwEAAaAtMCsGCSqGSIb3DQEJDjEeMBwwGgYD"
    "VR0RBBMwEYIPd3d3LmV4YW1wbGUub3JnMA0GCSqGSIb3DQEBCwUAA4IBAQA1n7L9W6PpENf0LPDFpCww5dJZIXvM"
    "hSwItdYPBwxYz6Rb8v/32a8hpZw5HeAAOqzqEY03NL+edCkfYW7xUbsdMuDeXur/A4XOiYCuCLRRCVcGRlyNETFz"
    "8Xs9Y+gBkLvwq6pv6LxaBnBv0onBy1SxXkjvfqrkVuZN61f7J4bOrROGG2lGl3WfQaXj3kcGOKvOCDSzk0pweWHP"
    "vSmZbZngdsAUVZ6vwjGFvWzzrMKv5n6FAVi4INsDPD83nwSH3Ck2e05oms0hD060gpcMyleYZIEuMg1dneK3t0GK"
    "CMHXcPI+wdn4Jzm6GRPsi81coTZ8yR2kTjx1GMQWDStEqV+D";

/// The same of acme 1.21.0, which certbot 1.21 uses.
inline constexpr std::string_view of_certbot_1_21 =
    "MIICcjCCAVoCAQIwADCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAM/4QXsXDaVjIo0NK8eUluRZcb0q"
    "QVhR018heFXSKzEDxE5KuKEZGz276M7+zYFShLBSoifUHFgjwkQ1vQ6TVLsXcI8LVPyItb8+AjzCGinYPFlMNHej"
    "mbMJbwurTBb17v3RcH9hZuiaY+CklXTkWxtjn3DO3tNoGR8TMeVh6l758ZHx5XdjND0VqriP6b7oBqs1cfdIDqSk"
    "xoeINe+PluJ7GAjsuSWrQ96F6xWVAlTaus+jMO8Ka6dlf6Eaa71z/JgqoZTPCi4PPAQcJ2o3sgrHjeiOBWKa4eSB"
    "w8YKSajkUEfR7m+9YOO+EHagm8lqjTf9aI4frhh2p3yqA/uB6CECAwEAAaAtMCsGCSqGSIb3DQEJDjEeMBwwGgYD"
    "VR0RBBMwEYIPd3d3LmV4YW1wbGUub3JnMA0GCSqGSIb3DQEBCwUAA4IBAQBCkfExw8+vBPJzS6LtoYqGmNcyy7++"
    "F+m0X2TW5rRsGHRREiSkTh+A9FrTrgnm339hFABJzzTBqbvnshIpmN41O9b+nNy8kIlG94p2KZ+OlzPmJZ284NOo"
    "qndJjQYuD7m87Bimh5hXdeXMc2bkJdwg3rodJEl0ZHcVg9+SnAuptqz+CzLpnTa+LU9QN08E7Ufpb+QD6/WRDTan"
    "8Dnv7MokSbHOU2z1hFdCdHWZd83/c2fhqXdzFLhWa/E69bGF/LtKTpIOOWNJfvKRtaTwMww+C68W0y+RERn03/2V"
    "UFsIhZK67ZLf8VaqQKdVsMeA+DDL7KSpSJ/yVjFhu9iK+KCa";

} // namespace chancery::server::csr
