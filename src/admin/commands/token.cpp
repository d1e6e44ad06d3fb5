// SPDX-License-Identifier: Apache-2.0
#include "model/token.hpp"

#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/given.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"
#include "base/text.hpp"
#include "net/http.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

constexpr Kind tokens{"API token", "/tokens", "token list"};

struct Options {
    std::string name;
    std::string role = "auditor";
    std::vector<std::string> departments = {};
    std::optional<std::string> expires = std::nullopt;
};

std::string state_of(const json::Value& token, Time now) {
    if (time(token, "revokedAt")) return "revoked";
    const auto expires = time(token, "expiresAt");
    return expires && *expires <= now ? "expired" : "active";
}

void put_departments(Body& body, Api& api, const std::vector<std::string>& names) {
    if (names.empty()) return;
    std::vector<std::string> ids;
    for (const auto& name : names)
        ids.push_back(require_text(find_object(api, departments, name), "id"));
    body.put_list("--department", "departmentIds", ids, names);
}

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Purpose, 1 to 128 characters");
    line.one_of(
        "--role",
        options->role,
        every_word<Role>(),
        "Role of the token: change everything, manage its departments, or read everything"
    );
    line.optional(
        "--department",
        options->departments,
        "Department that it manages; may be repeated (required for departmentAdministrator)"
    );
    line.optional(
        "--expires",
        options->expires,
        "Expiry date, e.g. 2027-06-30 (required, except for the role administrator; default: "
        "never)",
        objection_to_date
    );
    line.check([options] {
        if (!options->expires && options->role != "administrator")
            usage_error("--expires is required for this role, e.g. --expires 2027-06-30");
    });
    return [options](Session& session) {
        Body body;
        body.put("NAME", "name", options->name);
        body.put("--role", "role", options->role);
        put_departments(body, session.api, options->departments);
        body.put(
            "--expires",
            "expiresAt",
            options->expires ? json::Value(*options->expires) : json::Value()
        );
        const auto answer = session.api.send("POST", "/tokens", body);
        session.printer.secret(
            answer,
            fmt::format("Created API token \"{}\". It is shown only now:", options->name),
            require_text(answer, "token"),
            "Keep it in a file of mode 0600, for `chancery admin --token-file FILE`."
        );
        return 0;
    };
}

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/tokens", {}),
            {.columns =
                 {{"Name", Column::Width::may_shrink},
                  {"Role"},
                  {"Departments", Column::Width::may_shrink},
                  {"State"},
                  {"Expires"},
                  {"Since"},
                  {"ID"}},
             .row = [&](const json::Value& item) -> Row {
                 return {
                     text(item, "name"),
                     text(item, "role"),
                     join(texts(item, "departmentNames"), ", "),
                     state(state_of(item, session.printer.now())),
                     session.printer.when(time(item, "expiresAt")),
                     session.printer.when(time(item, "createdAt")),
                     text(item, "id")};
             },
             .empty =
                 "A token lets a program use the API from elsewhere; create one with `chancery "
                 "admin token add NAME --expires DATE`."}
        );
        return 0;
    };
}

Action define_set(CommandLine& line) {
    auto id = std::make_shared<std::string>();
    auto names = std::make_shared<std::vector<std::string>>();
    line.required("ID", *id, "ID of the token, as `token list` shows it");
    line.required(
        "--department", *names, "Department that it manages from now on; may be repeated"
    );
    return [id, names](Session& session) {
        const auto found = session.api.get("/tokens/" + net::encode_percent(*id));
        Body body;
        put_departments(body, session.api, *names);
        const auto answer = change(
            session.api,
            found,
            fmt::format("the token \"{}\"", text(found, "name")),
            {"PATCH", path_of(tokens, found), std::move(body)}
        );
        session.printer.done(
            answer, fmt::format("Token \"{}\" manages {}.", text(found, "name"), join(*names, ", "))
        );
        return 0;
    };
}

/// By its id: several may have one name, and a revoked one keeps it.
Action define_revoke(CommandLine& line) {
    auto id = std::make_shared<std::string>();
    line.required("ID", *id, "ID of the token, as `token list` shows it");
    return [id](Session& session) {
        const auto found = session.api.get("/tokens/" + net::encode_percent(*id));
        const auto answer = change(
            session.api,
            found,
            fmt::format("the token \"{}\"", text(found, "name")),
            {"POST", path_of(tokens, found) + "/revoke"}
        );
        session.printer.done(answer, fmt::format("Token \"{}\" revoked.", text(found, "name")));
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "add",
        "Create a token for a program and print it once",
        "token add nightly-report --role auditor --expires 2027-06-30",
        define_add},
    Command{
        "set",
        "Change which departments a token of the role departmentAdministrator manages",
        "token set 0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e --department Physics",
        define_set},
    Command{"list", "List the tokens", "token list", define_list},
    Command{
        "revoke",
        "Revoke a token",
        "token revoke 0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e",
        define_revoke},
};

} // namespace

const Resource token_commands{"token", "API tokens, for programs and for other machines", commands};

} // namespace chancery::admin
