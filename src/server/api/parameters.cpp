// SPDX-License-Identifier: Apache-2.0
#include "server/api/parameters.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace chancery::server::api {

namespace {

constexpr int usual_limit = 50;
constexpr int largest_limit = 200;

} // namespace

Parameters::Parameters(std::string_view query, std::string_view known)
    : pairs_(net::parse_query(query)) {
    const auto names = split(known, ' ');
    for (const auto& [name, value] : pairs_) {
        if (std::ranges::find(names, name) == names.end())
            throw Error(Fault::malformed, "there is no parameter \"" + printable(name) + "\" here");
        // What is not a text is not asked of a database.
        if (printable(value, value.size()) != value) fail(name, "text, in UTF-8");
        // An empty filter would be none: of a script whose variable is not set, everything.
        if (value.empty()) fail(name, "left out where it is empty");
        const auto& same = name;
        if (std::ranges::count_if(pairs_, [&](const auto& pair) { return pair.first == same; }) > 1)
            throw Error(Fault::malformed, "the parameter " + name + " is given twice");
    }
}

std::string Parameters::text(std::string_view name) const {
    for (const auto& pair : pairs_)
        if (pair.first == name) return pair.second;
    return {};
}

std::optional<bool> Parameters::flag(std::string_view name) const {
    const auto value = text(name);
    if (value.empty()) return std::nullopt;
    if (value != "true" && value != "false") fail(name, "true or false");
    return value == "true";
}

std::optional<Time> Parameters::time(std::string_view name) const {
    const auto value = text(name);
    if (value.empty()) return std::nullopt;
    const auto time = parse_date(value);
    if (!time) fail(name, "a time, such as 2027-01-24T10:00:00Z");
    return time;
}

int Parameters::limit() const {
    const auto value = text("limit");
    if (value.empty()) return usual_limit;
    int limit = 0;
    const auto* end = value.data() + value.size();
    const auto result = std::from_chars(value.data(), end, limit);
    if (result.ec != std::errc() || result.ptr != end || limit < 1 || limit > largest_limit)
        fail("limit", "a number from 1 to 200");
    return limit;
}

std::string Parameters::without_cursor() const {
    std::string query;
    for (const auto& [name, value] : pairs_)
        if (name != "cursor")
            query += (query.empty() ? "" : "&") + name + '=' + net::encode_percent(value);
    return query;
}

void Parameters::fail(std::string_view name, std::string_view what) {
    throw Error(
        Fault::malformed, "the parameter " + std::string(name) + " must be " + std::string(what)
    );
}

} // namespace chancery::server::api
