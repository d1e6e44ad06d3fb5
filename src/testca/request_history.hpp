// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the challenge test server was asked, by host and kind. Bounded: the oldest requests are
// forgotten. Safe to use from several threads.

#include "base/json.hpp"

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

namespace chancery::testca {

enum class RequestKind { http, dns, tls_alpn };

class RequestHistory {
public:
    void add(RequestKind kind, const std::string& host, json::Value request);
    /// An array, the oldest first.
    json::Value list(RequestKind kind, const std::string& host) const;
    void clear(RequestKind kind, const std::string& host);

private:
    static constexpr std::size_t most = 100'000;

    struct Entry {
        RequestKind kind;
        std::string host;
        json::Value request;
    };

    mutable std::mutex mutex_;
    std::deque<Entry> entries_;
};

} // namespace chancery::testca
