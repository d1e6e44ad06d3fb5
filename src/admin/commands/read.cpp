// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/read.hpp"

#include "base/error.hpp"

namespace chancery::admin {

namespace {

template <class T>
const T* find_as(const json::Value& object, std::string_view name) {
    return std::get_if<T>(&member(object, name).variant());
}

} // namespace

const json::Value& member(const json::Value& object, std::string_view name) {
    static const json::Value null;
    const auto* found = object.find(name);
    return found ? *found : null;
}

std::string text(const json::Value& object, std::string_view name) {
    const auto* found = find_as<std::string>(object, name);
    return found ? *found : std::string();
}

std::int64_t number(const json::Value& object, std::string_view name) {
    const auto* found = find_as<std::int64_t>(object, name);
    return found ? *found : 0;
}

bool truth(const json::Value& object, std::string_view name) {
    const auto* found = find_as<bool>(object, name);
    return found && *found;
}

std::optional<Time> time(const json::Value& object, std::string_view name) {
    const auto* found = find_as<std::string>(object, name);
    return found ? parse_rfc3339(*found) : std::nullopt;
}

std::vector<std::string> texts(const json::Value& object, std::string_view name) {
    std::vector<std::string> all;
    for (const auto& item : items(object, name))
        if (const auto* one = std::get_if<std::string>(&item.variant())) all.push_back(*one);
    return all;
}

const json::Array& items(const json::Value& object, std::string_view name) {
    static const json::Array none;
    const auto* found = find_as<json::Array>(object, name);
    return found ? *found : none;
}

std::string require_text(const json::Value& object, std::string_view name) {
    const auto* found = find_as<std::string>(object, name);
    if (!found || found->empty())
        throw Error(
            Fault::malformed,
            "the server's answer has no \"" + std::string(name) +
                "\"; is it a chanceryd, and of this version?"
        );
    return *found;
}

} // namespace chancery::admin
