// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/objects.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string name;
    std::vector<std::string> contacts;
};

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Name of the department, 1 to 128 characters");
    line.optional("--contact", options->contacts, "E-mail addresses, at most 10");
    return [options](Session& session) {
        Body body;
        body.put("NAME", "name", options->name);
        body.put_list("--contact", "contacts", options->contacts);
        const auto answer = session.api.send("POST", "/departments", body);
        session.printer.done(
            answer,
            fmt::format(
                "Created department \"{}\". Next: delegate a name to it with `chancery admin "
                "delegation add NAME --department {} --below`.",
                options->name,
                shell_word(options->name)
            )
        );
        return 0;
    };
}

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/departments", {}),
            {.columns =
                 {{"Name", Column::Width::may_shrink},
                  {"State"},
                  {"Contacts", Column::Width::may_shrink},
                  {"Since"}},
             .row = [&](const json::Value& item) -> Row {
                 return {
                     text(item, "name"),
                     state(truth(item, "enabled") ? "enabled" : "disabled"),
                     join(texts(item, "contacts"), ", "),
                     session.printer.when(time(item, "createdAt"))};
             },
             .empty = "A department owns ACME accounts and may use the names delegated to it; make "
                      "the first with `chancery admin department add NAME`."}
        );
        return 0;
    };
}

Action define_switch(CommandLine& line, bool enabled, std::string_view sentence) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the department");
    return [name, enabled, sentence](Session& session) {
        const auto found = find_object(session.api, departments, *name);
        const auto obstacles =
            enabled ? obstacles_below_department(session.api, found) : Obstacles();
        Body body;
        body.put(enabled ? "enable" : "disable", "enabled", enabled);
        const auto answer = change(
            session.api,
            found,
            fmt::format("the department \"{}\"", text(found, "name")),
            {"PATCH", path_of(departments, found), std::move(body)}
        );
        session.printer.done(
            answer, fmt::format("Department \"{}\" {}", text(found, "name"), sentence), obstacles
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "add",
        "Add a department",
        "department add Physics --contact it@physics.campus.example",
        define_add},
    Command{"list", "List the departments", "department list", define_list},
    Command{
        "enable",
        "Let the department's ACME accounts have certificates again",
        "department enable Physics",
        [](CommandLine& line) { return define_switch(line, true, "enabled."); }},
    Command{
        "disable",
        "Refuse every name to the department's ACME accounts at once",
        "department disable Physics",
        [](CommandLine& line) {
            return define_switch(
                line, false, "disabled: its ACME accounts get no certificates from now on."
            );
        }},
};

} // namespace

const Resource department_commands{"department", "Departments, which own ACME accounts", commands};

} // namespace chancery::admin
