// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the issuing CA of authority_for_tests(), certified by other CAs.

#include "issuance/authority.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace chancery::workflow {

/// CAs above the issuing one: an old root, and what it signs.
struct OtherHierarchy {
    crypto::PrivateKey root_key = IssuingOffice::new_key();
    crypto::PrivateKey middle_key = IssuingOffice::new_key();
    Time made = OfficeForTests::start;
    std::chrono::seconds lifetime = std::chrono::days(700);

    static crypto::DistinguishedName name(const std::string& common_name) {
        crypto::DistinguishedName name;
        name.organization = "Example University";
        name.common_name = common_name;
        return name;
    }

    std::string certificate(
        const std::string& subject,
        const crypto::PrivateKey& key,
        const std::string& issuer,
        const crypto::PrivateKey& by,
        std::optional<int> path_length = std::nullopt
    ) const {
        return issuance::ca_certificate(
            {.subject = name(subject),
             .issuer = name(issuer),
             .issuer_key = by,
             .key = key.public_key(),
             .lifetime = lifetime,
             .path_length = path_length},
            made
        );
    }

    std::string root() const { return certificate("Old Root", root_key, "Old Root", root_key); }

    std::string middle() const { return certificate("Middle", middle_key, "Old Root", root_key); }

    /// The issuing CA below the old root, and below what that signs.
    std::string issuing() const { return issuing_by("Old Root", root_key); }

    std::string issuing_by_middle() const { return issuing_by("Middle", middle_key); }

    std::string issuing_by(const std::string& issuer, const crypto::PrivateKey& by) const {
        const auto& authority = authority_for_tests();
        return certificate(authority.name, authority.issuing_key, issuer, by);
    }
};

} // namespace chancery::workflow
