// SPDX-License-Identifier: Apache-2.0
// Certificates that OpenSSL made.
#include "crypto/certificate.hpp"
#include "crypto/keys_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

// Made with openssl req -x509.
constexpr std::string_view with_urls =
    "MIIB6zCCAZKgAwIBAgIUYzA/1NySV6PSb4mH+Uj/oYsodsQwCgYIKoZIzj0EAwIw"
    "ITEOMAwGA1UEAwwFZmlyc3QxDzANBgNVBAMMBnNlY29uZDAeFw0yNjExMjUwMzU2"
    "MjRaFw0zNjExMjIwMzU2MjRaMCExDjAMBgNVBAMMBWZpcnN0MQ8wDQYDVQQDDAZz"
    "ZWNvbmQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARSxvObyKF04M3f+EJkrbGi"
    "qG9cV40oxAz8Kuppmyv0LlLkaFAlhahZMNGB+DiH+gpkdG4TK3udd0fkdRZUIoVZ"
    "o4GnMIGkMFgGCCsGAQUFBwEBBEwwSjAkBggrBgEFBQcwAoYYaHR0cDovL2NhLmV4"
    "YW1wbGUvaTEuY3J0MCIGCCsGAQUFBzABhhZodHRwOi8vY2EuZXhhbXBsZS9vY3Nw"
    "MCkGA1UdHwQiMCAwHqAcoBqGGGh0dHA6Ly9jYS5leGFtcGxlL2kxLmNybDAdBgNV"
    "HQ4EFgQUWlUA8VyBRGzMsbUzR8ZmP7XxkVIwCgYIKoZIzj0EAwIDRwAwRAIgEUS6"
    "IwegyYZXRG7IJIySBClmtE37Qwqc7zNx0fG8/BgCIANh6J2XiJ8neK99q0JJj3r6"
    "U5dyQRRYitcd/x6Ri+n/";

constexpr std::string_view of_secp256k1 =
    "MIIBejCCASCgAwIBAgIUM1mwCs1Kj9A5LOZhjLdB5JkcUYUwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJYS5leGFt"
    "cGxlMB4XDTI2MTEzMDAzNDYyOFoXDTM2MTEyNzAzNDYyOFowFDESMBAGA1UEAwwJYS5leGFtcGxlMFYwEAYHKoZI"
    "zj0CAQYFK4EEAAoDQgAE+9GMnIsQFmpZUXHBFYTTHjn0SEvGELkwqUVavRCa6VJsE/8xYxIYQkSNN8VsN9GCJWE2"
    "K28aeJQKEJD+PIXWL6NTMFEwHQYDVR0OBBYEFMwZStUS+NclJcimipNq+OWFRVy2MB8GA1UdIwQYMBaAFMwZStUS"
    "+NclJcimipNq+OWFRVy2MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAIzCgnDjv3jROEuRzgya"
    "Rz9wab8yzspaPz9LvUj4CrcmAiBf4ErZA4M2P0Ut/HFBFgFeis57tdshEVJcd2aiqEf5Cg==";

constexpr std::string_view of_p521 =
    "MIIB+jCCAVygAwIBAgIUeV2UgegtzBrMW71ExXR/yVIgZvkwCgYIKoZIzj0EAwIw"
    "DzENMAsGA1UEAwwEcDUyMTAeFw0yNjExMjUwMzU2MjRaFw0zNjExMjIwMzU2MjRa"
    "MA8xDTALBgNVBAMMBHA1MjEwgZswEAYHKoZIzj0CAQYFK4EEACMDgYYABAFpPtIl"
    "y1moz4wHhN+L1AywKf4tWnGxv4E+mG93vYK8w2P/W4fGyVATd8S1L0ViFP/BYCcF"
    "Z4gklA2ae7pJ+aihlQHEfCxiNkIqi41YbsxpjHmLBzG4fVei0haN8dOHR3YXtX7q"
    "cDTrmVHqzUrMP9GO5MA0zBVVJnUJZu7buUlyRBm4qKNTMFEwHQYDVR0OBBYEFBZp"
    "ZBDmcTbei35pG6/Z1Z+CQsOBMB8GA1UdIwQYMBaAFBZpZBDmcTbei35pG6/Z1Z+C"
    "QsOBMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDgYsAMIGHAkER+ceezz5Q"
    "d3WbXGkJX60mZ6E5OyZ014fgVW4FnHe8sAcdO6G6dNuADnfZli3gTq22+B2EihJO"
    "F6+O7PHYy9VMAQJCASdap7vmk89doy5og+kfi9fEqDORyxTm+r/pGid+cyXS8DLP"
    "5CP5TwM5qLyqk/BHbUNg/fMVizl//z9WcADEfb3F";

