// SPDX-License-Identifier: Apache-2.0
#include "model/event.hpp"

#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/objects.hpp"
#include "base/text.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::size_t limit = 50;
    std::optional<std::string> action = std::nullopt;
    std::optional<std::string> outcome = std::nullopt;
    std::optional<std::string> actor = std::nullopt;
    std::optional<std::string> department = std::nullopt;
};

std::string shown(const json::Value& value) {
    if (value.is_null()) return "";
    const auto* word = std::get_if<std::string>(&value.variant());
    return word ? *word : json::to_text(value);
}

/// "enabled: true -> false, names: + www.example.org": where the event says no more.
std::string changes_of(const json::Value& event) {
    std::vector<std::string> all;
    for (const auto& item : items(event, "changes")) {
        const auto from = shown(member(item, "from"));
        const auto to = shown(member(item, "to"));
        const auto change = from.empty() ? "+ " + to
                            : to.empty() ? "- " + from
                                         : from + " -> " + to;
        all.push_back(text(item, "field") + ": " + change);
    }
    return join(all, ", ");
}

std::string detail_of(const json::Value& event) {
    auto detail = text(event, "detail");
    if (detail.empty()) detail = changes_of(event);
    const auto count = number(event, "count");
    return count > 1 ? fmt::format("{} ({} times)", detail, count) : detail;
}

Row row_of(const json::Value& event, const Printer& printer) {
    const auto& object = member(event, "object");
    const auto name = text(object, "name");
    return {
        printer.when(time(event, "time")),
        text(member(event, "actor"), "name"),
        text(event, "action"),
        name.empty() ? text(object, "id") : name,
        state(text(event, "outcome")),
        detail_of(event)};
}

Query query_of(Api& api, const Options& options) {
    Query query;
    if (options.action) query.emplace_back("action", *options.action);
    if (options.outcome) query.emplace_back("outcome", *options.outcome);
    if (options.actor) query.emplace_back("actor", *options.actor);
    if (options.department) {
        const auto found = find_object(api, departments, *options.department);
        query.emplace_back("departmentId", require_text(found, "id"));
    }
    return query;
}

Action define_list(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.number(
        "--limit",
        options->limit,
        {.lowest = 1, .highest = 100'000},
        "Number of events, newest first"
    );
    line.word("--action", options->action, "Show only this action, e.g. certificate.issued");
    line.one_of(
        "--outcome",
        options->outcome,
        every_word<Outcome>(),
        "Show only this outcome: succeeded, refused or failed"
    );
    line.filter("--actor", options->actor, "Show only events of this user, token or client");
    line.filter(
        "--department", options->department, "Show only events that concern this department"
    );
    return [options](Session& session) {
        auto& printer = session.printer;
        printer.list(
            session.api.list("/events", query_of(session.api, *options), options->limit),
            {.columns =
                 {{"Time"},
                  {"Who", Column::Width::may_shrink},
                  {"Action"},
                  {"On", Column::Width::may_shrink},
                  {"Outcome"},
                  {"Detail", Column::Width::may_shrink}},
             .row = [&](const json::Value& item) { return row_of(item, printer); },
             .empty = "Every change and every refusal is recorded here; nothing such has happened."}
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "list",
        "List who did what and what was refused, newest first",
        "event list --outcome refused --limit 20",
        define_list},
};

} // namespace

const Resource event_commands{"event", "The audit log", commands};

} // namespace chancery::admin
