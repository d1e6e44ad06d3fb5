// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/limit_settings.hpp"

#include "workflow/registry/fields.hpp"

namespace chancery::workflow {

namespace {

const std::string unlimited = "none";

std::string text_of(const Limits& limits, LimitKind kind) {
    const auto found = limits.find(kind);
    if (found == limits.end()) return "";
    return found->second ? to_string(*found->second) : unlimited;
}

std::optional<Rate> require_rate(LimitKind kind, const std::string& word, const std::string& text) {
    if (text == unlimited) return std::nullopt;
    if (const auto rate = parse_rate(kind, text)) return rate;
    fail_field(
        "/limits/" + word,
        has_no_period(kind)
            ? "must be a number, e.g. 200, or none"
            : "must be COUNT/PERIOD, e.g. 300/PT3H, or COUNT/PERIOD/BURST, e.g. 300/PT3H/20 for 20 "
              "at once, or none"
    );
}

} // namespace

void set_limits(std::vector<Change>& changes, Limits& limits, const LimitsChange& wanted) {
    for (const auto& [word, text] : wanted) {
        const auto kind = find_value<LimitKind>(word);
        if (!kind) fail_field("/limits/" + word, "is not a limit");
        const auto before = text_of(limits, *kind);
        if (text.empty())
            limits.erase(*kind);
        else
            limits[*kind] = require_rate(*kind, word, text);
        const auto after = text_of(limits, *kind);
        if (before != after) changes.push_back({"limits/" + word, before, after});
    }
}

} // namespace chancery::workflow
