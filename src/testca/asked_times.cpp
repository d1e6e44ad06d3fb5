// SPDX-License-Identifier: Apache-2.0
#include "testca/asked_times.hpp"

#include "base/json.hpp"

namespace chancery::testca {

namespace {

std::optional<std::string> text_of(const json::Reader& object, std::string_view name) {
    const auto member = object.find(name);
    return member ? std::optional(member->string()) : std::nullopt;
}

} // namespace

AskedTimes asked_times(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader order(value);
    return {.not_before = text_of(order, "notBefore"), .not_after = text_of(order, "notAfter")};
}

std::string with_times(std::string_view order, const AskedTimes& times) {
    auto value = json::parse(order);
    for (auto& [name, member] : std::get<json::Object>(value.variant())) {
        if (name == "notBefore" && times.not_before) member = *times.not_before;
        if (name == "notAfter" && times.not_after) member = *times.not_after;
    }
    return json::to_text(value);
}

} // namespace chancery::testca
