// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/changes.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace chancery::workflow {

void require_version(int current, const std::optional<int>& seen) {
    if (seen && *seen != current)
        throw Error(
            Fault::stale,
            "somebody else has changed it in the meantime: it is at version " +
                std::to_string(current) + " and not " + std::to_string(*seen)
        );
}

const std::string& shown(const std::string& value) {
    return value;
}

std::string shown(bool value) {
    return value ? "true" : "false";
}

std::string shown(int value) {
    return std::to_string(value);
}

std::string shown(std::chrono::seconds value) {
    return to_iso8601(value);
}

std::string shown(const std::vector<std::string>& value) {
    return join(value, ", ");
}

std::string shown(const std::vector<Network>& value) {
    std::vector<std::string> texts;
    for (const auto& network : value)
        texts.push_back(to_string(network));
    return join(texts, ", ");
}

} // namespace chancery::workflow
