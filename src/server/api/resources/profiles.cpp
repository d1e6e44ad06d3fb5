// SPDX-License-Identifier: Apache-2.0
#include "store/registry/profiles.hpp"

#include "base/duration.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/profiles.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace chancery::server::api {

namespace {

json::Value to_json(const Profile& profile) {
    json::Array usages{"serverAuth"};
    if (profile.client_auth) usages.emplace_back("clientAuth");
    json::Object object{
        {"id", profile.name},
        {"name", profile.name},
        {"description", profile.description},
        {"lifetime", to_iso8601(profile.lifetime)},
        {"keyTypes", to_value(profile.key_types)},
        {"extendedKeyUsages", std::move(usages)},
        {"subject", to_string(profile.subject)},
        {"certificatePolicies", to_value(profile.policies)},
        {"maxNames", profile.max_names},
        {"validityByOrder", profile.validity_by_order != ValidityByOrder::no},
        {"mustStaple", profile.takes_must_staple},
        {"rules", to_string(profile.names.rules)},
        {"underscores", profile.names.underscores},
    };
    add_revision(object, profile.revision);
    return object;
}

const Body::Members members{
    "name",
    "description",
    "lifetime",
    "keyTypes",
    "extendedKeyUsages",
    "subject",
    "certificatePolicies",
    "maxNames",
    "validityByOrder",
    "mustStaple",
    "rules",
    "underscores",
};

/// A certificate of a server always has serverAuth.
std::optional<bool> client_auth_of(const Body& body) {
    auto usages = body.texts("extendedKeyUsages");
    if (!usages) return std::nullopt;
    std::ranges::sort(*usages, std::greater());
    if (*usages == std::vector<std::string>{"serverAuth"}) return false;
    if (*usages == std::vector<std::string>{"serverAuth", "clientAuth"}) return true;
    body.fail("extendedKeyUsages", "must be serverAuth, or serverAuth and clientAuth");
}

workflow::ProfileSettings settings_of(const Body& body) {
    return {
        .description = body.text("description"),
        .lifetime = body.duration("lifetime"),
        .subject = body.word<SubjectForm>("subject"),
        .key_types = body.texts("keyTypes"),
        .client_auth = client_auth_of(body),
        .policies = body.texts("certificatePolicies"),
        .max_names = body.number("maxNames"),
        .takes_validity = body.flag("validityByOrder"),
        .takes_must_staple = body.flag("mustStaple"),
        .rules = body.word<RuleSet>("rules"),
        .underscores = body.flag("underscores"),
    };
}

/// There are few: read whole, filtered and paged here.
Reply list(const Call& call) {
    auto all =
        call.store().read([](const store::Reader& reader) { return store::list_profiles(reader); });
    const auto name = call.parameters.text("name");
    const auto part = call.parameters.text("q");
    const auto after = call.parameters.text("cursor");
    std::erase_if(all, [&](const Profile& profile) {
        return (!name.empty() && profile.name != name) ||
               profile.name.find(part) == std::string::npos || profile.name <= after;
    });
    return reply_page(
        call,
        std::move(all),
        [](const Profile& profile) { return to_json(profile); },
        [](const Profile& profile) { return profile.name; }
    );
}

Reply add(const Call& call) {
    const Body body(call.request, members);
    const auto profile = workflow::add_profile(
        call.store(), call.by(), body.require_text("name"), settings_of(body)
    );
    return reply_created(to_json(profile), profile.revision.version, "/profiles/" + profile.name);
}

Reply get(const Call& call) {
    const auto profile = call.store().read([&](const store::Reader& reader) {
        return store::find_profile(reader, call.id_text);
    });
    if (!profile) throw Error(Fault::not_found, "there is no such profile");
    return reply(to_json(*profile), profile->revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen_version();
    const Body body(call.request, members);
    if (body.has("name")) body.fail("name", "stays for good: orders and clients name it");
    const auto profile = workflow::change_profile(
        call.store(), call.by(), std::string(call.id_text), seen, settings_of(body)
    );
    return reply(to_json(profile), profile.revision.version);
}

constexpr std::array routes{
    Route{"GET", "/profiles", Permission::profile_read, list, "name q limit cursor"},
    Route{"POST", "/profiles", Permission::profile_change, add},
    Route{"GET", "/profiles/{id}", Permission::profile_read, get},
    Route{"PATCH", "/profiles/{id}", Permission::profile_change, change},
};

} // namespace

std::span<const Route> profile_routes() {
    return routes;
}

} // namespace chancery::server::api
