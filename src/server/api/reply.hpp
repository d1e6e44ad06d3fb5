// SPDX-License-Identifier: Apache-2.0
#pragma once

// Answers of the API: one object with its ETag, or a page of a list.

#include "base/json.hpp"
#include "base/network.hpp"
#include "model/register.hpp"
#include "net/http.hpp"
#include "server/api/call.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::server::api {

Reply reply(json::Value value);

/// The answer as it is sent.
net::Response written(Reply reply);

/// With the ETag of this version.
Reply reply(json::Value value, int version);

/// 201, with the object's address below /api/v1.
Reply reply_created(json::Value value, int version, std::string_view path);

/// The objects of a list that was read with one more than the limit: that one says that there is a
/// next page. `cursor_of` gives where it begins.
template <class Item, class ToJson, class CursorOf>
Reply reply_page(const Call& call, std::vector<Item> items, ToJson to_json, CursorOf cursor_of);

/// Those after the one that the cursor names; all where it names none. For kinds of which there are
/// so few that a list is read whole.
template <class Item>
std::vector<Item> following(const Call& call, std::vector<Item> all) {
    if (const auto cursor = call.parameters.id<decltype(Item::id)>("cursor")) {
        const auto last = std::ranges::find(all, *cursor, &Item::id);
        all.erase(all.begin(), last == all.end() ? last : last + 1);
    }
    return all;
}

Reply reply_page(const Call& call, json::Array items, std::optional<std::string> next);

/// The members that every object ends with.
void add_revision(json::Object& object, const Revision& revision);

/// null without one.
json::Value to_value(const std::optional<Time>& time);
json::Value to_value(const std::vector<std::string>& texts);
json::Value to_value(const std::vector<Network>& networks);

template <class SomeId>
json::Value to_value(const std::optional<SomeId>& id) {
    return id ? json::Value(to_string(*id)) : json::Value();
}

template <class Item, class ToJson, class CursorOf>
Reply reply_page(const Call& call, std::vector<Item> items, ToJson to_json, CursorOf cursor_of) {
    const auto limit = static_cast<std::size_t>(call.parameters.limit());
    std::optional<std::string> next;
    if (items.size() > limit) {
        items.resize(limit);
        next = cursor_of(items.back());
    }
    json::Array values;
    for (const auto& item : items)
        values.push_back(to_json(item));
    return reply_page(call, std::move(values), std::move(next));
}

} // namespace chancery::server::api
