// SPDX-License-Identifier: Apache-2.0
#include "admin/command_line.hpp"
#include "admin/commands/account.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/objects.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string account;
    std::string action = "list";
    std::vector<std::string> names;
};

int list(Session& session, const json::Value& account) {
    const auto page = session.api.list(path_of(accounts, account) + "/names", {});
    if (session.printer.is_json())
        session.printer.json(page);
    else if (items(page).empty())
        session.printer.line(fmt::format(
            "The account lists no names yet; add one with `chancery admin account names {} add "
            "FQDN`.",
            shell_word(text(account, "name"))
        ));
    else
        print_verdicts(session.printer, items(page));
    return 0;
}

/// `action` is add or remove, as the API calls it too.
Change change_of(const json::Value& account, const Options& options) {
    Body body;
    body.put_list("FQDN", options.action, options.names);
    return {"PATCH", path_of(accounts, account) + "/names", std::move(body)};
}

int add(Session& session, const json::Value& account, const Options& options) {
    auto obstacles = obstacles_around_account(session.api, account, session.printer.now());
    add_disabled(obstacles, accounts, account);
    try {
        // Whatever else changed meanwhile, an addition takes nothing back.
        const auto addition = change_of(account, options);
        const auto answer = session.api.send(addition.method, addition.path, addition.body, "*");
        const auto added = texts(answer, "added");
        session.printer.done(
            answer,
            added.empty() ? "Nothing to add: the account already lists all of them."
                          : fmt::format(
                                "Added to \"{}\"{}: {}.",
                                text(account, "name"),
                                obstacles.empty() ? ", usable at once" : "",
                                join(added, ", ")
                            ),
            obstacles
        );
        return 0;
    } catch (const ApiError& error) {
        if (error.fault() != Fault::refused) throw;
        explain_refusal(session.printer, error, options.names);
    }
}

int remove(Session& session, const json::Value& account, const Options& options) {
    const auto answer =
        change(session.api, account, described(account), change_of(account, options));
    session.printer.done(
        answer,
        fmt::format(
            "Removed from \"{}\", also for orders that are open: {}. Certificates that are there "
            "already stay valid.",
            text(account, "name"),
            join(texts(answer, "removed"), ", ")
        )
    );
    return 0;
}

/// The API names those that it refuses; the others of the same request could have been added.
json::Array verdicts_for_all(const json::Value& document, const std::vector<std::string>& names) {
    auto verdicts = items(document, "verdicts");
    for (const auto& name : names) {
        const auto lower = to_lower(name);
        const auto has_one = std::ranges::any_of(verdicts, [&](const json::Value& verdict) {
            return text(verdict, "name") == lower;
        });
        if (!has_one)
            verdicts.push_back(json::Object{
                {"name", lower},
                {"code", "granted"},
                {"detail", "is allowed, but was not added because other names are refused"}});
    }
    return verdicts;
}

} // namespace

void print_verdicts(Printer& printer, const json::Array& verdicts) {
    std::vector<Row> rows;
    for (const auto& item : verdicts) {
        // The names of an account carry theirs in a member of its own.
        const auto& nested = member(item, "verdict");
        const auto& verdict = nested.is_null() ? item : nested;
        auto detail = text(verdict, "detail");
        if (truth(verdict, "needsChallenge"))
            detail += detail.empty() ? "the host must prove control by a challenge"
                                     : "; the host must prove control by a challenge";
        rows.push_back({text(item, "name"), state(text(verdict, "code")), std::move(detail)});
    }
    printer.table({{"Name"}, {"Verdict"}, {"Why"}}, rows);
}

void explain_refusal(
    Printer& printer, const ApiError& error, const std::vector<std::string>& names
) {
    // With --json the problem document is printed, as for every other error.
    if (printer.is_json()) throw ApiError(error);
    const auto& refused = items(error.document(), "verdicts");
    const auto all = verdicts_for_all(error.document(), names);
    print_verdicts(printer, all);
    throw Error(
        Fault::refused,
        "nothing was changed: " +
            (refused.size() == 1
                 ? text(refused.front(), "detail")
                 : fmt::format("{} of {} names may not be used", refused.size(), all.size()))
    );
}

Action define_account_names(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->account, "Name of the ACME account");
    line.one_of("ACTION", options->action, {"list", "add", "remove"}, "list, add or remove");
    line.optional("FQDN", options->names, "Names to add or remove; either all are changed or none");
    line.check([options] {
        if (options->action != "list" && options->names.empty())
            usage_error("no names given: pass them after " + options->action);
    });
    return [options](Session& session) {
        const auto found = find_object(session.api, accounts, options->account);
        if (options->action == "add") return add(session, found, *options);
        if (options->action == "remove") return remove(session, found, *options);
        return list(session, found);
    };
}

Action define_account_why(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->account, "Name of the ACME account");
    line.required("FQDN", options->names, "Names to check");
    return [options](Session& session) {
        const auto found = find_object(session.api, accounts, options->account);
        Body body;
        body.put("NAME", "acmeAccountId", require_text(found, "id"));
        body.put_list("FQDN", "names", options->names);
        const auto answer = session.api.send("POST", "/explanations", body);
        if (session.printer.is_json())
            session.printer.json(answer);
        else
            print_verdicts(session.printer, items(answer, "verdicts"));
        return 0;
    };
}

} // namespace chancery::admin
