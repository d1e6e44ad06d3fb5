// SPDX-License-Identifier: Apache-2.0
#include "acme/challenge.hpp"

#include "acme/problem.hpp"

#include <algorithm>
#include <iterator>

namespace chancery::acme {

namespace {

struct Step {
    ChallengeStatus from, to;
    bool operator==(const Step&) const = default;
};

constexpr Step steps[] = {
    {ChallengeStatus::pending, ChallengeStatus::processing},
    {ChallengeStatus::processing, ChallengeStatus::valid},
    {ChallengeStatus::processing, ChallengeStatus::invalid},
};

/// Empty behind the last of the enumeration.
std::string_view word_of(ChallengeType type) {
    switch (type) {
    case ChallengeType::http_01: return "http-01";
    case ChallengeType::dns_01: return "dns-01";
    case ChallengeType::tls_alpn_01: return "tls-alpn-01";
    case ChallengeType::dns_account_01: return "dns-account-01";
    case ChallengeType::dns_persist_01: return "dns-persist-01";
    }
    return {};
}

/// draft-ietf-acme-dns-persist-01 §3.1.
void append_record_parts(json::Object& object, const Parties& parties) {
    object.emplace_back("accounturi", parties.account_url);
    object.emplace_back(
        "issuer-domain-names", json::Array(parties.identities.begin(), parties.identities.end())
    );
}

} // namespace

std::string_view to_string(ChallengeType type) {
    const auto word = word_of(type);
    ensure(!word.empty(), "a challenge type has a word");
    return word;
}

std::optional<ChallengeType> find_challenge_type(std::string_view word) {
    for (const auto type : every_challenge_type())
        if (word_of(type) == word) return type;
    return std::nullopt;
}

std::vector<ChallengeType> every_challenge_type() {
    std::vector<ChallengeType> types;
    for (ChallengeType type{}; !word_of(type).empty();
         type = static_cast<ChallengeType>(types.size()))
        types.push_back(type);
    return types;
}

std::string_view to_string(ChallengeStatus status) {
    switch (status) {
    case ChallengeStatus::pending: return "pending";
    case ChallengeStatus::processing: return "processing";
    case ChallengeStatus::valid: return "valid";
    case ChallengeStatus::invalid: return "invalid";
    }
    throw Error(Fault::internal, "a challenge status without a word");
}

std::optional<ChallengeStatus> find_challenge_status(std::string_view word) {
    using enum ChallengeStatus;
    for (const auto status : {pending, processing, valid, invalid})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

void advance(Challenge& challenge, ChallengeStatus to) {
    ensure(
        std::ranges::find(steps, Step{challenge.status, to}) != std::end(steps),
        "a challenge takes only the steps of RFC 8555 §7.1.6"
    );
    challenge.status = to;
}

std::string key_authorization(std::string_view token, std::string_view thumbprint) {
    return std::string(token).append(".").append(thumbprint);
}

json::Value
challenge_json(const std::string& url, const Challenge& challenge, const Parties& parties) {
    json::Object object{
        {"type", to_string(challenge.type)},
        {"url", url},
        {"status", to_string(challenge.status)},
        // Also where nothing random is proven: clients of older libraries take no challenge
        // without.
        {"token", challenge.token},
    };
    if (challenge.type == ChallengeType::dns_persist_01) append_record_parts(object, parties);
    if (challenge.validated_at && challenge.status == ChallengeStatus::valid)
        object.emplace_back("validated", to_rfc3339(*challenge.validated_at));
    if (challenge.problem) object.emplace_back("error", to_json(*challenge.problem));
    return object;
}

} // namespace chancery::acme
