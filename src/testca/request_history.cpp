// SPDX-License-Identifier: Apache-2.0
#include "testca/request_history.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::testca {

void RequestHistory::add(RequestKind kind, const std::string& host, json::Value request) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() == most) entries_.pop_front();
    entries_.push_back({kind, to_lower(host), std::move(request)});
}

json::Value RequestHistory::list(RequestKind kind, const std::string& host) const {
    const auto wanted = to_lower(host);
    json::Array requests;
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries_)
        if (entry.kind == kind && entry.host == wanted) requests.push_back(entry.request);
    return requests;
}

void RequestHistory::clear(RequestKind kind, const std::string& host) {
    const auto wanted = to_lower(host);
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const Entry& entry) {
        return entry.kind == kind && entry.host == wanted;
    });
}

} // namespace chancery::testca
