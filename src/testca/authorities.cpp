// SPDX-License-Identifier: Apache-2.0
#include "testca/authorities.hpp"

#include "base/encoding.hpp"
#include "crypto/random.hpp"
#include "issuance/authority.hpp"

namespace chancery::testca {

namespace {

constexpr auto lifetime = std::chrono::years(30);

/// Pebble's names, which its users' tests know.
crypto::DistinguishedName name_of(const std::string& common_name) {
    crypto::DistinguishedName name;
    name.common_name = common_name;
    return name;
}

std::string random_suffix() {
    return to_hex(crypto::random_bytes(3));
}

/// A CA that has signed, or will: its name and its key.
struct Ca {
    crypto::DistinguishedName name;
    crypto::PrivateKey key;
};

std::string certificate(const Ca& subject, const Ca& issuer, std::optional<int> path, Time now) {
    return issuance::ca_certificate(
        {.subject = subject.name,
         .issuer = issuer.name,
         .issuer_key = issuer.key,
         .key = subject.key.public_key(),
         .lifetime = lifetime,
         .path_length = path},
        now
    );
}

Chain make_chain(const Ca& issuing, const AuthoritiesRequest& request, Time now) {
    const auto suffix = random_suffix();
    const auto other_root = [&] {
        return Ca{
            name_of("Pebble Root CA " + suffix), crypto::PrivateKey::generate(request.key_kind)};
    };
    const auto root = request.intermediates == 0 ? issuing : other_root();
    Chain chain{
        .intermediates_pem = {},
        .root_pem = certificate(root, root, std::nullopt, now),
        .root_key = root.key,
    };
    auto above = root;
    for (int depth = request.intermediates - 1; depth >= 0; --depth) {
        const auto between = [&] {
            return Ca{
                name_of("Pebble Intermediate CA " + suffix + " #" + std::to_string(depth)),
                crypto::PrivateKey::generate(request.key_kind)};
        };
        auto ca = depth == 0 ? issuing : between();
        chain.intermediates_pem.insert(0, certificate(ca, above, depth, now));
        above = std::move(ca);
    }
    return chain;
}

} // namespace

Authorities make_authorities(const AuthoritiesRequest& request, Time now) {
    const std::string kind = request.intermediates == 0 ? "Root" : "Intermediate";
    const Ca issuing{
        name_of("Pebble " + kind + " CA " + random_suffix()),
        crypto::PrivateKey::generate(request.key_kind)};
    Authorities authorities{
        .name = issuing.name.common_name, .issuing_key = issuing.key, .chains = {}};
    for (int i = 0; i <= request.alternates; ++i)
        authorities.chains.push_back(make_chain(issuing, request, now));
    return authorities;
}

} // namespace chancery::testca
