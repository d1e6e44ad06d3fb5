// SPDX-License-Identifier: Apache-2.0
#include "testca/loose_json.hpp"

#include "base/text.hpp"

namespace chancery::testca {

std::optional<json::Reader> find_member(const json::Reader& object, std::string_view name) {
    for (const auto& [key, value] : object.members())
        if (equals_ignoring_case(key, name) && !value.is_null()) return value;
    return std::nullopt;
}

std::string string_member(const json::Reader& object, std::string_view name) {
    const auto found = find_member(object, name);
    return found ? found->string() : std::string();
}

std::vector<std::string> strings_member(const json::Reader& object, std::string_view name) {
    std::vector<std::string> strings;
    if (const auto found = find_member(object, name))
        for (const auto& each : found->array())
            strings.push_back(each.string());
    return strings;
}

} // namespace chancery::testca
