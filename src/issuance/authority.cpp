// SPDX-License-Identifier: Apache-2.0
#include "issuance/authority.hpp"

#include "base/encoding.hpp"
#include "crypto/random.hpp"

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

constexpr auto root_lifetime = std::chrono::years(20);
constexpr auto issuing_lifetime = std::chrono::years(10);
constexpr auto backdating = 1h; ///< For hosts whose clock is a little late.
constexpr std::size_t max_common_name = 64;

/// As much of it as there is room for, without half of a UTF-8 character at its end.
std::string beginning_of(const std::string& text, std::size_t room) {
    while (room > 0 && room < text.size() && (static_cast<unsigned char>(text[room]) & 0xc0) == 0x80
    )
        --room;
    return text.substr(0, room);
}

crypto::DistinguishedName
name_of(const std::string& organization, const std::string& prefix, const std::string& role) {
    crypto::DistinguishedName name;
    name.organization = organization;
    // RFC 5280 bounds a common name: a long organization gives way to the role.
    const auto room = max_common_name - prefix.size() - role.size();
    name.common_name = prefix + beginning_of(organization, room) + role;
    return name;
}

} // namespace

std::string ca_certificate(const CaRequest& request, Time now) {
    crypto::CertificateFields fields{
        .serial = new_serial(now),
        .issuer_key_algorithm = request.issuer_key.public_key().algorithm(),
        .issuer = crypto::to_der(request.issuer),
        .subject = crypto::to_der(request.subject),
        .not_before = now - backdating,
        .not_after = now - backdating + request.lifetime - 1s,
        .spki = request.key.spki(),
        .extensions =
            {crypto::basic_constraints_ca(request.path_length),
             crypto::key_usage_ca(),
             crypto::subject_key_identifier(request.key.spki())},
    };
    const auto& issuer_spki = request.issuer_key.public_key().spki();
    if (issuer_spki != request.key.spki())
        fields.extensions.push_back(
            crypto::authority_key_identifier(crypto::key_identifier(issuer_spki))
        );
    const auto to_be_signed = crypto::to_be_signed(fields);
    return to_pem(crypto::sign_certificate(to_be_signed, request.issuer_key), "CERTIFICATE");
}

Bytes new_serial(Time now) {
    const auto half = static_cast<std::uint64_t>(now.time_since_epoch().count()) / 2;
    Bytes serial;
    for (int shift = 24; shift >= 0; shift -= 8)
        serial += static_cast<char>(half >> shift & 0xff);
    return serial + crypto::random_bytes(16);
}

Authority create_authority(const std::string& organization, const std::string& prefix, Time now) {
    auto root_key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP384);
    auto issuing_key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    const auto root = name_of(organization, prefix, " Root R1");
    const auto issuing = name_of(organization, prefix, " Issuing CA I1");

    auto root_pem = ca_certificate(
        {.subject = root,
         .issuer = root,
         .issuer_key = root_key,
         .key = root_key.public_key(),
         .lifetime = root_lifetime,
         .path_length = std::nullopt},
        now
    );
    auto issuing_pem = ca_certificate(
        {.subject = issuing,
         .issuer = root,
         .issuer_key = root_key,
         .key = issuing_key.public_key(),
         .lifetime = issuing_lifetime,
         .path_length = 0},
        now
    );
    return {
        .name = issuing.common_name,
        .root_pem = std::move(root_pem),
        .root_key = std::move(root_key),
        .issuing_pem = std::move(issuing_pem),
        .issuing_key = std::move(issuing_key),
    };
}

} // namespace chancery::issuance
