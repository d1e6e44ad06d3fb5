// SPDX-License-Identifier: Apache-2.0
#pragma once

// Answers DNS queries on one port, over UDP and TCP, on a thread of its own. For tests: it trusts
// whoever reaches it with its time, and bounds only how many connections there are.

#include "net/server/http_server.hpp"
#include "testca/dns_message.hpp"

#include <functional>
#include <memory>
#include <thread>

namespace chancery::testca {

class DnsServer {
public:
    /// On the server's thread. Throws nothing.
    using Answer = std::function<dns::Reply(const dns::Query&)>;

    /// Binds at once. Throws unavailable.
    DnsServer(const net::ListenAddress& endpoint, Answer answer);
    /// Joins the thread.
    ~DnsServer();

    /// That was got, where port 0 asked for a free one.
    unsigned short port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::jthread thread_;
};

/// A message for a message, as DNS over HTTPS has it too; none for what is not a query.
std::optional<Bytes>
answer_query(BytesView message, const DnsServer::Answer& answer, bool over_udp = false);

} // namespace chancery::testca
