// SPDX-License-Identifier: Apache-2.0
#include "client/old_versions.hpp"

#include "base/error.hpp"
#include "client/files.hpp"

#include <algorithm>
#include <set>

namespace chancery::client {

namespace {

/// Also those of which a file is missing.
std::set<int> all_versions(const Lineage& lineage) {
    std::set<int> versions;
    for (const auto& name : files::list(lineage.archive))
        for (const auto item : all_items)
            if (const auto version = version_of(name, item)) versions.insert(*version);
    return versions;
}

} // namespace

std::vector<int> remove_old_versions(const Lineage& lineage) noexcept try {
    const auto complete = complete_versions(lineage);
    if (complete.empty()) return {};
    std::vector<int> removed;
    for (const int version : all_versions(lineage)) {
        if (version >= complete.back() - kept_old_versions) break;
        const bool in_use = std::ranges::any_of(all_items, [&](Item item) {
            return linked_version(lineage, item) == version;
        });
        if (in_use) continue;
        for (const auto item : all_items)
            files::remove_all(lineage.version_file(item, version));
        removed.push_back(version);
    }
    return removed;

} catch (const std::exception&) {

    return {};
}

} // namespace chancery::client
