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

/// draft-ietf-acme-dns-persist-01 §3.1.
void append_record_parts(json::Object& object, const Parties& parties) {
    object.emplace_back("accounturi", parties.account_url);
    object.emplace_back(
        "issuer-domain-names", json::Array(parties.identities.begin(), parties.identities.end())
    );
}

} // namespace

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
