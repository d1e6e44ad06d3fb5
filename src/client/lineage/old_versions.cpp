// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/old_versions.hpp"

#include "base/error.hpp"
#include "client/lineage/files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace chancery::client {

namespace {

/// Also those of which a file is missing.
std::set<int> all_versions(const Lineage& lineage) {
    std::set<int> versions;
    for (const auto& name : files::list(lineage.archive))
        for (const auto item : every<Item>)
            if (const auto version = version_of(name, item)) versions.insert(*version);
    return versions;
}

bool is_in_use(const Lineage& lineage, int version) {
    return std::ranges::any_of(every<Item>, [&](Item item) {
        return linked_version(lineage, item) == version;
    });
}

} // namespace

void remove_old_versions(const Lineage& lineage, Console& console) try {
    const auto complete = complete_versions(lineage);
    if (complete.empty()) return;
    for (const int version : all_versions(lineage)) {
        if (version >= complete.back() - kept_old_versions) break;
        if (is_in_use(lineage, version)) continue;
        for (const auto item : every<Item>)
            files::remove_all(lineage.version_file(item, version));
        console.debug(fmt::format("Removed version {} of {}", version, lineage.name));
    }

} catch (const std::exception& error) {

    console.warn(fmt::format(
        "Could not remove old versions of {}, and will try again at the next renewal: {}",
        lineage.name,
        sentence_of(error)
    ));
}

} // namespace chancery::client
