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

} // namespace chancery::store
