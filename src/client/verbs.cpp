// SPDX-License-Identifier: Apache-2.0
#include "client/verbs.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::client {

namespace {

constexpr auto verbs = std::to_array<Verb>({
    {"run",
     "obtain a certificate and install it (the default; not supported yet)",
     run_and_install},
    {"certonly", "obtain a certificate", certonly},
    {"renew", "renew the certificates that are due", renew},
    {"certificates", "list the certificates", certificates},
});

/// certbot's, and not yet ours.
constexpr auto unsupported = std::to_array<std::string_view>(
    {"enhance",
     "revoke",
     "delete",
     "reconfigure",
     "register",
     "unregister",
     "update_account",
     "show_account",
     "install",
     "rollback",
     "plugins",
     "update_symlinks"}
);

} // namespace

const Verb* find_verb(std::string_view word) {
    if (word == "auth") word = "certonly";
    if (word == "everything") word = "run";
    const auto* found = std::ranges::find(verbs, word, &Verb::name);
    return found == verbs.end() ? nullptr : found;
}

std::string unknown_verb(const std::string& word) {
    std::vector<std::string> names;
    for (const auto& verb : verbs)
        names.emplace_back(verb.name);
    const auto ours = join(names, ", ");
    if (std::ranges::find(unsupported, word) != unsupported.end())
        return fmt::format("{} is not supported by chancery yet; verbs: {}", word, ours);
    return fmt::format("unknown verb {}; verbs: {}", printable(word), ours);
}

std::string verb_table() {
    std::string text;
    for (const auto& verb : verbs)
        text += fmt::format("  {:<14}{}\n", verb.name, verb.help);
    return text;
}

} // namespace chancery::client
