// SPDX-License-Identifier: Apache-2.0
#pragma once

// The office's register: who there is, which names there are, and who may use them. Plain values.

#include "base/id.hpp"
#include "base/network.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "model/limits.hpp"
#include "model/name.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// What every object of the register carries.
struct Revision {
    int version = 1; ///< Counts changes; the API's ETag.
    Time created_at;
    Time updated_at;
};

/// The one whose name stands in OV subjects.
struct Organization {
    OrganizationId id;
    std::string name;
    std::string country; ///< ISO 3166-1 alpha-2, or empty.
    std::string state;
    std::string locality;
    std::string contact_email; ///< Whom refusals send their readers to.
    Revision revision = {};
};

struct Department {
    DepartmentId id;
    OrganizationId organization;
    std::string name;
    bool enabled = true;
    std::vector<std::string> contacts = {}; ///< E-mail addresses, at most 10.
    Revision revision = {};
};

/// How and until when the organization's control of a domain was shown.
struct Validation {
    std::string method; ///< "manual": the office's word, with its evidence.
    std::string evidence;
    std::string validated_by;
    Time validated_at;
    Time valid_until;
};

/// An entry of the office's register of names.
struct Domain {
    DomainId id;
    OrganizationId organization;
    Name name;
    bool enabled = true;
    std::string description = {};
    std::optional<Validation> validation = std::nullopt; ///< None: it inherits from above.
    Revision revision = {};
};

enum class Reach {
    exact, ///< The domain itself.
    below, ///< Every name below it, not itself.
};

constexpr auto words_of(Reach) {
    using enum Reach;
    return words<Reach>({
        {exact, "exact"},
        {below, "below"},
    });
}

enum class DelegationStatus { requested, active, refused, withdrawn };

constexpr auto words_of(DelegationStatus) {
    using enum DelegationStatus;
    return words<DelegationStatus>({
        {requested, "requested"},
        {active, "active"},
        {refused, "refused"},
        {withdrawn, "withdrawn"},
    });
}

/// A department's right to a domain.
struct Delegation {
    DelegationId id;
    DomainId domain;
    Name name; ///< The domain's.
    DepartmentId department;
    Reach reach = Reach::exact;
    bool wildcard = false; ///< Also "*.N", for the domain itself and for each N that it reaches.
    DelegationStatus status = DelegationStatus::active;
    std::string reason = {};
    std::string decided_by = {};
    std::optional<Time> decided_at = std::nullopt;
    Revision revision = {};
};

/// What an ACME account's credential is good for.
struct CredentialTerms {
    std::string algorithm = {};                    ///< "HS256", "HS384", "HS512"; empty: any.
    std::optional<int> max_uses = std::nullopt;    ///< Registrations; none: any number.
    std::optional<Time> expires_at = std::nullopt; ///< For registrations.
    std::vector<Network> networks = {};            ///< For every request; none: from everywhere.
};

/// The MAC's names of RFC 7518 §3.2 that RFC 8555 §7.3.4 allows.
bool is_credential_algorithm(std::string_view word);

enum class CredentialState {
    current,
    blocked, ///< Revoked for new registrations; the clients that there are go on.
    cut_off, ///< Revoked, and every client of the ACME account with it.
};

constexpr auto words_of(CredentialState) {
    using enum CredentialState;
    return words<CredentialState>({
        {current, "current"},
        {blocked, "blockNew"},
        {cut_off, "cutOff"},
    });
}

/// What a department made for a group of hosts: a name, an endpoint, the FQDNs, a credential.
struct Account {
    AccountId id;
    std::string name;
    DepartmentId department;
    EndpointId endpoint;
    bool enabled = true;
    bool open = false; ///< The office's own, of an endpoint without EAB: it lists nothing.
    std::string key_id = {};
    std::vector<std::string> contacts = {};
    CredentialTerms terms = {};
    CredentialState credential_state = CredentialState::current;
    Limits limits = {}; ///< In place of the endpoint's, where they name the same.
    int uses = 0;       ///< Registrations with the credential.
    std::optional<Time> rotated_at = std::nullopt;
    std::optional<Time> previous_valid_until = std::nullopt; ///< The credential before this one.
    std::optional<Time> last_used_at = std::nullopt;
    Revision revision = {};
};

/// How an ACME account stands, in one word; the first that applies of those below `active`.
enum class AccountStatus { active, disabled, revoked, expired };

constexpr auto words_of(AccountStatus) {
    using enum AccountStatus;
    return words<AccountStatus>({
        {active, "active"},
        {disabled, "disabled"},
        {revoked, "revoked"},
        {expired, "expired"},
    });
}

AccountStatus status_of(const Account& account, Time now);

} // namespace chancery
