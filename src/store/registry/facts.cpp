// SPDX-License-Identifier: Apache-2.0
#include "store/registry/facts.hpp"

#include "store/registry/covered_names.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/profiles.hpp"
#include "store/rows.hpp"

#include <set>

namespace chancery::store {

namespace {

/// The names of the register's entries that may bear on these, each once.
std::set<std::string> places(std::span<const Name> names) {
    std::set<std::string> places;
    for (const auto& name : names)
        for (auto& place : at_or_above(name))
            places.insert(std::move(place));
    return places;
}

/// Of all entries that a wildcard is for, those that can refuse it.
void add_covered(const Reader& reader, const Name& wildcard, Facts& facts) {
    const auto add = [&](const db::Row& row) {
        facts.entries.push_back(
            {.name = {text_at(row, covered_columns["name"])},
             .enabled = bool_at(row, covered_columns["enabled"]),
             .validated_until = optional_time_at(row, covered_columns["validated_until"])}
        );
    };
    for_each(reader, db::sql<first_disabled_below>, add, wildcard.base());
    for_each(reader, db::sql<first_to_lapse_below>, add, wildcard.base());
}

/// An entry of the register, and what is delegated of it to one department.
constexpr db::Fragment place_columns = "d.enabled, d.validated_until, g.reach, g.wildcard";

/// One look-up in each of two indexes a place, whatever the register holds.
void add_register(
    const Reader& reader, DepartmentId department, std::span<const Name> names, Facts& facts
) {
    constexpr auto& at = place_columns;
    for (const auto& place : places(names)) {
        const auto add = [&](const db::Row& row) {
            if (facts.entries.empty() || facts.entries.back().name.value != place)
                facts.entries.push_back(
                    {.name = {place},
                     .enabled = bool_at(row, at["d.enabled"]),
                     .validated_until = optional_time_at(row, at["d.validated_until"])}
                );
            if (!row.is_null(at["g.reach"]))
                facts.grants.push_back(
                    {.domain = {place},
                     .reach = known_at<Reach>(row, at["g.reach"]),
                     .wildcard = bool_at(row, at["g.wildcard"])}
                );
        };
        for_each(
            reader,
            db::sql<
                "SELECT " + place_columns +
                " FROM domains d "
                "LEFT JOIN delegations g ON g.domain_id = d.id AND g.department_id = $1 "
                "AND g.status = 'active' WHERE d.name = $2">,
            add,
            department,
            place
        );
    }
    for (const auto& name : names)
        if (name.is_wildcard()) add_covered(reader, name, facts);
}

/// Each step allows all that the one before does: public rules, the office's, also underscores.
bool allows_more(const NameRules& a, const NameRules& b) {
    if (a.underscores != b.underscores) return a.underscores;
    return a.rules == RuleSet::office && b.rules != RuleSet::office;
}

/// The strictest for a profile that is not there any more.
NameRules rules_of(const Reader& reader, EndpointId id, std::string_view profile) {
    NameRules rules;
    const auto allow = [&](std::string_view name) {
        const auto found = find_name_rules(reader, name);
        if (found && allows_more(*found, rules)) rules = *found;
    };
    if (profile != any_profile) {
        allow(profile);
    } else if (const auto endpoint = find_endpoint(reader, id)) {
        allow(endpoint->profile.name);
        for (const auto& name : endpoint->other_profiles)
            allow(name);
    }
    return rules;
}

struct Standing {
    Facts facts;
    DepartmentId department;
};

/// A department at an endpoint.
constexpr auto department_columns =
    "d.id, d.enabled, " + contact_columns + ", e.validation, e.enabled";
constexpr auto join_endpoint = join_office + "JOIN endpoints e ON e.id = $2 ";

Standing department_at(const db::Row& row) {
    constexpr auto& at = department_columns;
    Standing standing{.facts = {}, .department = id_at<DepartmentId>(row, at["d.id"])};
    auto& facts = standing.facts;
    facts.department_enabled = bool_at(row, at["d.enabled"]);
    facts.contacts = contacts_at(row, at["d.contacts"]);
    facts.validation = known_at<ValidationPolicy>(row, at["e.validation"]);
    facts.endpoint_enabled = bool_at(row, at["e.enabled"]);
    return standing;
}

/// An ACME account of it.
constexpr auto account_columns =
    department_columns + ", a.enabled, a.open, a.credential_state, a.label";

Standing account_at(const db::Row& row) {
    constexpr auto& at = account_columns;
    auto standing = department_at(row);
    auto& facts = standing.facts;
    facts.account_enabled = bool_at(row, at["a.enabled"]);
    facts.open = bool_at(row, at["a.open"]);
    facts.cut_off =
        known_at<CredentialState>(row, at["a.credential_state"]) == CredentialState::cut_off;
    facts.contacts.account = text_at(row, at["a.label"]);
    return standing;
}

} // namespace

Facts facts(
    const Reader& reader,
    AccountId account,
    EndpointId endpoint,
    std::span<const Name> names,
    std::string_view profile
) {
    auto standing = find_one(
        reader,
        db::sql<
            "SELECT " + account_columns +
            " FROM accounts a JOIN departments d ON d.id = a.department_id" + join_endpoint +
            "WHERE a.id = $1">,
        account_at,
        account,
        endpoint
    );
    if (!standing) throw Error(Fault::not_found, "there is no such ACME account");

    auto& facts = standing->facts;
    facts.rules = rules_of(reader, endpoint, profile);
    for (const auto& name : names)
        for_each(
            reader,
            "SELECT name FROM account_names WHERE account_id = $1 AND name = $2",
            [&](const db::Row&) { facts.listed.push_back(name); },
            account,
            name.value
        );
    add_register(reader, standing->department, names, facts);
    return std::move(facts);
}

Facts facts_for_department(
    const Reader& reader, DepartmentId department, EndpointId endpoint, std::span<const Name> names
) {
    auto standing = find_one(
        reader,
        db::sql<
            "SELECT " + department_columns + " FROM departments d" + join_endpoint +
            "WHERE d.id = $1">,
        department_at,
        department,
        endpoint
    );
    if (!standing) throw Error(Fault::not_found, "there is no such department or endpoint");
    standing->facts.rules = rules_of(reader, endpoint, any_profile);
    standing->facts.account_enabled = true;
    standing->facts.listed.assign(names.begin(), names.end());
    add_register(reader, department, names, standing->facts);
    return std::move(standing->facts);
}

} // namespace chancery::store
