// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an empty database of either kind with one department, one endpoint and one ACME
// account, and what is needed to put more into it. Nothing here is signed.

#include "crypto/random.hpp"
#include "db/places_for_tests.hpp"
#include "store/certificates/certificates.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/delegations.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/domains.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/organizations.hpp"
#include "store/registry/profiles.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

inline constexpr Time now{std::chrono::seconds(1'800'000'000)};

class OfficeForTests : public testing::TestWithParam<db::Kind> {
protected:
    static constexpr Revision revision{.version = 1, .created_at = now, .updated_at = now};

    db::Place place{GetParam()};
    Store store = open(place.location());
    Organization example{
        .id = crypto::new_id<OrganizationId>(now),
        .name = "Example University",
        .country = "DE",
        .state = "NRW",
        .locality = "Münster",
        .contact_email = "pki@example.org",
        .revision = revision,
    };
    Department physics = department("Physics");
    IssuerRecord issuer{
        .id = crypto::new_id<IssuerId>(now),
        .name = "builtin",
        .kind = "builtIn",
        .certificate = "PEM",
        .root = "PEM of the root",
        .sealed_key = Bytes("\0sealed\xff", 8),
        .revision = revision,
    };
    Endpoint ov = endpoint("ov");
    Account web = account("web", ov.id);

    void SetUp() override {
        write(example);
        write(physics);
        write(issuer);
        write(ov.profile);
        write(ov);
        write(web);
    }

    template <class T>
    void write(const T& value) {
        store.write([&](Transaction& tx) { insert(tx, value); });
    }

    template <class T>
    void change(const T& value) {
        store.write([&](Transaction& tx) { update(tx, value); });
    }

    Department department(const std::string& name) const {
        return {
            .id = crypto::new_id<DepartmentId>(now),
            .organization = example.id,
            .name = name,
            .contacts = {"it@example.org", "dean@example.org"},
            .revision = revision,
        };
    }

    Endpoint endpoint(const std::string& name) const {
        return {
            .id = crypto::new_id<EndpointId>(now),
            .name = name,
            .title = "Title of " + name,
            .issuer = issuer.id,
            .profile = {.name = name, .subject = SubjectForm::organization},
            .revision = revision,
        };
    }

    Account account(const std::string& name, EndpointId at) const {
        return {
            .id = crypto::new_id<AccountId>(now),
            .name = name,
            .department = physics.id,
            .endpoint = at,
            .key_id = "key of " + name,
            .revision = revision,
        };
    }

    void write(const Account& value) {
        store.write([&](Transaction& tx) { insert(tx, value, Bytes("\0sealed\xff", 8)); });
    }

    Client client(const std::string& thumbprint) const {
        return {
            .id = crypto::new_id<ClientId>(now),
            .endpoint = ov.id,
            .account = web.id,
            .thumbprint = thumbprint,
            .spki = Bytes("\0key\xff", 5),
            .contacts = {"mailto:a@example.org", "mailto:b@example.org"},
            .user_agent = "certbot",
            .address = "192.0.2.7",
            .created_at = now,
            .last_seen_at = now,
        };
    }

    Client written_client(const std::string& thumbprint = "thumbprint") {
        auto added = client(thumbprint);
        write(added);
        return added;
    }

    /// With an authorization for each name.
    Order written_order(const Client& of, OrderStatus status = OrderStatus::ready, Time at = now) {
        Order added{
            .id = crypto::new_id<OrderId>(at),
            .endpoint = of.endpoint,
            .client = of.id,
            .account = of.account,
            .names = {{"www.example.org"}, {"*.dev.example.org"}},
            .status = status,
            .created_at = at,
            .expires = at + std::chrono::days(7),
        };
        for (const auto& name : added.names) {
            const Authorization authorization{
                .id = crypto::new_id<AuthorizationId>(at),
                .order = added.id,
                .client = of.id,
                .name = name,
                .status = AuthorizationStatus::valid,
                .expires = added.expires,
            };
            write(authorization);
            added.authorizations.push_back(authorization.id);
        }
        write(added);
        // Where `processing` began is written by a change alone.
        store.write([&](Transaction& tx) { update(tx, added, at); });
        return added;
    }

    Certificate certificate(const std::string& serial, std::vector<std::string> names) const {
        return {
            .id = crypto::new_id<CertificateId>(now),
            .issuer = issuer.id,
            .endpoint = ov.id,
            .account = web.id,
            .department = physics.id,
            .names = std::move(names),
            .draft =
                {.serial = serial,
                 .to_be_signed = Bytes("\0tbs\xff", 5),
                 .not_before = now,
                 .not_after = now + std::chrono::days(90),
                 .key_digest = Bytes(32, '\xee'),
                 .key_type = "ecdsaP256"},
            .created_at = now,
        };
    }
};

inline std::string kind_of(const testing::TestParamInfo<db::Kind>& test) {
    return db::to_string(test.param);
}

} // namespace chancery::store
