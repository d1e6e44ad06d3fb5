// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the use cases of the register ask of values that people type. A value that may not be is
// `invalid`, with the place of the field that is at fault.

#include "base/error.hpp"
#include "base/network.hpp"
#include "model/name.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::workflow {

/// Throws invalid: the field, such as "/name", and what is wrong with it.
[[noreturn]] void fail_field(std::string pointer, std::string why);

/// The same of a value that the sentence names.
[[noreturn]] void fail_field(JsonPointer place, std::string why);

struct Length {
    std::size_t least = 0;
    std::size_t most;
};

/// Text in UTF-8 of this length in characters, without invisible ones (base/unicode). Throws
/// invalid.
void require_text(std::string_view pointer, std::string_view text, Length length);

/// A name that stands in URLs: 1 to 32 lower-case letters, digits and hyphens. Throws invalid.
void require_slug(std::string_view pointer, std::string_view text);

/// A mail address without invisible characters. Throws invalid.
void require_contact(std::string_view pointer, const std::string& address);

/// At most 10 mail addresses. Throws invalid.
void require_contacts(std::string_view pointer, const std::vector<std::string>& addresses);

/// 1 to 1000 names, normalised, each once; underscores are policy's affair. Throws invalid, with
/// every name that is malformed.
std::vector<Name> require_names(std::string_view pointer, const std::vector<std::string>& names);

/// At most 50 networks in CIDR notation, each once. Throws invalid.
std::vector<Network>
require_networks(std::string_view pointer, const std::vector<std::string>& networks);

} // namespace chancery::workflow
