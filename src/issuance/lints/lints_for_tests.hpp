// SPDX-License-Identifier: Apache-2.0
#pragma once

// A good draft as the lints see it, for their tests to spoil.

#include "crypto/der.hpp"
#include "issuance/issuance_for_tests.hpp"
#include "issuance/lints/lints.hpp"

#include <algorithm>

namespace chancery::issuance::lints {

struct Good {
    Good() = default;
    Good(const Good&) = delete; // `certificate` looks into `draft`
    Good& operator=(const Good&) = delete;

    Wish wish;
    Draft draft = wish.draft();
    ToBeSigned certificate = read_to_be_signed(draft.to_be_signed);

    using Check = Finding (*)(const ToBeSigned&, const DraftRequest&);

    /// The lint's finding, or "nothing".
    std::string found_by(Check check) const {
        return check(certificate, wish.request()).value_or("nothing");
    }

    ToBeSigned::Extension& extension(BytesView oid) {
        return *std::ranges::find(certificate.extensions, oid, &ToBeSigned::Extension::oid);
    }

    void erase(BytesView oid) {
        std::erase_if(certificate.extensions, [&](const auto& e) { return e.oid == oid; });
    }
};

} // namespace chancery::issuance::lints
