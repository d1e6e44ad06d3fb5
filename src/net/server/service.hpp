// SPDX-License-Identifier: Apache-2.0
#pragma once

// What answers the requests of a listener: plain blocking functions.

#include "net/http.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <utility>
#include <variant>

namespace chancery::net {

/// What it throws becomes a 500 without details, and a line in the log.
using Handler = std::function<Response(const Request&)>;

/// The longest body that a request may have, or why it is refused without having sent one.
using Admission = std::variant<std::size_t, Refusal>;

struct Service {
    Service(Handler its_handler) : handle(std::move(its_handler)) {}

    template <std::convertible_to<Handler> Function>
    Service(Function its_handler) : handle(std::move(its_handler)) {}

    Handler handle;

    /// Asked once the head of a request was read. Without it, the listener's usual length.
    std::function<Admission(const Request& head)> admit = {};

    /// The answer to a request that never comes to `handle`. The request is given as far as it was
    /// read: there may be no target yet. Must not wait, since it also answers when all threads are
    /// busy. Without it, a problem document.
    std::function<Response(const Request& read, const Refusal&)> refuse = {};
};

} // namespace chancery::net
