// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a CA that is elsewhere. It gets the CSR, chooses serial and validity itself, takes its
// time, has trouble at times, and sends a chain of its own.

#include "crypto/certificate.hpp"
#include "crypto/csr.hpp"
#include "crypto/digest.hpp"
#include "issuance/draft.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace chancery::issuance {

class SlowCa : public Issuer {
public:
    static constexpr std::chrono::minutes pause{2};

    /// `steps`: how often it says that it is not done. `before_each` may throw, or look.
    SlowCa(
        IssuerFacts facts,
        crypto::PrivateKey key,
        int steps,
        std::function<void(const Errand&)> before_each = {}
    )
        : facts_(std::move(facts)),
          key_(std::move(key)),
          steps_(steps),
          before_each_(std::move(before_each)) {}

    [[nodiscard]] Draft draft(const DraftRequest& request, Time /*now*/) const override {
        return {
            .to_be_signed = Bytes(request.csr),
            .key_digest = crypto::sha256(request.key.spki()),
            .key_type = word_of(request.key),
        };
    }

    [[nodiscard]] IssuerAnswer issue(const Errand& errand) const override {
        if (before_each_) before_each_(errand);
        const int step = errand.resume.empty() ? 0 : std::stoi(errand.resume);
        if (step < steps_) return Pending{std::to_string(step + 1), errand.now + pause};
        const auto csr = crypto::parse_csr(errand.draft.to_be_signed);
        const Profile profile{.name = "theirs"};
        const Organization nobody{};
        const auto drafted = make_draft(
            {.issuer = facts_,
             .profile = profile,
             .organization = nobody,
             .key = csr.key,
             .common_name = {},
             .dns_names = csr.dns_names,
             .ip_addresses = csr.ip_addresses},
            errand.now
        );
        return Issued{
            .certificate = crypto::sign_certificate(drafted.to_be_signed, key_),
            .chain = facts_.chain};
    }

private:
    IssuerFacts facts_;
    crypto::PrivateKey key_;
    int steps_;
    std::function<void(const Errand&)> before_each_;
};

} // namespace chancery::issuance
