// SPDX-License-Identifier: Apache-2.0
#include "admin/command_line.hpp"
#include "admin/commands/account.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/objects.hpp"
#include "base/error.hpp"
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
    std::optional<std::string> client = std::nullopt;
};

json::Value clients_of(Api& api, const json::Value& account) {
    return api.list("/clients", {{"acmeAccountId", require_text(account, "id")}});
}

/// "valid", or which names it may not order after all that failed.
Cell state_of(const json::Value& client) {
    std::vector<std::string> paused;
    for (const auto& one : items(client, "paused"))
        paused.push_back(text(one, "name"));
    if (paused.empty()) return state(text(client, "status"));
    return {"paused for " + join(paused, ", "), Tone::bad};
}

int list(Session& session, const json::Value& account) {
    session.printer.list(
        clients_of(session.api, account),
        {.columns =
             {{"Last seen"},
              {"State", Column::Width::may_shrink},
              {"Address"},
              {"Program", Column::Width::may_shrink},
              {"Contact", Column::Width::may_shrink},
              {"Id"}},
         .row = [&](const json::Value& item) -> Row {
             return {
                 session.printer.when(time(item, "lastSeenAt")),
                 state_of(item),
                 text(item, "address"),
                 text(item, "userAgent"),
                 join(texts(item, "contacts"), ", "),
                 text(item, "id")};
         },
         .empty = "A client is a key that a host registered with this account's credential; none "
                  "has yet."}
    );
    return 0;
}

/// Among this account's clients only, so that a mistyped id deactivates no other's.
json::Value find_client(Api& api, const json::Value& account, const std::string& id) {
    const auto page = clients_of(api, account);
    const auto& all = items(page);
    const auto found = std::ranges::find_if(all, [&](const json::Value& client) {
        return text(client, "id") == id || text(client, "thumbprint") == id;
    });
    if (found != all.end()) return *found;
    throw Error(
        Fault::not_found,
        fmt::format(
            "{} has no client \"{}\"; `chancery admin account clients {}` lists its clients",
            described(account),
            printable(id),
            shell_word(text(account, "name"))
        )
    );
}

int deactivate(Session& session, const json::Value& account, const std::string& id) {
    const auto client = find_client(session.api, account, id);
    const auto answer = change(
        session.api,
        client,
        fmt::format("the client {}", text(client, "id")),
        {"POST", fmt::format("/clients/{}/deactivate", require_text(client, "id"))}
    );
    session.printer.done(
        answer,
        fmt::format(
            "Client {} deactivated permanently. Its host can register again with the credential "
            "and a new key; `chancery admin account disable {}` keeps it out.",
            text(client, "id"),
            shell_word(text(account, "name"))
        )
    );
    return 0;
}

int resume(Session& session, const json::Value& account, const std::string& id) {
    const auto client = find_client(session.api, account, id);
    auto obstacles = obstacles_around_account(session.api, account, session.printer.now());
    add_disabled(obstacles, accounts, account);
    const auto answer = change(
        session.api,
        client,
        fmt::format("the client {}", text(client, "id")),
        {"POST", fmt::format("/clients/{}/resume", require_text(client, "id"))}
    );
    session.printer.done(
        answer,
        fmt::format("Client {} may order all its names again, starting now.", text(client, "id")),
        obstacles
    );
    return 0;
}

} // namespace

Action define_account_clients(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->account, "Name of the ACME account");
    line.one_of(
        "ACTION", options->action, {"list", "deactivate", "resume"}, "list, deactivate or resume"
    );
    line.optional(
        "ID", options->client, "Client to deactivate or resume: its id or key thumbprint"
    );
    line.check([options] {
        if (options->action != "list" && options->client.value_or("").empty())
            usage_error("name the client: pass its ID");
    });
    return [options](Session& session) {
        const auto found = find_object(session.api, accounts, options->account);
        if (options->action == "deactivate") return deactivate(session, found, *options->client);
        if (options->action == "resume") return resume(session, found, *options->client);
        return list(session, found);
    };
}

} // namespace chancery::admin
