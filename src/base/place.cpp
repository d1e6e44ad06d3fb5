// SPDX-License-Identifier: Apache-2.0
#include "base/place.hpp"

namespace chancery {

namespace {

struct Text {
    std::string operator()(std::monostate) const { return {}; }

    std::string operator()(const Identifier& identifier) const { return identifier.value; }

    std::string operator()(const JsonPointer& pointer) const { return pointer.text; }

    std::string operator()(const MissingPermission& permission) const { return permission.word; }

    std::string operator()(const CommandOption& option) const { return option.name; }
};

} // namespace

std::string to_string(const Place& place) {
    return std::visit(Text(), place);
}

} // namespace chancery
