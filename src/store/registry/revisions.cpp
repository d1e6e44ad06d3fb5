// SPDX-License-Identifier: Apache-2.0
#include "store/registry/revisions.hpp"

namespace chancery::store {

Revision read_revision(const db::Row& row, int first) {
    constexpr auto& at = revision_columns;
    return {
        .version = static_cast<int>(row.integer(first + at["version"])),
        .created_at = time_at(row, first + at["created_at"]),
        .updated_at = time_at(row, first + at["updated_at"]),
    };
}

void require_changed(std::int64_t rows, std::string_view what) {
    if (rows != 1)
        throw Error(
            Fault::stale,
            "the " + std::string(what) + " was changed by somebody else meanwhile; read it again"
        );
}

std::string containing(std::string_view text) {
    std::string pattern = "%";
    for (const char c : to_lower(text)) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    // Of nothing, "%" alone; two of them would say the same.
    return text.empty() ? pattern : pattern + "%";
}

} // namespace chancery::store
