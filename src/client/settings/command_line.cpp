// SPDX-License-Identifier: Apache-2.0
#include "client/settings/command_line.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace chancery::client {

namespace {

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::invalid, sentence);
}

/// Key ids and keys that another CA made may begin with a dash.
bool may_begin_with_dash(const Setting& setting) {
    return setting.key == "eab_kid" || setting.key == "eab_hmac_key";
}

/// argparse takes a word that begins with '-' for an option, except for a number and for one with
/// a space in it.
bool is_value(const std::string& word) {
    return word.size() < 2 || word.front() != '-' || word.find(' ') != std::string::npos ||
           word.find_first_not_of("0123456789.", 1) == std::string::npos;
}

/// How many letters must be typed, left out or exchanged to make one word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

/// All long names that begin so; the whole name alone where there is one.
std::vector<std::string_view> completions(std::string_view name) {
    std::vector<std::string_view> found;
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways())
            for (const auto each : spelling.each()) {
                if (each == name) return {each};
                if (each.starts_with("--") && each.starts_with(name)) found.push_back(each);
            }
    for (const std::string_view each : {"--help", "--version"})
        if (each.starts_with(name)) found.push_back(each);
    return found;
}

class Reader {
public:
    explicit Reader(std::span<const std::string> arguments) : arguments_(arguments) {}

    CommandLine read() {
        while (next_ < arguments_.size()) {
            const auto& word = arguments_[next_++];
            if (word == "--") {
                take_words();
            } else if (word.starts_with("--")) {
                take_long(word);
            } else if (!is_value(word)) {
                take_cluster(word);
            } else {
                result_.words.push_back(word);
            }
        }
        return std::move(result_);
    }

private:
    void take_words() {
        result_.words.insert(
            result_.words.end(), arguments_.begin() + long(next_), arguments_.end()
        );
        next_ = arguments_.size();
    }

    void take_long(const std::string& word) {
        const auto equals = word.find('=');
        const auto name = std::string(in_full(word.substr(0, equals)));
        const auto joined =
            equals == std::string::npos ? std::nullopt : std::optional(word.substr(equals + 1));
        if (name == "--help" || name == "--version") {
            (name == "--help" ? result_.help : result_.version) = true;
            return;
        }
        take(find_spelling(name), name, joined);
    }

    /// One letter is one option; the first that wants a value has the rest of the word.
    void take_cluster(const std::string& word) {
        for (std::size_t at = 1; at < word.size(); ++at) {
            const auto name = std::string("-") + word[at];
            if (name == "-h") {
                result_.help = true;
                continue;
            }
            const auto found = find_spelling(name);
            if (!found.setting) refuse("unrecognized arguments: " + printable(word));
            if (found.spelling->is_flag()) {
                take(found, name, std::nullopt);
                continue;
            }
            auto rest = word.substr(at + 1);
            if (rest.starts_with('=')) rest.erase(0, 1);
            take(found, name, rest.empty() ? std::nullopt : std::optional(rest));
            return;
        }
    }

    void take(Written found, const std::string& name, const std::optional<std::string>& joined) {
        require_works(*found.spelling, name);
        if (found.spelling->is_flag()) {
            if (joined) refuse(fmt::format("argument {}: takes no value", name));
            add(found, name, std::string(found.spelling->stands_for));
        } else if (joined) {
            add(found, name, *joined);
        } else {
            const bool there = next_ < arguments_.size() &&
                               (is_value(arguments_[next_]) || may_begin_with_dash(*found.setting));
            if (!there) refuse(fmt::format("argument {}: expected one argument", name));
            add(found, name, arguments_[next_++]);
        }
    }

    void add(Written found, const std::string& name, const std::string& value) {
        result_.given.push_back({found.setting, found.spelling, name, value});
    }

    static std::string_view in_full(const std::string& name) {
        const auto found = completions(name);
        if (found.empty() && is_plugin_option(name))
            refuse(fmt::format(
                "{} is not supported by chancery yet: it belongs to a plugin of certbot",
                printable(name)
            ));
        if (found.empty())
            refuse(fmt::format(
                "unrecognized arguments: {}{}; --help lists the options",
                printable(name),
                suggestion(name)
            ));
        const auto first = find_spelling(found.front());
        // Several names of one option are not ambiguous.
        for (const auto each : found)
            if (find_spelling(each).spelling != first.spelling)
                refuse(fmt::format(
                    "ambiguous option: {} could match {}",
                    printable(name),
                    join({found.begin(), found.end()}, ", ")
                ));
        return found.front();
    }

    std::span<const std::string> arguments_;
    std::size_t next_ = 0;
    CommandLine result_;
};

} // namespace

CommandLine read_command_line(std::span<const std::string> arguments) {
    return Reader(arguments).read();
}

void require_works(const Spelling& spelling, const std::string& name) {
    if (spelling.effect == Effect::refused)
        refuse(fmt::format("{} is not supported by chancery yet", name));
}

std::string suggestion(const std::string& name) {
    std::string_view nearest;
    auto least = std::size_t{3}; // A third mistake is another word.
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways())
            for (const auto each : spelling.each())
                if (const auto errors = distance(name, each);
                    each.starts_with("--") && errors < least) {
                    least = errors;
                    nearest = each;
                }
    return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
}

} // namespace chancery::client
