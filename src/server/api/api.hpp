// SPDX-License-Identifier: Apache-2.0
#pragma once

// The API under /api/v1: finds the route and who calls, asks whether they may, runs the handler,
// and turns what it throws into a problem document.

#include "base/json.hpp"
#include "net/http.hpp"
#include "server/api/call.hpp"

#include <string_view>

namespace chancery::server::api {

class Api {
public:
    explicit Api(Context context) : context_(std::move(context)) {}

    /// For every target that begins with "/api/v1". Throws nothing.
    net::Response handle(const net::Request& request) const;

private:
    net::Response answer(const net::Request& request, std::string_view request_id) const;
    net::Response
    run(const net::Request& request, std::string_view path, std::string_view request_id) const;
    net::Response
    answer_to(const Error& error, std::string_view request_id, const Call* call) const;
    json::Value current(const Call& call) const;
    void record(const Call& call, const Route& route, const Problem& problem) const;
    net::Response refuse(const Call& call, const Route& route, std::string_view request_id) const;

    Context context_;
};

} // namespace chancery::server::api
