// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/limits.hpp"

#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "base/text.hpp"
#include "model/limits.hpp"

#include <fmt/format.h>
#include <map>

namespace chancery::admin {

namespace {

constexpr std::string_view unlimited = "none";
constexpr std::string_view unset = "default";

/// The rate by the limit's word: the last one counts. "none" and "default" alone are every limit's.
std::map<std::string, std::string> settings_of(const LimitOptions& options) {
    std::map<std::string, std::string> settings;
    for (const auto& text : options) {
        const auto sign = text.find('=');
        if (text == unlimited || text == unset)
            for (const auto kind : every<LimitKind>)
                settings[std::string(to_string(kind))] = text;
        else
            settings[text.substr(0, sign)] = sign == text.npos ? "" : text.substr(sign + 1);
    }
    return settings;
}

std::string words() {
    std::vector<std::string> words;
    for (const auto kind : every<LimitKind>)
        words.emplace_back(to_string(kind));
    return join(words, ", ");
}

std::optional<std::string> objection_to_limit(const std::string& text) {
    if (text == unlimited || text == unset) return std::nullopt;
    const auto sign = text.find('=');
    const auto limit = text.substr(0, sign);
    const auto kind = find_value<LimitKind>(limit);
    if (!kind) return fmt::format("there is no limit \"{}\"; limits are {}", limit, words());
    const auto rate = sign == text.npos ? std::string() : text.substr(sign + 1);
    if (rate == unlimited || rate == unset || parse_rate(*kind, rate)) return std::nullopt;
    return fmt::format(
        "{}: \"{}\" is not a rate; give {}, none or default",
        limit,
        rate,
        has_no_period(*kind) ? "a number, e.g. 200" : "COUNT/PERIOD, e.g. 300/PT3H"
    );
}

} // namespace

void add_limits(CommandLine& line, LimitOptions& options, const std::string& otherwise) {
    line.words(
        "--limit",
        options,
        fmt::format(
            "LIMIT=RATE, such as ordersPerClient=300/PT3H, with /20 behind it for 20 of them at "
            "once; LIMIT=none for none, LIMIT=default {}; none or default alone for every limit. "
            "Limits are {}",
            otherwise,
            words()
        ),
        objection_to_limit
    );
}

void put_limits(Body& body, const LimitOptions& options) {
    std::optional<json::Value> given;
    if (!options.empty()) {
        json::Object limits;
        for (const auto& [limit, rate] : settings_of(options))
            limits.emplace_back(limit, rate == unset ? json::Value() : json::Value(rate));
        given = std::move(limits);
    }
    body.put_given("--limit", "limits", given);
}

std::string limits_of(const json::Value& object, const std::string& none) {
    const auto* limits = std::get_if<json::Object>(&member(object, "limits").variant());
    std::vector<std::string> shown;
    if (limits)
        for (const auto& [limit, rate] : *limits)
            shown.push_back(limit + ' ' + text(member(object, "limits"), limit));
    return shown.empty() ? none : join(shown, ", ");
}

} // namespace chancery::admin
