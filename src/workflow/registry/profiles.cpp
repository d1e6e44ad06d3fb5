// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/profiles.hpp"

#include "base/text.hpp"
#include "crypto/key.hpp"
#include "issuance/validity.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/changes.hpp"
#include "workflow/registry/endpoint_rules.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr int most_names = 100;
constexpr std::size_t most_policies = 10;

constexpr std::chrono::seconds shortest_public = 24h;
/// Longer than any issuer lives, which ends what it issues.
constexpr std::chrono::seconds longest_of_office = std::chrono::days(36'500);

void require_lifetime(const Profile& profile, Time now) {
    if (!profile.is_public()) {
        if (profile.lifetime < issuance::shortest_of_office || profile.lifetime > longest_of_office)
            fail_field(
                "/lifetime",
                "must be an hour (PT1H) to 100 years (P36500D) under the office's rules; a "
                "certificate ends with its issuer at the latest"
            );
        return;
    }
    const auto most = issuance::public_limit(now);
    if (profile.lifetime < shortest_public || profile.lifetime > most)
        fail_field(
            "/lifetime",
            "must be a day (P1D) to " + std::to_string(most.count()) +
                " days under public rules: browsers reject a longer lifetime (" +
                issuance::public_limits() + ")"
        );
}

void require_key_types(const std::vector<std::string>& types) {
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto place = "/keyTypes/" + std::to_string(i);
        if (!find_value<crypto::KeyType>(types[i]))
            fail_field(place, "must be " + choices<crypto::KeyType>());
        if (std::count(types.begin(), types.end(), types[i]) > 1)
            fail_field(place, "is named twice");
    }
}

/// ITU-T X.660: the first arc is 0 to 2, and the second below 40 under 0 and 1.
bool is_oid(std::string_view text) {
    const auto arcs = split(text, '.');
    const auto is_arc = [](std::string_view arc) {
        return !arc.empty() && arc.size() <= 9 && (arc == "0" || arc.front() != '0') &&
               arc.find_first_not_of("0123456789") == arc.npos;
    };
    if (arcs.size() < 2 || arcs.size() > 20 || !std::ranges::all_of(arcs, is_arc)) return false;
    if (arcs[0] == "2") return true;
    return (arcs[0] == "0" || arcs[0] == "1") &&
           (arcs[1].size() == 1 || (arcs[1].size() == 2 && arcs[1] < "40"));
}

void require_policies(const std::vector<std::string>& policies) {
    if (policies.size() > most_policies)
        fail_field("/certificatePolicies", "must have at most 10 policies");
    for (std::size_t i = 0; i < policies.size(); ++i)
        if (!is_oid(policies[i]))
            fail_field(
                "/certificatePolicies/" + std::to_string(i),
                "must be an object identifier, such as 2.23.140.1.2.2"
            );
}

void require_valid(const Profile& profile) {
    require_slug("/name", profile.name);
    require_text("/description", profile.description, {0, 255});
    require_key_types(profile.key_types);
    require_policies(profile.policies);
    if (profile.max_names < 1 || profile.max_names > most_names)
        fail_field("/maxNames", "must be 1 to 100");
    if (profile.names.underscores && profile.is_public())
        fail_field(
            "/underscores",
            "is only for profiles with the office's own rules; public rules have not allowed "
            "underscores since 2019 (ballot SC-012)"
        );
}

/// Of the endpoints that offer it.
void require_safe(const store::Reader& reader, const Profile& profile) {
    if (!names_the_organization(profile)) return;
    for (const auto& endpoint : store::list_endpoints(reader))
        if (endpoint.offers(profile.name) && takes_strangers(reader, endpoint))
            fail_field(
                "/subject",
                "must be none: the endpoint " + endpoint.name +
                    ", which takes clients without a credential, offers it"
            );
}

void set_subject(
    std::vector<Change>& changes, SubjectForm& subject, std::optional<SubjectForm> wanted
) {
    if (!wanted || *wanted == subject) return;
    changes.push_back({"subject", std::string(to_string(subject)), std::string(to_string(*wanted))}
    );
    subject = *wanted;
}

void set_validity_by_order(
    std::vector<Change>& changes, ValidityByOrder& validity, std::optional<bool> wanted
) {
    bool taken = validity != ValidityByOrder::no;
    const bool before = taken;
    set(changes, "validityByOrder", taken, wanted);
    if (taken != before) validity = taken ? ValidityByOrder::within_lifetime : ValidityByOrder::no;
}

void set_rules(std::vector<Change>& changes, RuleSet& rules, std::optional<RuleSet> wanted) {
    if (!wanted || *wanted == rules) return;
    changes.push_back({"rules", std::string(to_string(rules)), std::string(to_string(*wanted))});
    rules = *wanted;
}

/// What it changes of the profile, which is valid afterwards. Throws invalid.
std::vector<Change> apply(Profile& profile, const ProfileSettings& settings, Time now) {
    std::vector<Change> changes;
    const auto before = profile;
    set(changes, "description", profile.description, settings.description);
    set(changes, "lifetime", profile.lifetime, settings.lifetime);
    set_subject(changes, profile.subject, settings.subject);
    set(changes, "keyTypes", profile.key_types, settings.key_types);
    set(changes, "clientAuth", profile.client_auth, settings.client_auth);
    set(changes, "certificatePolicies", profile.policies, settings.policies);
    set(changes, "maxNames", profile.max_names, settings.max_names);
    set_validity_by_order(changes, profile.validity_by_order, settings.takes_validity);
    set(changes, "mustStaple", profile.takes_must_staple, settings.takes_must_staple);
    set_rules(changes, profile.names.rules, settings.rules);
    set(changes, "underscores", profile.names.underscores, settings.underscores);
    require_valid(profile);
    // One that was set before the limit fell stays until it is touched; what it issues is shorter.
    if (profile.lifetime != before.lifetime || profile.names.rules != before.names.rules)
        require_lifetime(profile, now);
    return changes;
}

} // namespace

Profile add_profile(
    store::Store& store,
    const Request& request,
    const std::string& name,
    const ProfileSettings& settings
) {
    return store.write([&](store::Transaction& tx) {
        Profile profile{
            .name = name, .revision = {.created_at = request.now, .updated_at = request.now}};
        auto changes = apply(profile, settings, request.now);
        if (store::find_profile(tx, name))
            throw Error(Fault::conflict, "there is a profile " + name + " already");
        store::insert(tx, profile);
        auto deed = deed_on(profile, "profile.created");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        return profile;
    });
}

Profile change_profile(
    store::Store& store,
    const Request& request,
    const std::string& name,
    std::optional<int> seen,
    const ProfileSettings& settings
) {
    return store.write([&](store::Transaction& tx) {
        auto found = store::find_profile(tx, name);
        if (!found) throw Error(Fault::not_found, "there is no such profile");
        auto& profile = *found;
        require_version(profile.revision.version, seen);
        auto changes = apply(profile, settings, request.now);
        require_safe(tx, profile);
        if (changes.empty()) return profile;

        store::update(tx, profile, request.now);
        auto deed = deed_on(profile, "profile.changed");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        return profile;
    });
}

} // namespace chancery::workflow
