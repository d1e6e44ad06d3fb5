// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an empty register in a database of either kind, and short ways to put things into it.

#include "crypto/random.hpp"
#include "db/places_for_tests.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/delegations.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/domains.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/organizations.hpp"
#include "store/registry/profiles.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace chancery::store {

inline constexpr Time now{std::chrono::seconds(1'800'000'000)};
inline constexpr Revision revision{.version = 1, .created_at = now, .updated_at = now};

class RegisterTest : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
    Store store = open(place.location());
    Organization example = organization("Example University");

    Organization organization(const std::string& name) {
        Organization added{
            .id = crypto::new_id<OrganizationId>(now),
            .name = name,
            .country = "DE",
            .state = "NRW",
            .locality = "Münster",
            .contact_email = "pki@example.org",
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Department department(const std::string& name, bool enabled = true) {
        Department added{
            .id = crypto::new_id<DepartmentId>(now),
            .organization = example.id,
            .name = name,
            .enabled = enabled,
            .contacts = {"it@example.org", "dean@example.org"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Domain domain(const std::string& name, std::optional<Time> valid_until = std::nullopt) {
        Domain added{
            .id = crypto::new_id<DomainId>(now),
            .organization = example.id,
            .name = {name},
            .revision = revision,
        };
        if (valid_until)
            added.validation = Validation{"manual", "a letter", "local:root", now, *valid_until};
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Delegation delegation(const Domain& of, const Department& to, Reach reach) {
        Delegation added{
            .id = crypto::new_id<DelegationId>(now),
            .domain = of.id,
            .name = of.name,
            .department = to.id,
            .reach = reach,
            .wildcard = true,
            .reason = "asked by mail",
            .decided_by = "local:root",
            .decided_at = now,
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Endpoint endpoint() {
        const IssuerRecord issuer{
            .id = crypto::new_id<IssuerId>(now),
            .name = "builtin",
            .kind = "builtIn",
            .certificate = "PEM",
            .root = "PEM",
            .sealed_key = "sealed",
            .revision = revision,
        };
        Endpoint added{
            .id = crypto::new_id<EndpointId>(now),
            .name = "ov",
            .title = "OV",
            .issuer = issuer.id,
            .profile = {.name = "ov"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) {
            insert(tx, issuer);
            insert(tx, added.profile);
            insert(tx, added);
        });
        return added;
    }

    Account account(const std::string& name, const Department& of, EndpointId at) {
        Account added{
            .id = crypto::new_id<AccountId>(now),
            .name = name,
            .department = of.id,
            .endpoint = at,
            .key_id = "key of " + name,
            .contacts = {"web@example.org"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added, "sealed"); });
        return added;
    }

    template <class Fn>
    auto read(Fn fn) {
        return store.read([&](const Reader& reader) { return fn(reader); });
    }
};

using Names = std::vector<std::string>;

template <class T>
Names names_of(const std::vector<T>& items) {
    Names names;
    for (const auto& item : items)
        if constexpr (requires { item.name.value; })
            names.push_back(item.name.value);
        else
            names.push_back(item.name);
    return names;
}

} // namespace chancery::store
