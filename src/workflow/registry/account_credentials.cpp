// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/account_credentials.hpp"

#include "base/encoding.hpp"
#include "crypto/random.hpp"
#include "workflow/registry/fields.hpp"

namespace chancery::workflow {

namespace {

constexpr int most_uses = 1'000'000;

std::string text_of(const std::optional<int>& number) {
    return number ? std::to_string(*number) : std::string();
}

std::string text_of(const std::optional<Time>& time) {
    return time ? to_rfc3339(*time) : std::string();
}

template <class T>
void set_term(std::vector<Change>& changes, const char* field, T& term, const T& wanted) {
    if (term == wanted) return;
    changes.push_back({field, text_of(term), text_of(wanted)});
    term = wanted;
}

} // namespace

NewCredential new_credential(const crypto::Sealer& sealer) {
    auto key_id = crypto::random_text(16);
    Secret hmac_key(crypto::random_text(32));
    auto sealed =
        sealer.seal(seal_label(key_id), Secret(parse_base64url(hmac_key.reveal()).value()));
    return {std::move(key_id), std::move(hmac_key), std::move(sealed)};
}

std::string seal_label(std::string_view key_id) {
    return "eab:" + std::string(key_id);
}

void set_terms(
    std::vector<Change>& changes, CredentialTerms& terms, const TermsChange& wanted, Time now
) {
    if (const auto& algorithm = wanted.algorithm;
        algorithm && !algorithm->empty() && !is_credential_algorithm(*algorithm))
        fail_field("/credential/algorithm", "must be HS256, HS384 or HS512");
    set(changes, "credential/algorithm", terms.algorithm, wanted.algorithm);
    if (const auto& uses = wanted.max_uses) {
        if (*uses && (**uses < 1 || **uses > most_uses))
            fail_field("/credential/maxUses", "must be 1 to 1000000");
        set_term(changes, "credential/maxUses", terms.max_uses, *uses);
    }
    if (const auto& end = wanted.expires_at) {
        if (*end && **end <= now && *end != terms.expires_at)
            fail_field(
                "/credential/expiresAt",
                "must be in the future; to end the credential now, revoke it"
            );
        set_term(changes, "credential/expiresAt", terms.expires_at, *end);
    }
    if (wanted.networks)
        set(changes,
            "allowedNetworks",
            terms.networks,
            std::optional(require_networks("/allowedNetworks", *wanted.networks)));
}

} // namespace chancery::workflow
