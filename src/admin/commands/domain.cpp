// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/given.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"
#include "base/address.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string name;
    std::optional<std::string> evidence = std::nullopt;
    std::optional<std::string> valid_until = std::nullopt;
    std::optional<std::string> department = std::nullopt;
    bool disabled = false;
    bool private_only = false;
};

void add_name(CommandLine& line, std::string& name) {
    line.required("NAME", name, "Domain name, e.g. campus.example");
}

void add_validation(CommandLine& line, Options& options) {
    line.optional(
        "--evidence",
        options.evidence,
        "How the office knows that the organization controls the domain, for the audit log"
    );
    line.optional(
        "--valid-until",
        options.valid_until,
        "Date on which the validation expires, e.g. 2027-06-30 (default: in one year; at most 398 "
        "days)",
        objection_to_date
    );
}

void add_private_only(CommandLine& line, Options& options) {
    line.flag(
        "--private-only",
        options.private_only,
        "Allow a public suffix or a single label, only for profiles with the office's own rules"
    );
}

Body validation_of(const Options& options) {
    Body validation;
    validation.put("NAME", "method", "manual");
    validation.put_given("--evidence", "evidence", options.evidence);
    validation.put_given("--valid-until", "validUntil", options.valid_until);
    return validation;
}

std::string validity_of(const json::Value& domain, Time now) {
    const auto until = time(member(domain, "validation"), "validUntil");
    if (!until) return "none";
    return (*until > now ? "valid until " : "expired ") + relative_and_exact(until, now, "");
}

std::string sentence_on_added(const json::Value& domain, const Options& options, Time now) {
    const auto name = text(domain, "name");
    if (options.disabled && parse_address(name))
        return fmt::format("Address {0} added as disabled: it is refused to everybody.", name);
    if (options.disabled)
        return fmt::format(
            "Domain {0} added as disabled: {0} and all names below it are refused to everybody.",
            name
        );
    const auto next =
        options.department
            ? fmt::format("It and all names below it are delegated to \"{}\".", *options.department)
            : fmt::format(
                  "Nobody may use it yet: `chancery admin delegation add {} --department D "
                  "--exact` "
                  "or `--below` delegates it.",
                  name
              );
    return fmt::format(
        "Domain {} added. Its validation: {}. {}", name, validity_of(domain, now), next
    );
}

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_name(line, options->name);
    add_validation(line, *options);
    line.optional(
        "--department",
        options->department,
        "Delegate the domain and all names below it to this department, without wildcard"
    );
    line.flag(
        "--disabled",
        options->disabled,
        "Forbid the name and all names below it; any name can be forbidden, also a public suffix, "
        "and "
        "an address. `domain remove` undoes this"
    );
    add_private_only(line, *options);
    return [options](Session& session) {
        Obstacles obstacles;
        std::optional<std::string> holder;
        if (options->department) {
            const auto department = find_object(session.api, departments, *options->department);
            holder = require_text(department, "id");
            add_disabled(obstacles, departments, department);
        }
        for (auto& around : obstacles_around_domain(session.api, to_lower(options->name)))
            obstacles.push_back(std::move(around));
        Body body;
        body.put("NAME", "name", options->name);
        body.put_object("validation", validation_of(*options));
        body.put_given("--department", "departmentId", holder);
        body.put_flag("--disabled", "enabled", false, options->disabled);
        body.put_flag("--private-only", "privateOnly", true, options->private_only);
        const auto answer = session.api.send("POST", "/domains", body);
        session.printer.done(
            answer, sentence_on_added(answer, *options, session.printer.now()), obstacles
        );
        return 0;
    };
}

Row row_of(const json::Value& item, Time now) {
    const auto& validation = member(item, "validation");
    const auto until = time(validation, "validUntil");
    const auto above = text(validation, "inheritedFrom");
    return {
        text(item, "name"),
        state(truth(item, "enabled") ? "enabled" : "disabled"),
        state(text(validation, "status")),
        until ? relative(*until, now) : std::string(),
        above.empty() ? text(validation, "evidence") : "as " + above,
        text(validation, "validatedBy")};
}

