// SPDX-License-Identifier: Apache-2.0
#include "client/verbs.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::client {

namespace {

constexpr auto verbs = std::to_array<Verb>({
    {"certonly", "get a certificate", certonly},
    {"renew", "renew what is due", renew},
    {"certificates", "list what there is", certificates},
});

} // namespace

const Verb* find_verb(std::string_view word) {
    if (word == "auth") word = "certonly";
    const auto* found = std::ranges::find(verbs, word, &Verb::name);
    return found == verbs.end() ? nullptr : found;
}

std::string verb_help() {
    std::string text;
    for (const auto& verb : verbs)
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", verb.name, verb.help);
    return text;
}

std::string verb_table() {
    std::string text;
    for (const auto& verb : verbs)
        text += fmt::format("  {:<14}{}\n", verb.name, verb.help);
    return text;
}

} // namespace chancery::client
