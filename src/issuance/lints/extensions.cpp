// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"
#include "issuance/lints/lints.hpp"

#include <algorithm>

namespace chancery::issuance::lints {

namespace {

struct Expected {
    BytesView oid;
    bool critical;
    const char* name;
};

constexpr BytesView basic_constraints("\x55\x1d\x13", 3);
constexpr BytesView extended_key_usage("\x55\x1d\x25", 3);
constexpr BytesView server_auth("\x2b\x06\x01\x05\x05\x07\x03\x01", 8);

/// 1.3.6.1.5.5.7.1.24 (RFC 7633).
constexpr BytesView tls_feature("\x2b\x06\x01\x05\x05\x07\x01\x18", 8);

constexpr Expected expected[] = {
    {BytesView("\x55\x1d\x0f", 3), true, "keyUsage"},
    {extended_key_usage, false, "extendedKeyUsage"},
    {basic_constraints, true, "basicConstraints"},
    {BytesView("\x55\x1d\x0e", 3), false, "subjectKeyIdentifier"},
    {BytesView("\x55\x1d\x23", 3), false, "authorityKeyIdentifier"},
};

bool serves(const ToBeSigned::Extension& usage) {
    der::Reader value(usage.value);
    for (auto purposes = value.open(der::sequence); !purposes.at_end();)
        if (purposes.content(der::object_identifier) == server_auth) return true;
    return false;
}

/// It would cut off a host that cannot staple: only who asked has it, and where the profile lets
/// it.
Finding check_must_staple(const ToBeSigned& certificate, const DraftRequest& request) {
    const bool wanted = request.must_staple && request.profile.takes_must_staple;
    const auto* feature = certificate.find(tls_feature);
    if (wanted != (feature != nullptr))
        return wanted ? "must-staple is missing" : "must-staple was not asked for";
    if (feature && feature->critical) return "must-staple must not be critical";
    return std::nullopt;
}

} // namespace

/// A server certificate's extensions: each once, each as critical as it must be, and no CA.
Finding check_extensions(const ToBeSigned& certificate, const DraftRequest& request) {
    for (const auto& extension : certificate.extensions)
        if (std::ranges::count(
                certificate.extensions, extension.oid, &ToBeSigned::Extension::oid
            ) != 1)
            return "an extension is duplicated";
    for (const auto& [oid, critical, name] : expected) {
        const auto* extension = certificate.find(oid);
        if (!extension) return std::string("there is no ") + name;
        if (extension->critical != critical)
            return std::string(name) + (critical ? " must be critical" : " must not be critical");
    }
    // An empty SEQUENCE: cA FALSE is the default, and DER leaves defaults out.
    if (certificate.find(basic_constraints)->value != BytesView("\x30\x00", 2))
        return "basicConstraints must say that it is not a CA";
    if (!serves(*certificate.find(extended_key_usage))) return "extendedKeyUsage lacks serverAuth";
    return check_must_staple(certificate, request);
}

} // namespace chancery::issuance::lints
