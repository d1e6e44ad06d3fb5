// SPDX-License-Identifier: Apache-2.0
// What a person types, wherever it goes: no character that another person cannot see.
#include "server/api/api_for_tests.hpp"
#include "store/registry/clients.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace chancery::server::api {

namespace {

/// One field of one call, with the text in it. A change is sent with the object's ETag.
struct Field {
    std::string pointer;
    std::function<Answer(const json::Value& text)> send;
    bool is_ascii = false; ///< It stands in a URL or is a name of the DNS.
};

struct TypedTexts : PhysicsApi {
    std::string web = account("web", {"www.example.org"}).text("id");
    std::string token =
        call(
            "POST", "/tokens", json::Object{{"name", "script"}, {"expiresAt", "2027-11-01"}}
        ).text("id");

    Field created(const std::string& path, const std::string& member, const json::Object& others) {
        return {"/" + member, [=, this](const json::Value& text) {
                    auto body = others;
                    body.emplace_back(member, text);
                    return call("POST", path, body);
                }};
    }

    Field changed(const std::string& path, const std::string& member) {
        return {"/" + member, [=, this](const json::Value& text) {
                    return change("PATCH", path, path, json::Object{{member, text}});
                }};
    }

    Field in_list(const Field& field) {
        return {field.pointer + "/0", [=](const json::Value& text) {
                    return field.send(json::Array{text});
                }};
    }

    static Field ascii(Field field) {
        field.is_ascii = true;
        return field;
    }

    /// Every text that the API takes and keeps.
    std::vector<Field> fields() {
        const auto organization = "/organizations/" + to_string(office.organization.id);
        const auto department = "/departments/" + physics;
        const auto own_domain = "/domains/" + domain.text("id");
        const auto own_account = "/acme-accounts/" + web;
        const auto endpoint = "/endpoints/" + to_string(office.ov.id);
        const json::Object of_physics{
            {"departmentId", physics}, {"endpointId", to_string(office.ov.id)}};
        const json::Object of_endpoint{
            {"name", "lab"},
            {"issuerIds", json::Array{to_string(office.ov.issuer)}},
            {"profiles", json::Array{"ov"}}};
        return {
            changed(organization, "name"),
            changed(organization, "stateOrProvince"),
            changed(organization, "locality"),
            changed(organization, "contactEmail"),
            created("/departments", "name", {}),
            changed(department, "name"),
            in_list(created("/departments", "contacts", {{"name", "Chemistry"}})),
            in_list(changed(department, "contacts")),
            ascii(created("/domains", "name", {})),
            created("/domains", "description", {{"name", "example.net"}}),
            changed(own_domain, "description"),
            evidence(created("/domains", "validation", {{"name", "example.net"}})),
            evidence(changed(own_domain, "validation")),
            created(
                "/delegations",
                "reason",
                {{"domainName", "example.org"}, {"departmentId", physics}, {"reach", "exact"}}
            ),
            created("/acme-accounts", "name", of_physics),
            changed(own_account, "name"),
            in_list(changed(own_account, "contacts")),
            {"/reason",
             [=, this](const json::Value& text) {
                 return change(
                     "POST", own_account + "/revoke", own_account, json::Object{{"reason", text}}
                 );
             }},
            created("/endpoints", "title", of_endpoint),
            changed(endpoint, "title"),
            ascii(changed(endpoint, "termsOfServiceUrl")),
            ascii(in_list(caa_identities(changed(endpoint, "validation")))),
            ascii(created("/profiles", "name", {})),
            created("/profiles", "description", {{"name", "short"}}),
            changed("/profiles/ov", "description"),
            created("/tokens", "name", {{"expiresAt", "2027-11-01"}}),
        };
    }

private:
    static Field caa_identities(const Field& field) {
        return {field.pointer + "/caaIdentities", [=](const json::Value& texts) {
                    return field.send(json::Object{{"caaIdentities", texts}});
                }};
    }

    static Field evidence(const Field& field) {
        return {field.pointer + "/evidence", [=](const json::Value& text) {
                    return field.send(json::Object{{"evidence", text}});
                }};
    }
};

/// A text that is good but for this.
std::string text_with(const std::string& character, const std::string& pointer) {
    const bool is_contact = pointer.find("ontact") != std::string::npos;
    return "a" + character + (is_contact ? "b@example.org" : "b");
}

TEST(TypedText, has_no_invisible_character_in_any_field) {
    TypedTexts api;
    const auto events = api.office.events({.outcome = Outcome::succeeded}).size();
    for (const auto& field : api.fields())
        for (const auto* character :
             {"\n",
              "\x7f",
              "\u0085",
              "\u009b",
              "\u00ad",
              "\u061c",
              "\u200b",
              "\u200d",
              "\u200f",
              "\u2028",
              "\u202e",
              "\u2060",
              "\u2066",
              "\ufe0f",
              "\ufeff",
              "\ufff9",
              "\U000e0041"}) {
            const auto answer = field.send(text_with(character, field.pointer));
            const auto told = answer.response.body;
            EXPECT_EQ(answer.word(), "invalid") << field.pointer << ": " << told;
            EXPECT_NE(told.find('"' + field.pointer + '"'), std::string::npos) << told;
        }
    EXPECT_EQ(api.office.events({.outcome = Outcome::succeeded}).size(), events)
        << "nothing has changed";
}

TEST(TypedText, may_be_of_any_script) {
    TypedTexts api;
    for (const auto& field : api.fields()) {
        if (field.is_ascii) continue;
        const auto answer = field.send(text_with("\u00e9\u6771\u05d0\U0001f511", field.pointer));
        EXPECT_NE(answer.word(), "invalid") << field.pointer << ": " << answer.response.body;
    }
}

TEST(StrangersText, is_shown_escaped) {
    TypedTexts api;
    Client client = api.office.client(
        api.office.store.read([&](const store::Reader& reader) {
            return store::find_account(reader, parse_id<AccountId>(api.web).value()).value();
        }),
        "thumbprint"
    );
    client.user_agent = "agent \u202e\u009b31m\u200b";
    api.office.store.write([&](store::Transaction& tx) { store::update(tx, client); });
    const auto shown = api.call("GET", "/clients/" + to_string(client.id));
    EXPECT_NE(shown.response.body.find(R"("agent \u202e\u009b31m\u200b")"), std::string::npos)
        << shown.response.body;
}

} // namespace

} // namespace chancery::server::api
