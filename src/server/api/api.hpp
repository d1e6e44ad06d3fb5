// SPDX-License-Identifier: Apache-2.0
#pragma once

// The API under /api/v1: finds the route and who calls, asks whether they may, runs the handler,
// and turns what it throws into a problem document.

#include "base/json.hpp"
#include "net/server/service.hpp"
#include "server/api/call.hpp"
#include "server/refusal_log.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::server::api {

class Api {
public:
    static constexpr std::size_t longest_body = 1024 * 1024;

    explicit Api(Context context) : context_(std::move(context)) {}

    /// For every target that begins with "/api/v1". Throws nothing.
    net::Response handle(const net::Request& request) const;

    /// A body over the usual length is for those who are known, whose token is looked at first.
    net::Admission admit(const net::Request& head, std::size_t usual) const;

    /// The answer to a request that is refused before it comes here. Reads nothing from the
    /// database.
    net::Response refuse(const net::Request& request, const net::Refusal& refusal) const;

private:
    /// A request that is being answered.
    struct Exchange {
        const net::Request& request;
        std::string id;        ///< For log and answer.
        bool is_known = false; ///< Whether we know who asks.
    };

    net::Response answer(Exchange& exchange) const;
    net::Response run(Exchange& exchange, std::string_view path) const;
    net::Response answer_to(const Error& error, const Exchange& exchange, const Call* call) const;
    json::Value current(const Call& call) const;
    void record(const Call& call, const Route& route, const Problem& problem) const;
    net::Response refuse(const Call& call, const Route& route, const Exchange& exchange) const;
    void finish(const Exchange& exchange, net::Response& response) const;
    void note(
        const Exchange& exchange, log::Level level, std::string_view sentence, json::Object values
    ) const;

    Context context_;
    /// Of those whom nobody knows.
    mutable RefusalLog strangers_;
};

/// The API must outlive it. `usual` is the longest body of those who are not known.
net::Service service_of(const Api& api, std::size_t usual);

} // namespace chancery::server::api
