// SPDX-License-Identifier: Apache-2.0
#pragma once

// The table of commands. A new command is a line in its resource's table and a function that names
// its options and returns what it does.

#include "admin/api_client.hpp"
#include "admin/printer.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chancery::admin {

class CommandLine;

/// What an action works with.
struct Session {
    Api& api;
    Printer& printer;
    /// The office's root certificate (PEM), as this place learns of it; none where it cannot.
    std::function<std::optional<std::string>()> find_root;
};

/// Returns the exit code.
using Action = std::function<int(Session&)>;

struct Command {
    std::string_view name;
    std::string_view help;    ///< One line.
    std::string_view example; ///< What follows "chancery admin".
    /// Names what the command takes.
    Action (*define)(CommandLine& line);
};

struct Resource {
    std::string_view name;
    std::string_view help;
    std::span<const Command> commands;
};

extern const Resource organization_commands;
extern const Resource department_commands;
extern const Resource domain_commands;
extern const Resource delegation_commands;
extern const Resource account_commands;
extern const Resource certificate_commands;
extern const Resource event_commands;
extern const Resource endpoint_commands;
extern const Resource issuer_commands;
extern const Resource profile_commands;
extern const Resource token_commands;

} // namespace chancery::admin
