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

/// The sentence for a word that is not a verb of chancery's: certbot's are told from others.
std::string unknown_verb(const std::string& word);

/// One a line.
std::string verb_table();

int run_and_install(Options& options, Console& console, Time now);
int certonly(Options& options, Console& console, Time now);
int renew(Options& options, Console& console, Time now);
int certificates(Options& options, Console& console, Time now);

} // namespace chancery::client