constexpr std::string_view of_rsa_sha512 =
    "MIIC/TCCAeWgAwIBAgIUVYJAFzpPp9CgRBjjeBS8TYQIDX4wDQYJKoZIhvcNAQEN"
    "BQAwDjEMMAoGA1UEAwwDcnNhMB4XDTI2MTEyNTAzNTYyNFoXDTM2MTEyMjAzNTYy"
    "NFowDjEMMAoGA1UEAwwDcnNhMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC"
    "AQEAzFYEjU1qTNqA4htvGUFoSSgjJvqaFXdPtUaDcrGNVAOVLhOXqLobG8fbUQJl"
    "UMWuCZiMFx76Ic6j88+kG4xpMk8DhhyFLBaQLdEIzS0V+vY9tzj+bzEBzbZsFQx4"
    "Mw6xX1xrcIJra7/wMtXV/ia2MRUHlUrAfXYfvMk/xaMReuBI27BnAVZnXUiOen65"
    "QxtiTJnlnBq2Rt8zWFkfHmB4NMfLJVZS3oBl2Fq+zBX0pyF0YAPAJgKwPngVZF1r"
    "3p1FKNLzvwI3e9hTyqvWh2bJu4LbEAiCEP6eV62Ib1yAjqAfEP7csghLmv1OrnsS"
    "5elPcaztsAfSInn6clqE/7TANwIDAQABo1MwUTAdBgNVHQ4EFgQUq820yhuZibvA"
    "PbwUcfuM8hlcDc4wHwYDVR0jBBgwFoAUq820yhuZibvAPbwUcfuM8hlcDc4wDwYD"
    "VR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQ0FAAOCAQEAvyoeZMhcFDVbZMDmab5H"
    "TAknq45cFVbKypF7x4H3fz0lODb3kj1/vspG8n11eM+2XLJMmI23IhMz7PQYk2b1"
    "iMR5eOSyKfoW6cPpQhEou6SOn5ydzsgUFZFQ80VJIxpNBtFeWfwS6/qTUYlt+7Jm"
    "Lml09rfl54M9y4pSAI1L0IL3EfShD5dGOFNiv11j0e87PaagfWl/7d1mNivOq01U"
    "ZNYvmdFHnHZW+Z+uHj4qFEVHrL5c+MPdWrsFc7EwjXhVoQAC3rGuYIcL2POkksUS"
    "RbppGb7g+z2ryeKWsBRtk7ijKmDV9Ca5l4XZ8pm6yx9J5ga+zk1nCa8TFrPg5Y/a"
    "yg==";

// The CAs a, b and c, whose path length or keyUsage is the point.
constexpr std::string_view of_a_ca_above_one =
    "MIIBXjCCAQWgAwIBAgIUD+NIlf2HOq2pmsr5yfPodmo/GXEwCgYIKoZIzj0EAwIw"
    "DDEKMAgGA1UEAwwBYTAeFw0yNjExMzAwNDM2MThaFw0zNjExMjcwNDM2MThaMAwx"
    "CjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASnKZuTEZUcoj0f"
    "qquuj16d5d1V5KJbLyf9l/qGzSinlsb2esVtJMXTdm2q7MSzw6WPeeSU6wjk1n2W"
    "yR2hvg0Oo0UwQzASBgNVHRMBAf8ECDAGAQH/AgEBMA4GA1UdDwEB/wQEAwIBgjAd"
    "BgNVHQ4EFgQU1+sIAd5RNHxg61NBVLbr2KG/r4owCgYIKoZIzj0EAwIDRwAwRAIg"
    "Oz4ieY/UsIQRurLaDZ2N+YlgA2qjltmRRweGXsKbJnoCIEw37zY/qZmxWXIKFZ8x"
    "5+oORCZx3I9yPihSGUO0FTXQ";

