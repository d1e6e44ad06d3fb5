// SPDX-License-Identifier: Apache-2.0
#pragma once

// The query of a request. Each parameter must be one that its route knows, and occur once.

#include "base/id.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::server::api {

class Parameters {
public:
    /// `known` has the names, parted by spaces. Throws malformed for another one, one twice, or one
    /// that is empty.
    Parameters(std::string_view query, std::string_view known);

    /// Empty where it is not given.
    std::string text(std::string_view name) const;

    /// Throw malformed for a value that is none.
    std::optional<bool> flag(std::string_view name) const;
    std::optional<Time> time(std::string_view name) const;

    template <class SomeId>
    std::optional<SomeId> id(std::string_view name) const {
        const auto value = text(name);
        if (value.empty()) return std::nullopt;
        const auto id = parse_id<SomeId>(value);
        if (!id) fail(name, "an id");
        return id;
    }

    template <Worded E>
    std::optional<E> word(std::string_view name) const {
        const auto value = text(name);
        if (value.empty()) return std::nullopt;
        const auto found = find_value<E>(value);
        if (!found) fail(name, choices<E>());
        return found;
    }

    /// 1 to 200; 50 where it is not given.
    int limit() const;

    /// As it was sent, but for the cursor: for the address of the next page.
    std::string without_cursor() const;

    /// Throws malformed: "the parameter <name> must be <what>".
    [[noreturn]] static void fail(std::string_view name, std::string_view what);

private:
    net::Headers pairs_;
};

} // namespace chancery::server::api
