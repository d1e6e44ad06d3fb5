// SPDX-License-Identifier: Apache-2.0
#include "workflow/served_bases.hpp"

#include "store/registry/served_bases.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

bool is_listed(std::span<const std::string> urls, const store::ServedBase& base) {
    return std::ranges::find(urls, base.url) != urls.end();
}

/// The rows that are other than they should be from now on. What was served before there were
/// rows, nobody knows: the first rows are taken to have been served always.
std::vector<store::ServedBase>
changes(const std::vector<store::ServedBase>& known, std::span<const std::string> urls, Time now) {
    std::vector<store::ServedBase> changed;
    for (const auto& url : urls) {
        const auto row = std::ranges::find(known, url, &store::ServedBase::url);
        if (row == known.end())
            changed.push_back({url, known.empty() ? Time{} : now});
        else if (row->until)
            changed.push_back({url, row->since});
    }
    for (const auto& row : known)
        if (!row.until && !is_listed(urls, row)) changed.push_back({row.url, row.since, now});
    return changed;
}

} // namespace

std::vector<LeftBase>
find_left_bases(const store::Reader& reader, std::span<const std::string> urls, Time now) {
    std::vector<LeftBase> left;
    for (const auto& base : store::list_served_bases(reader)) {
        if (is_listed(urls, base)) continue;
        const auto clients =
            store::count_clients_registered(reader, base.since, base.until.value_or(now));
        if (clients > 0) left.push_back({base.url, clients});
    }
    return left;
}

void record_served_bases(store::Store& store, std::span<const std::string> urls, Time now) {
    const auto known =
        store.read([](store::Reader& reader) { return store::list_served_bases(reader); });
    const auto changed = changes(known, urls, now);
    if (changed.empty()) return;
    store.write([&](store::Transaction& tx) {
        for (const auto& base : changed)
            store::put(tx, base);
    });
}

} // namespace chancery::workflow
