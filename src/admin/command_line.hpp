// SPDX-License-Identifier: Apache-2.0
#pragma once

// The command line of `chancery admin`: what a command may say that it takes, and the whole of it
// understood. It hides CLI11, which is slow to compile.

#include "admin/command.hpp"
#include "admin/connect.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace CLI {
class App;
}

namespace chancery::admin {

/// A word as the API spells it: "ordersPerClient" of "orders-per-client", and of itself.
std::string as_the_api_spells(const std::string& typed);

/// For what CommandLine cannot say by itself; the sentence is shown as it is, with exit code 2.
[[noreturn]] void usage_error(const std::string& sentence);

/// What one command takes. A name such as "--limit" is an option's, one such as "NAME" stands for a
/// word in its place, in the order in which they are named. What is named must outlive the parsing.
class CommandLine {
public:
    /// What is wrong with a value, as a sentence; none where nothing is.
    using Objection = std::function<std::optional<std::string>(const std::string& value)>;

    struct Limits {
        int lowest;
        int highest;
    };

    explicit CommandLine(CLI::App& app) : app_(app) {}

    /// An empty value is refused.
    void required(const std::string& name, std::string& into, const std::string& help);
    void optional(
        const std::string& name,
        std::optional<std::string>& into,
        const std::string& help,
        const Objection& objection = {}
    );

    /// What a list is narrowed by; an empty value is refused.
    void filter(const std::string& name, std::optional<std::string>& into, const std::string& help);

    /// Several values: the name again, or commas between.
    void required(const std::string& name, std::vector<std::string>& into, const std::string& help);
    void optional(
        const std::string& name,
        std::vector<std::string>& into,
        const std::string& help,
        const Objection& objection = {}
    );

    /// Words of the API's that the server knows, in its spelling or with hyphens ("keyCompromise",
    /// "key-compromise"); what stands behind a "=" is not theirs.
    void word(const std::string& name, std::optional<std::string>& into, const std::string& help);
    void words(
        const std::string& name,
        std::vector<std::string>& into,
        const std::string& help,
        const Objection& objection = {}
    );

    /// One of `words`, also with hyphens; in the first form the help shows what `into` is
    /// beforehand.
    void one_of(
        const std::string& name,
        std::string& into,
        const std::vector<std::string>& words,
        const std::string& help
    );
    void one_of(
        const std::string& name,
        std::optional<std::string>& into,
        const std::vector<std::string>& words,
        const std::string& help
    );

    /// The help shows what `into` is beforehand.
    void number(const std::string& name, std::size_t& into, Limits limits, const std::string& help);

    void flag(const std::string& name, bool& into, const std::string& help);

    /// Two that were named before, and of which one at most may be given.
    void exclude(const std::string& one, const std::string& other);

    /// At least one of all the options must be given.
    void require_any();

    /// Runs when all is read; may call usage_error().
    void check(std::function<void()> whole);

private:
    CLI::App& app_;
};

/// A command with all that it needs.
struct Chosen {
    Globals globals;
    Action action;
    std::string words; ///< "chancery admin account add".
};

struct Help {
    std::string text;
};

struct WrongUsage {
    std::string sentence;
    std::string words; ///< As far as the command line was understood.
};

/// `arguments` are those behind the word "admin".
std::variant<Chosen, Help, WrongUsage>
parse(std::span<const std::string> arguments, std::span<const Resource* const> resources);

} // namespace chancery::admin
