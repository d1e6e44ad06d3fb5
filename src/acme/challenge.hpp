// SPDX-License-Identifier: Apache-2.0
#pragma once

// Challenges (RFC 8555 §7.1.5, §8): what a client may do to show that it controls a name, and the
// steps that a challenge may take. How each is asked and judged is validation/.

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme {

using chancery::to_string;

enum class ChallengeType { http_01, dns_01, tls_alpn_01, dns_account_01, dns_persist_01 };

constexpr auto words_of(ChallengeType) {
    using enum ChallengeType;
    return words<ChallengeType>(
        {
            {http_01, "http-01"},
            {dns_01, "dns-01"},
            {tls_alpn_01, "tls-alpn-01"},
            {dns_account_01, "dns-account-01"},
            {dns_persist_01, "dns-persist-01"},
        },
        Registry::acme_validation_methods
    );
}

/// RFC 8555 §7.1.6.
enum class ChallengeStatus { pending, processing, valid, invalid };

constexpr auto words_of(ChallengeStatus) {
    using enum ChallengeStatus;
    return words<ChallengeStatus>({
        {pending, "pending"},
        {processing, "processing"},
        {valid, "valid"},
        {invalid, "invalid"},
    });
}

/// One of its type in each authorization.
struct Challenge {
    AuthorizationId authorization;
    ChallengeType type;
    std::string token; ///< Its own: base64url of 128 random bits or more (RFC 8555 §8, §11.3).
    ChallengeStatus status = ChallengeStatus::pending;
    std::optional<Problem> problem = std::nullopt; ///< Why it became invalid.
    std::optional<Time> validated_at = std::nullopt;
};

/// Throws internal for a step that RFC 8555 §7.1.6 does not draw.
void advance(Challenge& challenge, ChallengeStatus to);

/// RFC 8555 §8.1. The thumbprint is that of the account key (crypto::thumbprint).
std::string key_authorization(std::string_view token, std::string_view thumbprint);

/// Who asks and who issues: what a client must write into a persistent record.
struct Parties {
    std::string account_url;             ///< The client's.
    std::vector<std::string> identities; ///< The CA's own names, lower case: up to 10.
};

/// RFC 8555 §7.1.5, and what the type adds to it.
json::Value
challenge_json(const std::string& url, const Challenge& challenge, const Parties& parties);

} // namespace chancery::acme
