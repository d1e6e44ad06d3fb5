// SPDX-License-Identifier: Apache-2.0
#pragma once

// The office's register: who there is, which names there are, and who may use them. Plain values.

#include "base/id.hpp"
#include "base/time.hpp"
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
    DnsName name;
    bool enabled = true;
    std::string description = {};
    std::optional<Validation> validation = std::nullopt; ///< None: it inherits from above.
    Revision revision = {};
};

enum class Reach {
    exact, ///< The domain itself.
    below, ///< Every name below it, not itself.
};

std::string_view to_string(Reach reach);
std::optional<Reach> find_reach(std::string_view word);

enum class DelegationStatus { requested, active, refused, withdrawn };

std::string_view to_string(DelegationStatus status);
std::optional<DelegationStatus> find_delegation_status(std::string_view word);

/// A department's right to a domain.
struct Delegation {
    DelegationId id;
    DomainId domain;
    DnsName name; ///< The domain's.
    DepartmentId department;
    Reach reach = Reach::exact;
    bool wildcard = false; ///< Also "*.N", for the domain itself and for each N that it reaches.
    DelegationStatus status = DelegationStatus::active;
    std::string reason = {};
    std::string decided_by = {};
    std::optional<Time> decided_at = std::nullopt;
    Revision revision = {};
};

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
    int uses = 0; ///< Registrations with the credential.
    std::optional<Time> last_used_at = std::nullopt;
    Revision revision = {};
};

} // namespace chancery
