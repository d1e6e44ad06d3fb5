// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the resolver: a zone that is signed (RFC 4034; ECDSA P-256, RFC 6605), well or
// badly, with a key that no other zone vouches for.

#include "base/encoding.hpp"
#include "net/probe/dns_for_tests.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <algorithm>
#include <chrono>

namespace chancery::net::testing {

enum class Signature { good, bad, expired, not_yet_valid, of_another_key, absent };

class SignedZone {
public:
    SignedZone(DnsServer& dns, std::string name) : dns_(dns), name_(std::move(name)) {
        add(name_, rr::dnskey, dnskey(), Signature::good);
    }

    /// As [dns] trust_anchors has it.
    std::string anchor() const {
        return name_ + ". IN DNSKEY 257 3 13 " + to_base64(public_octets(key_));
    }

    void add(const std::string& owner, int type, const std::string& data, Signature how) {
        dns_.add(owner, type, data);
        if (how != Signature::absent) dns_.add(owner, rr::rrsig, signature(owner, type, data, how));
    }

private:
    static std::string public_octets(const Key& key) {
        std::array<unsigned char, 65> point{}; // 4, x, y
        std::size_t size = 0;
        require(
            EVP_PKEY_get_octet_string_param(
                key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size
            ) == 1 &&
                size == point.size(),
            "a key on P-256 has 64 octets"
        );
        return {point.begin() + 1, point.end()};
    }

    std::string dnskey() const {
        return std::string("\x01\x01\x03\x0d", 4) + public_octets(key_); // 257 3 13
    }

    /// RFC 4034 appendix B.
    std::size_t key_tag() const {
        std::size_t sum = 0;
        const auto data = dnskey();
        for (std::size_t i = 0; i < data.size(); ++i)
            sum += static_cast<std::size_t>(static_cast<unsigned char>(data[i])) << (i % 2 ? 0 : 8);
        return (sum + (sum >> 16)) & 0xffff;
    }

    static std::string four_octets(std::chrono::seconds since_1970) {
        const auto value = static_cast<std::size_t>(since_1970.count());
        return two_octets(value >> 16 & 0xffff) + two_octets(value & 0xffff);
    }

    /// RFC 4034 §3.1, and §3.1.8.1 for what is signed: a set of one record.
    std::string
    signature(const std::string& owner, int type, const std::string& data, Signature how) const {
        using namespace std::chrono_literals;
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(
            std::chrono::system_clock::now().time_since_epoch()
        );
        const auto from = how == Signature::not_yet_valid ? now + 24h : now - 48h;
        const auto until = how == Signature::expired ? now - 24h : now + 48h;
        const auto labels = std::ranges::count(owner, '.') + 1;
        const auto head = two_octets(static_cast<std::size_t>(type)) + '\x0d' +
                          static_cast<char>(labels) + std::string("\0\0\0\1", 4) +
                          four_octets(until) + four_octets(from) + two_octets(key_tag()) +
                          wire_name(name_);
        auto signed_octets = sign(
            how == Signature::of_another_key ? Key(EVP_EC_gen("P-256")) : nullptr,
            head + record(wire_name(owner), type, data)
        );
        if (how == Signature::bad) signed_octets[10] = static_cast<char>(signed_octets[10] ^ 1);
        return head + signed_octets;
    }

    /// RFC 6605 §4: r and s, of 32 octets each.
    std::string sign(const Key& other, const std::string& octets) const {
        const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>> context(
            EVP_MD_CTX_new()
        );
        auto* key = other ? other.get() : key_.get();
        std::array<unsigned char, 80> der{};
        auto size = der.size();
        const auto* bytes = reinterpret_cast<const unsigned char*>(octets.data());
        require(
            EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                EVP_DigestSign(context.get(), der.data(), &size, bytes, octets.size()) == 1,
            "a record set is signed"
        );
        const auto* at = der.data();
        const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG, ECDSA_SIG_free>> parts(
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size))
        );
        std::array<unsigned char, 64> plain{};
        BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), plain.data(), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), plain.data() + 32, 32);
        return {plain.begin(), plain.end()};
    }

    DnsServer& dns_;
    std::string name_;
    Key key_{EVP_EC_gen("P-256")};
};

} // namespace chancery::net::testing
