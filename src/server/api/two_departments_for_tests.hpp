// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: two departments that have an object of each kind, and a token of the first one's
// administrator.

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "server/api/api_for_tests.hpp"
#include "store/certificates/certificates.hpp"

#include <map>
#include <string>
#include <string_view>

namespace chancery::server::api {

/// What a department has or shares with others: the id of an object of each kind, by the path of
/// its kind. Under "" it has its name.
using Things = std::map<std::string, std::string>;

inline constexpr auto unknown_id = "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e";

inline std::string kind_of(std::string_view path) {
    return std::string(path.substr(0, path.find('/', 1)));
}

inline std::string www(const Things& things) {
    return "www." + things.at("") + ".example.org";
}

inline bool has_id(const Route& route) {
    return route.path.find("{id}") != route.path.npos;
}

/// Two departments that have the same, and a token of the first one's administrator.
struct TwoDepartments : ApiForTests {
    Things physics = furnish("physics");
    Things chemistry = furnish("chemistry");
    /// Has the name of chemistry, and ids of what does not exist.
    Things nothing = unknown(chemistry);
    Answer made = make_token({physics.at("/departments")});
    std::string token = made.text("token");

    Answer make_token(json::Array departments) {
        return call(
            "POST",
            "/tokens",
            json::Object{
                {"name", "department"},
                {"role", "departmentAdministrator"},
                {"departmentIds", std::move(departments)},
                {"expiresAt", "2027-11-01"}}
        );
    }

    std::string token_of(Role role) {
        return role == Role::department_administrator ? token : ApiForTests::token(role);
    }

    static Things unknown(Things things) {
        for (auto& [kind, id] : things)
            if (!kind.empty() && kind != "/endpoints") id = unknown_id;
        return things;
    }

    Things furnish(const std::string& name) {
        const auto zone = name + ".example.org";
        Things things{
            {"", name},
            {"/organizations", to_string(office.organization.id)},
            {"/endpoints", to_string(office.ov.id)},
            {"/issuers", to_string(office.ov.issuer)},
            {"/profiles", office.ov.profile.name},
            {"/tokens",
             call(
                 "POST", "/tokens", json::Object{{"name", name}, {"expiresAt", "2027-11-01"}}
             ).text("id")},
        };
        auto& department = things["/departments"];
        department = call("POST", "/departments", json::Object{{"name", name}}).text("id");
        things["/domains"] =
            call(
                "POST", "/domains", json::Object{{"name", zone}, {"departmentId", department}}
            ).text("id");
        things["/delegations"] = std::get<std::string>(
            item(call("GET", "/delegations?departmentId=" + department), 0).find("id")->variant()
        );
        things["/acme-accounts"] = call(
                                       "POST",
                                       "/acme-accounts",
                                       json::Object{
                                           {"name", name + "-web"},
                                           {"departmentId", department},
                                           {"endpointId", to_string(office.ov.id)},
                                           {"names", json::Array{"www." + zone}}}
        ).text("id");
        const auto account = *parse_id<AccountId>(things["/acme-accounts"]);
        const Account owner{
            .id = account,
            .name = name,
            .department = *parse_id<DepartmentId>(department),
            .endpoint = office.ov.id,
        };
        things["/clients"] = to_string(office.client(owner, "thumbprint of " + name).id);
        things["/certificates"] =
            to_string(issue(*parse_id<DepartmentId>(department), account, "www." + zone));
        return things;
    }

    CertificateId issue(DepartmentId department, AccountId account, const std::string& name) {
        const Certificate certificate{
            .id = crypto::new_id<CertificateId>(office.request.now),
            .issuer = office.ov.issuer,
            .account = account,
            .department = department,
            .names = {name},
            .draft =
                {.serial = crypto::sha256(name).substr(0, 16),
                 .to_be_signed = "to be signed",
                 .not_before = office.request.now,
                 .not_after = office.request.now + std::chrono::days(90),
                 .key_digest = crypto::sha256("key of " + name),
                 .key_type = "ecdsaP256"},
            .created_at = office.request.now,
        };
        office.store.write([&](store::Transaction& tx) {
            store::insert(tx, certificate);
            return store::set_issued(tx, certificate.id, {"DER"}, office.request.now);
        });
        return certificate.id;
    }
};

} // namespace chancery::server::api
