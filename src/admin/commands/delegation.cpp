// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/objects.hpp"
#include "base/error.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string name;
    std::string department;
    bool exact = false;
    bool below = false;
    bool wildcard = false;
};

void add_options(CommandLine& line, Options& options) {
    line.required("NAME", options.name, "Domain name, e.g. physics.campus.example");
    line.required("--department", options.department, "The department");
    line.flag("--exact", options.exact, "Delegate the name itself");
    line.flag("--below", options.below, "Delegate every name below it, but not the name itself");
    line.exclude("--exact", "--below");
}

std::string reach_of(const json::Value& delegation) {
    const auto reach = text(delegation, "reach");
    return truth(delegation, "wildcard") ? reach + ", wildcard" : reach;
}

/// Why names of it would be refused all the same.
Obstacles obstacles_of_delegation(Api& api, const std::string& name, const json::Value& holder) {
    auto all = obstacles_around_domain(api, name);
    // The delegation adds the entry where there is none.
    const auto entry = api.list(std::string(domains.path), {{"name", name}});
    for (const auto& domain : items(entry))
        add_disabled(all, domains, domain);
    add_disabled(all, departments, holder);
    return all;
}

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_options(line, *options);
    line.flag("--wildcard", options->wildcard, "Also delegate *.N for each name N that is covered");
    line.check([options] {
        if (!options->exact && !options->below)
            usage_error("one of --exact and --below is required");
    });
    return [options](Session& session) {
        const auto holder = find_object(session.api, departments, options->department);
        const auto name = to_lower(options->name);
        const auto obstacles = obstacles_of_delegation(session.api, name, holder);
        Body body;
        body.put("NAME", "domainName", name);
        body.put("--department", "departmentId", require_text(holder, "id"));
        body.put(
            options->below ? "--below" : "--exact", "reach", options->below ? "below" : "exact"
        );
        body.put("--wildcard", "wildcard", options->wildcard);
        const auto answer = session.api.send("POST", "/delegations", body);
        session.printer.done(
            answer,
            fmt::format(
                "Delegated {} ({}) to \"{}\": its ACME accounts may list {}.",
                text(answer, "domainName"),
                reach_of(answer),
                text(holder, "name"),
                options->below ? "names below it" : "it"
            ),
            obstacles
        );
        return 0;
    };
}

Action define_list(CommandLine& line) {
    struct Filter {
        std::optional<std::string> department = std::nullopt;
        std::optional<std::string> name = std::nullopt;
        bool all = false;
    };

    auto filter = std::make_shared<Filter>();
    line.filter("--department", filter->department, "Show only those of this department");
    line.filter("--name", filter->name, "Show only those of this domain");
    line.flag("--all", filter->all, "Also show withdrawn and refused delegations");
    return [filter](Session& session) {
        Query query;
        if (!filter->all) query.emplace_back("status", "active");
        if (filter->name) query.emplace_back("domainName", to_lower(*filter->name));
        if (filter->department) {
            const auto holder = find_object(session.api, departments, *filter->department);
            query.emplace_back("departmentId", require_text(holder, "id"));
        }
        session.printer.list(
            session.api.list("/delegations", query),
            {.columns =
                 {{"Name"},
                  {"Reach"},
                  {"Department", Column::Width::may_shrink},
                  {"State"},
                  {"Decided"},
                  {"By", Column::Width::may_shrink}},
             .row = [&](const json::Value& item) -> Row {
                 return {
                     text(item, "domainName"),
                     reach_of(item),
                     text(item, "departmentName"),
                     state(text(item, "status")),
                     session.printer.when(time(item, "decidedAt")),
                     text(item, "decidedBy")};
             },
             .empty = "A delegation lets a department use a name; create one with `chancery admin "
                      "delegation add NAME --department D --exact` or `--below`."}
        );
        return 0;
    };
}

bool is_meant(const Options& options, const json::Value& delegation) {
    const auto reach = text(delegation, "reach");
    return options.exact ? reach == "exact" : !options.below || reach == "below";
}

json::Value withdraw(Api& api, const json::Value& delegation) {
    return change(
        api,
        delegation,
        fmt::format("the delegation of {}", text(delegation, "domainName")),
        {"POST", fmt::format("/delegations/{}/withdraw", require_text(delegation, "id"))}
    );
}

Action define_withdraw(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_options(line, *options);
    return [options](Session& session) {
        const auto holder = find_object(session.api, departments, options->department);
        const auto page = session.api.list(
            "/delegations",
            {{"domainName", to_lower(options->name)},
             {"departmentId", require_text(holder, "id")},
             {"status", "active"}}
        );
        json::Array withdrawn;
        for (const auto& item : items(page))
            if (is_meant(*options, item)) withdrawn.push_back(withdraw(session.api, item));
        if (withdrawn.empty())
            throw Error(
                Fault::not_found,
                fmt::format(
                    "there is no such active delegation of {} to \"{}\"; `chancery admin "
                    "delegation list --department {}` lists them",
                    printable(options->name),
                    text(holder, "name"),
                    shell_word(text(holder, "name"))
                )
            );
        std::vector<std::string> names;
        for (const auto& item : withdrawn)
            names.push_back(fmt::format("{} ({})", text(item, "domainName"), reach_of(item)));
        session.printer.done(
            json::Object{{"items", std::move(withdrawn)}},
            fmt::format(
                "Withdrawn from \"{}\", also for orders that are open: {}.",
                text(holder, "name"),
                join(names, "; ")
            )
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "add",
        "Let a department use a name or the names below it",
        "delegation add physics.campus.example --department Physics --below",
        define_add},
    Command{"list", "List the delegations", "delegation list --department Physics", define_list},
    Command{
        "withdraw",
        "Withdraw a delegation at once; without --exact or --below, both kinds",
        "delegation withdraw physics.campus.example --department Physics --below",
        define_withdraw},
};

} // namespace

const Resource delegation_commands{"delegation", "Which department may use which names", commands};

} // namespace chancery::admin
