// SPDX-License-Identifier: Apache-2.0
// What is done to the credential and the limits of an ACME account that is there.
#include "admin/command_line.hpp"
#include "admin/commands/account.hpp"
#include "admin/commands/credential.hpp"
#include "admin/commands/limits.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/commands/terms.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct SetOptions {
    std::string name;
    TermOptions terms = {};
    LimitOptions limits = {};
};

struct RotateOptions {
    std::string name;
    std::optional<std::string> overlap = std::nullopt; ///< Days.
};

struct RevokeOptions {
    std::string name;
    bool block_new = false;
    std::optional<std::string> reason = std::nullopt;
};

std::optional<std::string> objection_to_days(const std::string& text) {
    const bool digits = text.find_first_not_of("0123456789") == text.npos;
    if (digits && !text.empty() && text.size() <= 3) return std::nullopt;
    return "\"" + text + "\" is not a number of days from 0 to 90";
}

int set(Session& session, const SetOptions& options) {
    const auto found = find_object(session.api, accounts, options.name);
    Body body;
    put_terms(body, options.terms);
    put_limits(body, options.limits);
    const auto answer = change(
        session.api, found, described(found), {"PATCH", path_of(accounts, found), std::move(body)}
    );
    auto fields = fields_of_terms(answer, session.printer.now());
    fields.emplace_back("Limits", limits_of(answer, "as set at its endpoint"));
    session.printer.object(answer, fields);
    return 0;
}

/// What becomes of the credential before, and of those who registered with it.
std::string note_on(const json::Value& found, const json::Value& answer, Time now) {
    if (text(member(found, "credential"), "revoked") == "cutOff")
        return "The clients that were cut off stay refused; their hosts must register again, each "
               "with a "
               "new account key.\n";
    const auto until = time(member(answer, "credential"), "previousValidUntil");
    return fmt::format(
        "{} Registered clients keep working.\n",
        until && *until > now
            ? fmt::format(
                  "Clients can register with the previous credential until {}.", to_rfc3339(*until)
              )
            : "Clients can no longer register with the previous credential."
    );
}

int rotate(Session& session, const RotateOptions& options) {
    const auto found = find_object(session.api, accounts, options.name);
    // All that can fail is asked for before the key is there: it is shown once.
    const auto department =
        session.api.get(std::string(departments.path) + "/" + require_text(found, "departmentId"));
    const auto email = email_for(session.api, texts(found, "contacts"), department);
    const auto root = session.printer.is_json() ? std::nullopt : session.find_root();
    auto obstacles = obstacles_above_account(session.api, found);
    add_disabled(obstacles, accounts, found);
    std::vector<std::string> names;
    const auto page = session.api.list(path_of(accounts, found) + "/names", {});
    for (const auto& item : items(page))
        names.push_back(text(item, "name"));
    Body body;
    std::optional<std::string> overlap;
    if (options.overlap) overlap = "P" + *options.overlap + "D";
    body.put_given("--overlap", "overlap", overlap);
    const auto answer = change(
        session.api,
        found,
        described(found),
        {"POST", path_of(accounts, found) + "/rotate", std::move(body)}
    );
    const auto note = note_on(found, answer, session.printer.now()) + notes_of(obstacles);
    if (session.printer.is_json())
        session.printer.json(answer);
    else
        session.printer.raw(credential_text(answer, {email, root, names, note}));
    return 0;
}

int revoke(Session& session, const RevokeOptions& options) {
    const auto found = find_object(session.api, accounts, options.name);
    Body body;
    body.put("--block-new", "mode", options.block_new ? "blockNew" : "cutOff");
    body.put_given("--reason", "reason", options.reason);
    const auto answer = change(
        session.api,
        found,
        described(found),
        {"POST", path_of(accounts, found) + "/revoke", std::move(body)}
    );
    session.printer.done(
        answer,
        fmt::format(
            "Revoked the credential of \"{}\": {} Existing certificates stay valid. "
            "`chancery admin account rotate {}` creates a new credential.",
            text(found, "name"),
            options.block_new
                ? "no new client can register with it; registered clients keep working."
                : "every client of the account is refused from now on.",
            shell_word(text(found, "name"))
        )
    );
    return 0;
}

} // namespace

Action define_account_set(CommandLine& line) {
    auto options = std::make_shared<SetOptions>();
    line.required("NAME", options->name, "Name of the ACME account");
    add_terms(line, options->terms);
    add_limits(line, options->limits, "for as its endpoint has it");
    line.check([options] {
        if (options->terms.none() && options->limits.empty())
            usage_error("nothing to change: pass at least one of --max-uses, --expires, "
                        "--algorithm, --network "
                        "or --limit");
    });
    return [options](Session& session) { return set(session, *options); };
}

Action define_account_rotate(CommandLine& line) {
    auto options = std::make_shared<RotateOptions>();
    line.required("NAME", options->name, "Name of the ACME account");
    line.optional(
        "--overlap",
        options->overlap,
        "For how many days the key that it has still registers: 7 unless given, 90 at most, 0 for "
        "not at all",
        objection_to_days
    );
    return [options](Session& session) { return rotate(session, *options); };
}

Action define_account_revoke(CommandLine& line) {
    auto options = std::make_shared<RevokeOptions>();
    line.required("NAME", options->name, "Name of the ACME account");
    line.flag(
        "--block-new",
        options->block_new,
        "Refuse only new registrations; registered clients keep working"
    );
    line.optional("--reason", options->reason, "Reason, for the audit log");
    return [options](Session& session) { return revoke(session, *options); };
}

} // namespace chancery::admin
