// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the use cases of the register change an object: against the version that the changer has
// seen, and with a note of each field for the audit log.

#include "base/network.hpp"
#include "model/event.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::workflow {

/// The object that is to be changed, and the version of it that its changer has seen.
template <class SomeId>
struct Seen {
    SomeId id;
    std::optional<int> version = std::nullopt; ///< None: whichever it is.
};

/// Throws stale when the changer saw another version.
void require_version(int current, const std::optional<int>& seen);

/// A value as the audit log shows it.
const std::string& shown(const std::string& value);
std::string shown(bool value);
std::string shown(int value);
std::string shown(std::chrono::seconds value);
std::string shown(const std::vector<std::string>& value);
std::string shown(const std::vector<Network>& value);

/// Sets a field where it is asked for, and notes the change.
template <class T>
void set(
    std::vector<Change>& changes, std::string_view field, T& value, const std::optional<T>& wanted
) {
    if (!wanted || *wanted == value) return;
    changes.push_back({std::string(field), shown(value), shown(*wanted)});
    value = *wanted;
}

} // namespace chancery::workflow
