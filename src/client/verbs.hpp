// SPDX-License-Identifier: Apache-2.0
#pragma once

// The table of verbs. A verb is a function in verbs/; it returns the exit code, or throws Error.

#include "base/time.hpp"

#include <string>
#include <string_view>

namespace chancery::client {

class Console;
struct Options;

struct Verb {
    std::string_view name;
    std::string_view help;
    int (*run)(Options& options, Console& console, Time now);
};

/// certbot's aliases, too. Null for another word.
const Verb* find_verb(std::string_view word);

/// "certonly (get a certificate), renew (...), ...", on one line.
std::string verb_help();

/// The same, one a line.
std::string verb_table();

int certonly(Options& options, Console& console, Time now);
int renew(Options& options, Console& console, Time now);
int certificates(Options& options, Console& console, Time now);

} // namespace chancery::client
