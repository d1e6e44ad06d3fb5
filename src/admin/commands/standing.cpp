// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/standing.hpp"

#include "admin/commands/read.hpp"
#include "admin/table.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace chancery::admin {

namespace {

constexpr std::size_t most_named = 5; ///< Of a list that may be long.

std::string obstacle_of_revocation(const std::string& revoked, const std::string& name) {
    if (revoked == "cutOff")
        return fmt::format(
            "Its credential stays revoked and its clients stay cut off: `chancery admin account "
            "rotate {}` gives a new credential, with which its hosts register again.",
            name
        );
    return fmt::format(
        "Its credential stays revoked for new clients: `chancery admin account rotate {}` gives a "
        "new one.",
        name
    );
}

/// Empty for a credential with which new clients can register.
std::string obstacle_of_credential(const json::Value& account, Time now) {
    const auto& credential = member(account, "credential");
    const auto name = shell_word(text(account, "name"));
    if (const auto revoked = text(credential, "revoked"); !revoked.empty())
        return obstacle_of_revocation(revoked, name);
    const auto expires = time(credential, "expiresAt");
    if (expires && *expires <= now)
        return fmt::format(
            "No new client can register, because its credential expired at {}: `chancery admin "
            "account set {} --expires DATE` extends it.",
            to_rfc3339(*expires),
            name
        );
    const auto most = number(credential, "maxUses");
    if (most > 0 && number(credential, "uses") >= most)
        return fmt::format(
            "No new client can register, because {0} of {0} have: `chancery admin account set {1} "
            "--max-uses N` allows more.",
            most,
            name
        );
    return {};
}

bool is_below(const std::string& name, const std::string& above) {
    return name.ends_with("." + above);
}

std::string first_names(const json::Array& objects) {
    std::vector<std::string> names;
    for (const auto& object : objects)
        if (names.size() < most_named) names.push_back(text(object, "name"));
    return join(names, ", ") + (objects.size() > most_named ? " and more" : "");
}

} // namespace

void add_disabled(Obstacles& obstacles, const Kind& kind, const json::Value& object) {
    if (truth(object, "enabled")) return;
    obstacles.push_back(fmt::format(
        "The {} \"{}\" is disabled: `chancery admin {} {}` enables it.",
        kind.noun,
        text(object, "name"),
        kind.enable,
        shell_word(text(object, "name"))
    ));
}

Obstacles obstacles_above_account(Api& api, const json::Value& account) {
    Obstacles all;
    const auto add = [&](const Kind& kind, const char* id) {
        add_disabled(all, kind, get_object(api, kind, require_text(account, id)));
    };
    add(departments, "departmentId");
    add(endpoints, "endpointId");
    return all;
}

Obstacles obstacles_around_account(Api& api, const json::Value& account, Time now) {
    auto all = obstacles_above_account(api, account);
    // Nobody has the credential of an open account.
    if (truth(account, "open")) return all;
    if (auto obstacle = obstacle_of_credential(account, now); !obstacle.empty())
        all.push_back(std::move(obstacle));
    return all;
}

Obstacles obstacles_below_department(Api& api, const json::Value& department) {
    Obstacles all;
    for (const auto* status : {"disabled", "revoked", "expired"}) {
        const auto page = api.list(
            "/acme-accounts",
            {{"departmentId", require_text(department, "id")}, {"status", status}},
            most_named + 1
        );
        if (!items(page).empty())
            all.push_back(fmt::format(
                "ACME accounts that stay {}: {}. See `chancery admin account show NAME`.",
                status,
                first_names(items(page))
            ));
    }
    return all;
}

Obstacles obstacles_around_domain(Api& api, const std::string& name) {
    const auto page = api.list("/domains", {{"enabled", "false"}});
    Obstacles all;
    json::Array below;
    for (const auto& other : items(page)) {
        if (is_below(name, text(other, "name")))
            add_disabled(all, domains, other);
        else if (is_below(text(other, "name"), name))
            below.push_back(other);
    }
    if (!below.empty())
        all.push_back(fmt::format("Domains below it that stay disabled: {}.", first_names(below)));
    return all;
}

void add_invalid(Obstacles& obstacles, const json::Value& domain) {
    if (text(member(domain, "validation"), "status") == "valid") return;
    obstacles.push_back(fmt::format(
        "Its validation is missing or has expired: `chancery admin domain validate {} --evidence "
        "TEXT` renews it.",
        shell_word(text(domain, "name"))
    ));
}

std::string notes_of(const Obstacles& obstacles) {
    std::string notes;
    for (const auto& obstacle : obstacles)
        notes += harmless(obstacle) + "\n";
    return notes;
}

} // namespace chancery::admin
