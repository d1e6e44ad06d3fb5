// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/account.hpp"

#include "admin/command_line.hpp"
#include "admin/commands/limits.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/commands/terms.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

std::string count_of(const json::Value& account, std::string_view what) {
    return std::to_string(number(member(account, "counts"), what));
}

/// Nobody has the credential of an open account.
std::vector<std::pair<std::string, Cell>> credential_fields(const json::Value& account, Time now) {
    if (truth(account, "open")) return {};
    std::vector<std::pair<std::string, Cell>> fields{
        {"Key ID", text(member(account, "credential"), "keyId")},
        {"HMAC key", "was shown when it was created, and cannot be shown again"},
    };
    const auto terms = fields_of_terms(account, now);
    fields.insert(fields.end(), terms.begin(), terms.end());
    return fields;
}

std::vector<std::pair<std::string, Cell>> fields_of(const json::Value& account, Time now) {
    std::vector<std::pair<std::string, Cell>> fields{
        {"Name", text(account, "name")},
        {"State", state(text(account, "status"))},
        {"Department", text(account, "departmentName")},
        {"Endpoint", text(account, "endpointName")},
        {"ACME URL", text(account, "directoryUrl")},
    };
    const auto credential = credential_fields(account, now);
    fields.insert(fields.end(), credential.begin(), credential.end());
    fields.insert(
        fields.end(),
        {{"Clients", count_of(account, "clients")},
         {"Last used", relative_and_exact(time(account, "lastUsedAt"), now, "never")},
         {"Contacts", join(texts(account, "contacts"), ", ")},
         {"Limits", limits_of(account, "as set at its endpoint")},
         {"Made", relative_and_exact(time(account, "createdAt"), now, "")}}
    );
    return fields;
}

json::Value turn(Session& session, const json::Value& account, bool enabled) {
    Body body;
    body.put(enabled ? "enable" : "disable", "enabled", enabled);
    return change(
        session.api,
        account,
        described(account),
        {"PATCH", path_of(accounts, account), std::move(body)}
    );
}

constexpr std::array commands{
    Command{
        "add",
        "Create an ACME account for hosts and print its credential once",
        "account add physics-web --department Physics --endpoint ov --domain "
        "www.physics.campus.example",
        define_account_add},
    Command{
        "list", "List the ACME accounts", "account list --department Physics", define_account_list},
    Command{
        "show",
        "Show one ACME account with its names",
        "account show physics-web",
        define_account_show},
    Command{
        "set",
        "Change the terms of an account's credential (uses, expiry, networks) and its limits",
        "account set physics-web --max-uses 1 --network 192.0.2.0/24",
        define_account_set},
    Command{
        "rotate",
        "Create a new credential for an account and print it once",
        "account rotate physics-web --overlap 14",
        define_account_rotate},
    Command{
        "revoke",
        "Revoke an account's credential and cut off its hosts at once",
        "account revoke physics-web --reason \"the host was broken into\"",
        define_account_revoke},
    Command{
        "enable",
        "Let the account's hosts have certificates again",
        "account enable physics-web",
        define_account_enable},
    Command{
        "disable",
        "Refuse every request of the account's hosts at once",
        "account disable physics-web",
        define_account_disable},
    Command{
        "names",
        "Show, add or remove the names that an account's hosts may have",
        "account names physics-web add mail.physics.campus.example",
        define_account_names},
    Command{
        "clients",
        "Show an account's clients; deactivate one, or resume a paused one",
        "account clients physics-web",
        define_account_clients},
    Command{
        "why",
        "Show whether an account may have a name, and why",
        "account why physics-web www.chemistry.campus.example",
        define_account_why},
};

} // namespace

const Resource account_commands{"account", "ACME accounts: the credentials of hosts", commands};

std::string described(const json::Value& account) {
    return fmt::format("the ACME account \"{}\"", text(account, "name"));
}

Action define_account_list(CommandLine& line) {
    auto department = std::make_shared<std::optional<std::string>>();
    line.filter("--department", *department, "Show only those of this department");
    return [department](Session& session) {
        Query query;
        if (*department) {
            const auto holder = find_object(session.api, departments, **department);
            query.emplace_back("departmentId", require_text(holder, "id"));
        }
        session.printer.list(
            session.api.list("/acme-accounts", query),
            {.columns =
                 {{"Name"},
                  {"State"},
                  {"Department", Column::Width::may_shrink},
                  {"Endpoint"},
                  {"Names"},
                  {"Clients"},
                  {"Last used"}},
             .row = [&](const json::Value& item) -> Row {
                 const auto used = session.printer.when(time(item, "lastUsedAt"));
                 return {
                     text(item, "name"),
                     state(text(item, "status")),
                     text(item, "departmentName"),
                     text(item, "endpointName"),
                     count_of(item, "names"),
                     count_of(item, "clients"),
                     used.empty() ? "never" : used};
             },
             .empty =
                 "An ACME account lets a host get its certificates automatically; create one with "
                 "`chancery admin account add NAME --department D --endpoint ov --domain FQDN` "
                 "and paste one command on the host."}
        );
        return 0;
    };
}

Action define_account_show(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the ACME account");
    return [name](Session& session) {
        const auto found = find_object(session.api, accounts, *name);
        auto& printer = session.printer;
        printer.object(found, fields_of(found, printer.now()));
        if (printer.is_json()) return 0;
        printer.line("");
        const auto page = session.api.list(path_of(accounts, found) + "/names", {});
        if (truth(found, "open"))
            printer.line(
                "The account is open: its clients may have any name that they prove control of."
            );
        else if (items(page).empty())
            printer.line(fmt::format(
                "The account lists no names yet; add one with `chancery admin account names {} add "
                "FQDN`.",
                shell_word(text(found, "name"))
            ));
        else
            print_verdicts(printer, items(page));
        return 0;
    };
}

Action define_account_enable(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the ACME account");
    return [name](Session& session) {
        const auto found = find_object(session.api, accounts, *name);
        const auto obstacles = obstacles_around_account(session.api, found, session.printer.now());
        const auto answer = turn(session, found, true);
        session.printer.done(
            answer,
            fmt::format(
                "Enabled ACME account \"{}\".{}",
                text(found, "name"),
                obstacles.empty() ? " Its hosts can continue." : ""
            ),
            obstacles
        );
        return 0;
    };
}

Action define_account_disable(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the ACME account");
    return [name](Session& session) {
        const auto found = find_object(session.api, accounts, *name);
        const auto answer = turn(session, found, false);
        session.printer.done(
            answer,
            fmt::format(
                "Disabled ACME account \"{}\": its hosts get no more certificates. "
                "Existing certificates stay valid.",
                text(found, "name")
            )
        );
        return 0;
    };
}

} // namespace chancery::admin