Action define_list(CommandLine& line) {
    auto department = std::make_shared<std::optional<std::string>>();
    line.filter(
        "--department", *department, "Show only domains that are delegated to this department"
    );
    return [department](Session& session) {
        Query query;
        if (*department) {
            const auto holder = find_object(session.api, departments, **department);
            query.emplace_back("departmentId", require_text(holder, "id"));
        }
        session.printer.list(
            session.api.list("/domains", query),
            {.columns =
                 {{"Name"},
                  {"State"},
                  {"Validation"},
                  {"Until"},
                  {"Evidence", Column::Width::may_shrink},
                  {"By", Column::Width::may_shrink}},
             .row = [&](const json::Value& item) { return row_of(item, session.printer.now()); },
             .empty =
                 "A domain is a name whose control the office has validated, to be delegated to "
                 "departments; add the first with `chancery admin domain add NAME`."}
        );
        return 0;
    };
}

/// PATCHes the domain, and says what became of it and what still stops its names.
int patch(
    Session& session,
    const json::Value& domain,
    const Body& body,
    std::string_view done,
    const Obstacles& obstacles
) {
    const auto answer = change(
        session.api,
        domain,
        fmt::format("the domain {}", text(domain, "name")),
        {"PATCH", path_of(domains, domain), body}
    );
    session.printer.done(
        answer,
        fmt::format(
            "Domain {} {}. Its validation: {}.",
            text(domain, "name"),
            done,
            validity_of(answer, session.printer.now())
        ),
        obstacles
    );
    return 0;
}

Action define_enable(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_name(line, options->name);
    add_private_only(line, *options);
    return [options](Session& session) {
        const auto found = find_object(session.api, domains, to_lower(options->name));
        auto obstacles = obstacles_around_domain(session.api, text(found, "name"));
        add_invalid(obstacles, found);
        Body body;
        body.put("enable", "enabled", true);
        body.put_flag("--private-only", "privateOnly", true, options->private_only);
        return patch(session, found, body, "enabled", obstacles);
    };
}

Action define_disable(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    add_name(line, *name);
    return [name](Session& session) {
        const auto found = find_object(session.api, domains, to_lower(*name));
        Body body;
        body.put("disable", "enabled", false);
        return patch(session, found, body, "disabled with all names below it", {});
    };
}

Action define_validate(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_name(line, options->name);
    add_validation(line, *options);
    return [options](Session& session) {
        const auto found = find_object(session.api, domains, to_lower(options->name));
        auto obstacles = obstacles_around_domain(session.api, text(found, "name"));
        add_disabled(obstacles, domains, found);
        Body body;
        body.put_object("validation", validation_of(*options));
        return patch(session, found, body, "validated", obstacles);
    };
}

Action define_remove(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    add_name(line, *name);
    return [name](Session& session) {
        const auto found = find_object(session.api, domains, to_lower(*name));
        const auto answer = change(
            session.api,
            found,
            fmt::format("the domain {}", text(found, "name")),
            {"DELETE", path_of(domains, found)}
        );
        session.printer.done(
            answer,
            fmt::format(
                "Domain {} removed. {}",
                text(found, "name"),
                truth(found, "enabled")
                    ? "Add it again with `chancery admin domain add`."
                    : "The domain and the names below it are no longer forbidden."
            )
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "add",
        "Add a domain that the office has validated",
        "domain add campus.example --evidence \"registrar's letter of 3 May\" --department Physics",
        define_add},
    Command{"list", "List the domains", "domain list", define_list},
    Command{
        "validate",
        "Record that the office has validated a domain again, before or after the validation "
        "expired",
        "domain validate campus.example --evidence \"registry entry\" --valid-until 2027-06-30",
        define_validate},
    Command{
        "enable",
        "Allow certificates for the domain and the names below it again",
        "domain enable campus.example",
        define_enable},
    Command{
        "disable",
        "Refuse the domain and all names below it to everybody at once",
        "domain disable campus.example",
        define_disable},
    Command{
        "remove",
        "Remove a domain that nothing depends on, e.g. one that was only forbidden",
        "domain remove campus.example",
        define_remove},
};

} // namespace

const Resource domain_commands{
    "domain", "Domains: the names that the office has validated", commands};

} // namespace chancery::admin
