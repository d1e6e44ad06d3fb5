// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/objects.hpp"
#include "admin/read.hpp"
#include "admin/words.hpp"
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
};

void add_name(CommandLine& line, std::string& name) {
    line.required("NAME", name, "The domain, such as campus.example");
}

void add_validation(CommandLine& line, Options& options) {
    line.optional(
        "--evidence",
        options.evidence,
        "By what the office knows that the organization controls it, for the record"
    );
    line.optional(
        "--valid-until",
        options.valid_until,
        "Until when that counts, such as 2027-06-30: a year by default, 398 days at most",
        [](const std::string& text) -> std::optional<std::string> {
            if (parse_date(text)) return std::nullopt;
            return "\"" + text + "\" is no date like 2027-06-30";
        }
    );
}

json::Object validation_of(const Options& options) {
    json::Object validation{{"method", "manual"}};
    if (options.evidence) validation.emplace_back("evidence", *options.evidence);
    if (options.valid_until) validation.emplace_back("validUntil", *options.valid_until);
    return validation;
}

std::string validity_of(const json::Value& domain, Time now) {
    const auto until = time(member(domain, "validation"), "validUntil");
    return until ? "valid until " + relative_and_exact(until, now, "") : "none";
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
    return [options](Session& session) {
        json::Object body{{"name", options->name}, {"validation", validation_of(*options)}};
        if (options->department) {
            const auto holder = find_object(session.api, departments, *options->department);
            body.emplace_back("departmentId", require_text(holder, "id"));
        }
        const auto answer = session.api.send("POST", "/domains", body);
        const auto next =
            options->department
                ? fmt::format(
                      "It and all names below it are delegated to \"{}\".", *options->department
                  )
                : fmt::format(
                      "Nobody may use it yet: `chancery admin delegation add {} --department D "
                      "--exact` or `--below` delegates it.",
                      text(answer, "name")
                  );
        session.printer.done(
            answer,
            fmt::format(
                "Domain {} is there. Its validation: {}. {}",
                text(answer, "name"),
                validity_of(answer, session.printer.now()),
                next
            )
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
    line.optional("--department", *department, "Only what is delegated to this department");
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

/// PATCHes the domain with what `body` gives.
Action on_domain(
    std::shared_ptr<Options> options, std::function<json::Object()> body, std::string sentence
) {
    return [options, body, sentence](Session& session) {
        const auto found = find_object(session.api, domains, to_lower(options->name));
        const auto answer = change(
            session.api,
            found,
            fmt::format("the domain {}", text(found, "name")),
            {"PATCH", path_of(domains, found), body()}
        );
        session.printer.done(
            answer,
            fmt::format(
                "Domain {} is {}. Its validation: {}.",
                text(found, "name"),
                sentence,
                validity_of(answer, session.printer.now())
            )
        );
        return 0;
    };
}

Action define_switch(CommandLine& line, bool enabled, std::string sentence) {
    auto options = std::make_shared<Options>();
    add_name(line, options->name);
    return on_domain(
        options,
        [enabled] {
            return json::Object{{"enabled", enabled}};
        },
        std::move(sentence)
    );
}

Action define_validate(CommandLine& line) {
    auto options = std::make_shared<Options>();
    add_name(line, options->name);
    add_validation(line, *options);
    return on_domain(
        options,
        [options] {
            return json::Object{{"validation", validation_of(*options)}};
        },
        "validated anew"
    );
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
        "Record that the office has validated it again, before or after it lapsed",
        "domain validate campus.example --evidence \"registry entry\" --valid-until 2027-06-30",
        define_validate},
    Command{
        "enable",
        "Let it and the names below it have certificates again",
        "domain enable campus.example",
        [](CommandLine& line) { return define_switch(line, true, "enabled"); }},
    Command{
        "disable",
        "Refuse it and all names below it to everybody, at once",
        "domain disable campus.example",
        [](CommandLine& line) {
            return define_switch(line, false, "disabled with all names below it");
        }},
};

} // namespace

const Resource domain_commands{
    "domain", "Domains: the names that the office has validated", commands};

} // namespace chancery::admin
