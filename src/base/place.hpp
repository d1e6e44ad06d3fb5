// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where in what was asked a part of a Problem is: each way to say it is a type.

#include <string>
#include <variant>

namespace chancery {

/// As on the wire (RFC 8555 §9.7.7, RFC 8738): its type, and a value that a certificate may be for.
struct Identifier {
    std::string type; ///< "dns", "ip".
    std::string value;

    friend bool operator==(const Identifier&, const Identifier&) = default;
};

/// A member of the request's body (RFC 6901).
struct JsonPointer {
    std::string text;       ///< "/names/0".
    std::string value = {}; ///< What stands there, where the detail is about it.

    friend bool operator==(const JsonPointer&, const JsonPointer&) = default;
};

/// The permission that the caller lacks.
struct MissingPermission {
    std::string word;

    friend bool operator==(const MissingPermission&, const MissingPermission&) = default;
};

/// As it is typed on a command line: "--lifetime", "NAME".
struct CommandOption {
    std::string name;

    friend bool operator==(const CommandOption&, const CommandOption&) = default;
};

using Place =
    std::variant<std::monostate, Identifier, JsonPointer, MissingPermission, CommandOption>;

/// Its text; empty where it is nowhere.
std::string to_string(const Place& place);

} // namespace chancery
