// SPDX-License-Identifier: Apache-2.0
#pragma once

// `chancery admin`: the office's commands. Each is one or a few calls of the API; nothing here
// knows the store or a rule of the register.

#include "base/time.hpp"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

namespace chancery::admin {

/// What a command meets around it: a test's own, or the process's.
struct Surroundings {
    std::ostream& out;
    std::ostream& error;
    Time now;
    std::optional<std::size_t> width = std::nullopt; ///< Columns of the terminal; none without one.
    bool colours = false;
    /// The value of an environment variable that is set and not empty.
    std::function<std::optional<std::string>(const std::string&)> environment;
};

/// `arguments` are those behind the word "admin". 0: done; 1: refused or failed, with one sentence
/// on the error stream; 2: the command line is wrong.
int run(std::span<const std::string> arguments, const Surroundings& surroundings);

/// With the process's standard output, environment and clock.
int run(std::span<const std::string> arguments);

} // namespace chancery::admin
