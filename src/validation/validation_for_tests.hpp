// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the challenge types share.

#include "base/encoding.hpp"
#include "crypto/digest.hpp"
#include "validation/method.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chancery::validation {

inline constexpr Time now{std::chrono::seconds{1'800'000'000}}; // 2027-01-15T08:00:00Z

/// RFC 8555 §8.3's token and thumbprint.
inline Subject subject_of(std::string name) {
    const std::string token = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";
    return {
        .name = std::move(name),
        .token = token,
        .key_authorization = token + ".9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI",
        .account_urls = {"https://example.com/acme/acct/ExampleAccount"},
        .identities = {"authority.example", "ca.example.net"},
        .now = now,
    };
}

inline std::string digest_text(const Subject& subject) {
    return to_base64url(crypto::sha256(subject.key_authorization));
}

/// Of one name.
inline net::Answer dns_answer(net::RecordSet set) {
    return net::DnsAnswer{{std::move(set)}};
}

/// The only name that is asked about.
inline std::string asked_name(const Method& method, const Subject& subject) {
    return std::get<net::DnsProbe>(method.plan(subject)).names.at(0);
}

inline net::Answer records_at(std::string name, std::vector<Bytes> records) {
    return dns_answer(
        {.name = std::move(name), .result = net::DnsResult::found, .records = std::move(records)}
    );
}

inline std::optional<Fault> fault_of(const Judgement& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    return problem ? std::optional(problem->fault) : std::nullopt;
}

/// "proven", or why not.
inline std::string sentence_of(const Judgement& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    return problem ? problem->detail : "proven";
}

} // namespace chancery::validation
