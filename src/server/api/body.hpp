// SPDX-License-Identifier: Apache-2.0
#pragma once

// The JSON object that a request carries. A member that its route does not know is refused: a
// typing error must not pass for an absent member.

#include "base/id.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "net/http.hpp"

#include <chrono>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::server::api {

class Body {
public:
    using Members = std::initializer_list<std::string_view>;
    using Words = std::span<const std::string_view>;

    /// Throws unsupported_media_type, malformed (no JSON), invalid (no object, or a member that is
    /// not among these).
    Body(const net::Request& request, Members members);

    /// Each throws invalid for a member of another type. None where it is absent; null empties.
    std::optional<std::string> text(std::string_view member) const;
    std::optional<std::vector<std::string>> texts(std::string_view member) const;
    std::optional<bool> flag(std::string_view member) const;
    std::optional<Time> time(std::string_view member) const;
    std::optional<int> number(std::string_view member) const;
    /// ISO 8601, in days or hours: "P7D", "PT12H".
    std::optional<std::chrono::seconds> duration(std::string_view member) const;
    /// With these words as its members, and no others.
    std::optional<Body> object(std::string_view member, Words members) const;

    template <Worded E>
    std::optional<E> word(std::string_view member) const {
        const auto value = text(member);
        if (!value) return std::nullopt;
        const auto found = find_value<E>(*value);
        if (!found) fail(member, "must be " + choices<E>());
        return found;
    }

    /// Also where it is null: for a member that null empties.
    bool has(std::string_view member) const { return find(member); }

    bool has_null(std::string_view member) const;

    template <class SomeId>
    std::optional<SomeId> id(std::string_view member) const {
        const auto value = text(member);
        if (!value || value->empty()) return std::nullopt;
        const auto id = parse_id<SomeId>(*value);
        if (!id) fail(member, "must be an id");
        return id;
    }

    template <class SomeId>
    std::optional<std::vector<SomeId>> ids(std::string_view member) const {
        const auto listed = texts(member);
        if (!listed) return std::nullopt;
        std::vector<SomeId> ids;
        for (const auto& text : *listed) {
            const auto id = parse_id<SomeId>(text);
            if (!id) fail(member, "must be a list of ids");
            ids.push_back(*id);
        }
        return ids;
    }

    /// Each throws invalid where it is absent, null or empty, too.
    std::string require_text(std::string_view member) const;
    std::vector<std::string> require_texts(std::string_view member) const;

    template <class SomeId>
    SomeId require_id(std::string_view member) const {
        const auto value = id<SomeId>(member);
        if (!value) fail(member, "is missing");
        return *value;
    }

    [[noreturn]] void fail(std::string_view member, std::string_view why) const;

private:
    Body(json::Value value, std::string pointer, Words members);

    void check(Words members) const;
    /// Null where it is absent.
    const json::Value* find(std::string_view member) const;

    json::Value value_;
    std::string pointer_; ///< Empty at the top.
};

/// For actions that may be told more, and need not be: none where there is no body.
std::optional<Body> optional_body(const net::Request& request, Body::Members members);

/// For actions, which take no body, or an empty object.
void require_no_body(const net::Request& request);

} // namespace chancery::server::api
