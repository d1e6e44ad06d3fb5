// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace chancery::store {

std::string to_lines(const std::vector<std::string>& items) {
    return join(items, "\n");
}

std::vector<std::string> lines_at(const db::Row& row, int column) {
    const auto text = row.text(column);
    if (text.empty()) return {};
    const auto parts = split(text, '\n');
    return {parts.begin(), parts.end()};
}

std::string to_lines(const std::vector<Network>& networks) {
    std::vector<std::string> texts;
    for (const auto& network : networks)
        texts.push_back(to_string(network));
    return to_lines(texts);
}

std::vector<Network> networks_at(const db::Row& row, int column) {
    std::vector<Network> networks;
    for (const auto& text : lines_at(row, column))
        networks.push_back(known(parse_network(text), text));
    return networks;
}

Limits limits_at(const db::Row& row, int column) {
    return known(parse_limits(lines_at(row, column)), row.text(column));
}

Contacts contacts_at(const db::Row& row, int first) {
    constexpr auto& at = contact_columns;
    const auto department = join(lines_at(row, first + at["d.contacts"]), ",");
    const auto office = text_at(row, first + at["o.contact_email"]);
    const auto office_or = [&](int name) { return office.empty() ? text_at(row, name) : office; };
    return {
        .office = office_or(first + at["o.name"]),
        .department = department.empty() ? office_or(first + at["d.name"]) : department,
    };
}

} // namespace chancery::store
