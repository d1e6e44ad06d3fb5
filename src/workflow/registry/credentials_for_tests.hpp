// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office that issues, and what is done to the credential of its account "web".

#include "workflow/registry/credentials.hpp"
#include "workflow/workflow_for_tests.hpp"

namespace chancery::workflow {

/// With the account "web" on these terms.
struct TermsOffice : IssuingOffice {
    explicit TermsOffice(const TermsChange& terms) { set(terms); }

    void set(const TermsChange& terms) {
        change_account(store, request, {web.account.id}, {.terms = terms});
    }

    Account account_now() const {
        return store
            .read([&](store::Reader& reader) { return store::find_account(reader, web.account.id); }
            )
            .value();
    }

    /// The refusal's sentence of a new client; "" when it registered.
    std::string enroll_new(const EabCredential& with) {
        const auto problem = problem_of([&] { enroll(new_key(), ov, with); });
        return problem ? problem->detail : std::string();
    }

    std::string enroll_new() { return enroll_new(credential); }

    EabCredential rotate(std::optional<std::chrono::seconds> overlap = std::nullopt) {
        const auto rotated = rotate_credential(store, sealer, request, {web.account.id}, overlap);
        return {rotated.account.key_id, parse_base64url(rotated.hmac_key.reveal()).value()};
    }
};

/// Whether the sentence has this rule, and whom to ask.
inline bool names(const std::string& sentence, std::string_view rule) {
    return sentence.find("(" + std::string(rule) + "); ask it@physics.example.org") !=
           sentence.npos;
}

} // namespace chancery::workflow