constexpr std::string_view of_a_ca_above_any =
    "MIIBXDCCAQKgAwIBAgIUP/zJQ/Vz1j0mvL8ClKEd//eX9uEwCgYIKoZIzj0EAwIw"
    "DDEKMAgGA1UEAwwBYjAeFw0yNjExMzAwNDM2MThaFw0zNjExMjcwNDM2MThaMAwx"
    "CjAIBgNVBAMMAWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASnKZuTEZUcoj0f"
    "qquuj16d5d1V5KJbLyf9l/qGzSinlsb2esVtJMXTdm2q7MSzw6WPeeSU6wjk1n2W"
    "yR2hvg0Oo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAdBgNV"
    "HQ4EFgQU1+sIAd5RNHxg61NBVLbr2KG/r4owCgYIKoZIzj0EAwIDSAAwRQIhAJYZ"
    "t4lYyM9+1puDXArRlDvpJDp3DDGQmjK39/aA9NAYAiASj3+YYqUMI/8kNINyRSq5"
    "ZKGKn+HnLVJc48RkifTi8g==";

constexpr std::string_view of_a_negative_path_length =
    "MIIBTTCB9aADAgECAhQpu/cKzhaGCtVBYAYMYtJSPTfTvzAKBggqhkjOPQQDAjAM"
    "MQowCAYDVQQDDAFjMB4XDTI2MTEzMDA0MzYxOFoXDTM2MTEyNzA0MzYxOFowDDEK"
    "MAgGA1UEAwwBYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKcpm5MRlRyiPR+q"
    "q66PXp3l3VXkolsvJ/2X+obNKKeWxvZ6xW0kxdN2barsxLPDpY955JTrCOTWfZbJ"
    "HaG+DQ6jNTAzMBIGA1UdEwEB/wQIMAYBAf8CAf8wHQYDVR0OBBYEFNfrCAHeUTR8"
    "YOtTQVS269ihv6+KMAoGCCqGSM49BAMCA0cAMEQCIHSY51M8ITcQhanVIWIjfgOT"
    "u+ksMWEBrMxRklvWt7hNAiAwhwdEEWf9NmxdiBAfxv9jrIjGD2RQutpqC4hxwCA3"
    "hg==";

TEST(Certificate, with_urls_from_openssl_is_read) {
    const auto info = read_certificate(from_base64(with_urls));
    EXPECT_EQ(info.ca_issuers_urls, std::vector<std::string>{"http://ca.example/i1.crt"});
    EXPECT_EQ(info.crl_urls, std::vector<std::string>{"http://ca.example/i1.crl"});
    EXPECT_EQ(info.common_name, "second");
    EXPECT_EQ(info.subject, "CN=second,CN=first");
}

TEST(Certificate, that_cannot_be_read_is_malformed) {
    const auto der = from_base64(with_urls);
    EXPECT_EQ(fault_of([] { read_certificate(""); }), Fault::malformed);
    EXPECT_EQ(fault_of([&] { read_certificate(der + '\0'); }), Fault::malformed);
    for (std::size_t size = 1; size < der.size(); ++size)
        EXPECT_EQ(fault_of([&] { read_certificate(der.substr(0, size)); }), Fault::malformed);
    // A key of a type that is not taken.
    EXPECT_EQ(fault_of([] { read_certificate(from_base64(of_secp256k1)); }), Fault::malformed);
}

TEST(Certificate, of_a_ca_says_what_may_stand_below_it) {
    const auto one = read_certificate(from_base64(of_a_ca_above_one));
    EXPECT_TRUE(one.is_ca);
    EXPECT_EQ(one.path_length, 1u);
    EXPECT_FALSE(one.signs_certificates) << "its keyUsage lacks keyCertSign";
    const auto any = read_certificate(from_base64(of_a_ca_above_any));
    EXPECT_EQ(any.path_length, std::nullopt);
    EXPECT_TRUE(any.signs_certificates);
    EXPECT_TRUE(read_certificate(from_base64(with_urls)).signs_certificates) << "no keyUsage";
    EXPECT_EQ(
        fault_of([] { read_certificate(from_base64(of_a_negative_path_length)); }), Fault::malformed
    );
}

TEST(SignedBy, reads_what_openssl_signed) {
    const auto p256 = from_base64(with_urls);
    EXPECT_TRUE(signed_by(p256, read_certificate(p256).key));
    const auto rsa_sha512 = from_base64(of_rsa_sha512);
    EXPECT_TRUE(signed_by(rsa_sha512, read_certificate(rsa_sha512).key));
    const auto p521_sha256 = from_base64(of_p521);
    EXPECT_TRUE(signed_by(p521_sha256, read_certificate(p521_sha256).key));
    EXPECT_FALSE(signed_by(rsa_sha512, read_certificate(p256).key));
}

} // namespace

} // namespace chancery::crypto
