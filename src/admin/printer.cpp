// SPDX-License-Identifier: Apache-2.0
#include "admin/printer.hpp"

#include "admin/commands/read.hpp"
#include "admin/words.hpp"

#include <fmt/format.h>
#include <ostream>

namespace chancery::admin {

std::string Printer::when(const std::optional<Time>& time) const {
    return time ? relative(*time, now_) : std::string();
}

void Printer::json(const json::Value& value) {
    out_ << json::to_pretty_text(value) << "\n";
}

void Printer::line(std::string_view text) {
    out_ << harmless(text) << "\n";
}

void Printer::raw(std::string_view text) {
    out_ << text;
}

void Printer::object(
    const json::Value& value, const std::vector<std::pair<std::string, Cell>>& fields
) {
    if (is_json()) return json(value);
    out_ << to_fields(fields, look_);
}

void Printer::table(const std::vector<Column>& columns, const std::vector<Row>& rows) {
    out_ << to_table(columns, rows, look_);
}

void Printer::list(const json::Value& page, const Listing& listing) {
    if (is_json()) return json(page);
    const auto& all = items(page);
    if (all.empty()) return line(listing.empty);
    std::vector<Row> rows;
    for (const auto& item : all)
        rows.push_back(listing.row(item));
    table(listing.columns, rows);
    if (!text(page, "nextCursor").empty())
        line(fmt::format("These are the first {}; --limit shows more, a filter fewer.", all.size())
        );
}

void Printer::done(
    const json::Value& answer, std::string_view sentence, const std::vector<std::string>& more
) {
    if (is_json()) return json(answer);
    line(sentence);
    for (const auto& each : more)
        line(each);
}

void Printer::secret(
    const json::Value& answer,
    std::string_view before,
    std::string_view secret,
    std::string_view after
) {
    if (is_json()) return json(answer);
    for (const auto part : {before, secret, after})
        line(part);
}

} // namespace chancery::admin
