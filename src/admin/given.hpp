// SPDX-License-Identifier: Apache-2.0
#pragma once

// The values of options as JSON; none where the option was not given.

#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::admin {

/// A whole number; none for any other text.
std::optional<int> number_of(const std::string& text);

std::optional<json::Value> given_number(const std::optional<std::string>& text);

/// What is wrong with the date of an option, e.g. 2027-06-30; none where nothing is.
std::optional<std::string> objection_to_date(const std::string& text);

/// A list that `empty`, as its only item, empties.
std::optional<std::vector<std::string>>
given_list(const std::vector<std::string>& texts, const std::string& empty);

} // namespace chancery::admin
