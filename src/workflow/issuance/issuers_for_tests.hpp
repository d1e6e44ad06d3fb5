// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: issuers that say what a test wants.

#include "issuance/draft.hpp"

#include <functional>
#include <string>

namespace chancery::workflow {

/// Drafts as the built-in CA does, and says this.
struct Saying : issuance::Issuer {
    std::function<issuance::IssuerAnswer()> say;

    explicit Saying(std::function<issuance::IssuerAnswer()> says) : say(std::move(says)) {}

    Draft draft(const issuance::DraftRequest& request, Time now) const override {
        return issuance::make_draft(request, now);
    }

    issuance::IssuerAnswer issue(const issuance::Errand&) const override { return say(); }
};

/// As if the process had died, or a token did not answer, between the two transactions of an
/// issuance.
struct Dying : Saying {
    Dying() : Saying([]() -> issuance::IssuerAnswer { throw Error(Fault::unavailable, "gone"); }) {}
};

} // namespace chancery::workflow
