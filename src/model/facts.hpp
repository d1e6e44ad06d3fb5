// SPDX-License-Identifier: Apache-2.0
#pragma once

// The part of the register that a decision depends on. Plain values: no clock, no store.

#include "base/network.hpp"
#include "base/time.hpp"
#include "model/endpoint.hpp"
#include "model/register.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery {

/// What a delegation of the account's department allows.
struct Grant {
    Name domain;
    Reach reach;
    bool wildcard = false;
};

/// How an entry of the register stands.
struct Entry {
    Name name;
    bool enabled = true;
    std::optional<Time> validated_until = std::nullopt; ///< None: it inherits from above.
};

/// Whom a refusal sends its reader to: a mail address, a page, a telephone number.
struct Contacts {
    std::string office;
    std::string department;
    std::string account = {}; ///< The ACME account in question, by its name.
};

/// How the ACME account of a client, or of a credential, stands.
struct AccountStanding {
    bool enabled = false;
    bool department_enabled = false;
    CredentialState credential = CredentialState::cut_off;
    std::vector<Network> networks = {}; ///< Where requests may come from; none: everywhere.
    std::string ask = {};               ///< Whom a refusal sends its reader to.
    Limits limits = {};                 ///< Its own, in place of its endpoint's.
};

/// What a registration with a credential depends on.
struct CredentialFacts {
    AccountStanding account;
    std::string algorithm = {}; ///< Of the MAC; empty: any.
    int uses = 0;
    std::optional<int> max_uses = std::nullopt;
    std::optional<Time> expires_at = std::nullopt;
    /// Of one that was replaced by a rotation: when it ceases to register.
    std::optional<Time> replaced_until = std::nullopt;
};

/// All that a decision depends on, read in the transaction that acts on it.
struct Facts {
    bool endpoint_enabled = false;
    bool account_enabled = false;
    bool department_enabled = false;
    bool cut_off = false; ///< The account's credential was revoked, and its clients with it.
    bool open = false;    ///< The account of an endpoint without EAB: any name, if it is proven.
    ValidationPolicy validation = ValidationPolicy::prevalidated; ///< The endpoint's.
    NameRules rules = {};           ///< Of the profile that is asked for.
    std::vector<Name> listed = {};  ///< Those of the names in question that the account lists.
    std::vector<Grant> grants = {}; ///< The department's, at or above the names in question.
    /// At or above the names in question; and of those directly below the base of a wildcard, which
    /// it is for too, the first that is disabled and the first whose own validation lapses.
    std::vector<Entry> entries = {};
    Contacts contacts = {};
};

} // namespace chancery
