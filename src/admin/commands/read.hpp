// SPDX-License-Identifier: Apache-2.0
#pragma once

// Members of the API's objects, for showing: what is absent or of another type reads as nothing, so
// that a newer server's answer can still be shown.

#include "base/json.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::admin {

/// Null where there is none.
const json::Value& member(const json::Value& object, std::string_view name);

std::string text(const json::Value& object, std::string_view name);
std::int64_t number(const json::Value& object, std::string_view name);
bool truth(const json::Value& object, std::string_view name);
std::optional<Time> time(const json::Value& object, std::string_view name);
std::vector<std::string> texts(const json::Value& object, std::string_view name);
const json::Array& items(const json::Value& object, std::string_view name = "items");

/// What a path or a body is made of. Throws malformed where the server sent none.
std::string require_text(const json::Value& object, std::string_view name);

} // namespace chancery::admin
