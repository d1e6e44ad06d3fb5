// SPDX-License-Identifier: Apache-2.0
#pragma once

// One ACME directory, the shape of its certificates and who signs them. Plain values.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/network.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "model/limits.hpp"
#include "model/register.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// How an endpoint lets a name be proven.
enum class ValidationPolicy {
    prevalidated, ///< By the register alone: no challenge.
    challenge,    ///< By a challenge alone.
    either,       ///< By the register, else by a challenge.
};

constexpr auto words_of(ValidationPolicy) {
    using enum ValidationPolicy;
    return words<ValidationPolicy>({
        {prevalidated, "prevalidated"},
        {challenge, "challenge"},
        {either, "either"},
    });
}

/// Whose name stands in the certificate's subject.
enum class SubjectForm {
    none,         ///< The common name alone.
    organization, ///< O, L, ST, C and the common name (OV).
};

constexpr auto words_of(SubjectForm) {
    using enum SubjectForm;
    return words<SubjectForm>({
        {none, "none"},
        {organization, "organization"},
    });
}

/// Whether an order may say from when until when its certificate is valid. The numbers are stored.
enum class ValidityByOrder {
    no = 0,
    within_lifetime = 1, ///< At most for the profile's lifetime.
    within_rules = 2,    ///< The lifetime is that of an order that says nothing. Test CAs only.
};

/// Whose rules say which names a certificate may have, and for how long.
enum class RuleSet {
    public_, ///< Those of public CAs: the CA/Browser Forum's Baseline Requirements.
    office,  ///< The office's own.
};

constexpr auto words_of(RuleSet) {
    using enum RuleSet;
    return words<RuleSet>({
        {public_, "public"},
        {office, "office"},
    });
}

/// What a profile says of the names in its certificates; by itself the strictest.
struct NameRules {
    RuleSet rules = RuleSet::public_;
    bool underscores = false; ///< Under the office's rules only.
};

/// The named shape of a certificate.
struct Profile {
    std::string name;
    std::string description = {}; ///< For whoever chooses among several; empty: its name says all.
    std::chrono::seconds lifetime = std::chrono::days(90);
    SubjectForm subject = SubjectForm::none;
    /// Words of crypto::KeyType; empty: all that we take but P-521, which must be named.
    std::vector<std::string> key_types = {};
    bool client_auth = false;               ///< Extended key usage clientAuth beside serverAuth.
    std::vector<std::string> policies = {}; ///< Certificate policy OIDs.
    int max_names = 100;
    ValidityByOrder validity_by_order = ValidityByOrder::no;
    bool takes_must_staple = false; ///< Whether it has OCSP must-staple where its CSR asks for it.
    NameRules names = {};
    Revision revision = {};

    /// Whether a public CA could have issued its certificates.
    bool is_public() const { return names.rules == RuleSet::public_; }
};

/// How an endpoint lets control of a name be shown, and for how long that is relied on.
struct ChallengeTerms {
    /// The longest that a proof may be relied on: 198 days, less than what the CA/Browser Forum's
    /// Baseline Requirements §4.2.1 allow from March 2026 on.
    static constexpr std::chrono::seconds longest_lifetime = std::chrono::days(198);

    /// Words of acme::ChallengeType, in the order offered. Those of drafts must be named: clients
    /// of older libraries stop at a type that they have never heard of.
    std::vector<std::string> types = {"http-01", "dns-01", "tls-alpn-01"};
    bool caa = false; ///< Whether the DNS must let us issue (RFC 8659).
    /// Our names in CAA records and in persistent ones; none: the host of the public URL.
    std::vector<std::string> caa_identities = {};
    std::vector<Network> allowed_networks = {}; ///< Of hosts to be asked, beside what is public.
    std::vector<Network> denied_networks = {};  ///< Of all that.
    int http_port = 80;
    int https_port = 443; ///< Of a redirect.
    int tls_port = 443;
    std::chrono::seconds lifetime = std::chrono::days(30); ///< How long a proof is relied on.
};

/// What signs, as the store keeps it; the key is sealed.
struct IssuerRecord {
    IssuerId id;
    std::string name;
    std::string kind;        ///< "builtIn".
    std::string certificate; ///< PEM of the issuing CA's certificate.
    std::string root;        ///< PEM of the root that it chains to; not sent to clients.
    /// Other chains of the same key, up to other roots: PEM of each, without its root.
    std::vector<std::string> alternates = {};
    Bytes sealed_key;
    bool enabled = true; ///< Else it issues nothing; its revocation lists go on.
    Revision revision = {};
};

struct Endpoint {
    EndpointId id;
    std::string name; ///< In the URL.
    std::string title;
    IssuerId issuer;
    Profile profile; ///< Of orders that choose none.
    ValidationPolicy validation = ValidationPolicy::prevalidated;
    bool eab_required = true;
    bool enabled = true;
    std::optional<EndpointId> staging_of = std::nullopt; ///< Whose credentials it takes.
    std::string terms_of_service = {};                   ///< A URL, or empty.
    ChallengeTerms challenges = {};
    bool reuse_pending_orders =
        false; ///< A client that orders the same names again gets its order.
    std::vector<std::string> other_profiles = {}; ///< That an order may choose instead, by name.
    Limits limits = {};                           ///< What the office has set.
    Revision revision = {};

    /// Whose accounts may register here.
    EndpointId credentials_of() const { return staging_of.value_or(id); }

    /// What holds: what is set, and the defaults for the rest.
    Limits limits_in_force() const;

    /// Whether an order may be for the profile of this name.
    bool offers(std::string_view name) const;
};

} // namespace chancery
