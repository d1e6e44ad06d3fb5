// SPDX-License-Identifier: Apache-2.0
#include "client/missing_values.hpp"

#include "base/error.hpp"

#include <CLI/CLI.hpp>

namespace chancery::client {

namespace {

bool takes_value(const CLI::App& app, const std::string& word) {
    if (word.size() < 2 || word.front() != '-') return false;
    const auto* option = app.get_option_no_throw(word);
    return option && option->get_items_expected_max() > 0;
}

} // namespace

void refuse_missing_values(const CLI::App& app, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i + 1 < words.size() && words[i] != "--"; ++i) {
        if (!takes_value(app, words[i])) continue;
        ++i;
        if (words[i].size() > 1 && words[i].front() == '-')
            throw Error(Fault::invalid, "argument " + words[i - 1] + ": expected one argument");
    }
}

} // namespace chancery::client
