// SPDX-License-Identifier: Apache-2.0
#include "testca/account_urls.hpp"

namespace chancery::testca {

void AccountUrls::remember(ClientId client, std::string url) {
    const std::lock_guard lock(mutex_);
    if (urls_.size() == most_ && !urls_.contains(client)) urls_.erase(urls_.begin());
    urls_[client] = std::move(url);
}

std::optional<std::string> AccountUrls::find(ClientId client) const {
    const std::lock_guard lock(mutex_);
    const auto found = urls_.find(client);
    return found == urls_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace chancery::testca
