// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's hooks: shell commands and the executables of renewal-hooks/, before, for each
// certificate, and after. A hook that fails is reported and changes nothing else.

#include "client/console.hpp"
#include "client/directories.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chancery::client {

class Hooks {
public:
    Hooks(const Directories& directories, bool with_directories, Console& console)
        : directories_(directories),
          with_directories_(with_directories),
          console_(console) {}

    /// Each distinct command once in this object's life.
    void before(const std::optional<std::string>& command);

    struct Deployed {
        std::string live;
        std::vector<std::string> names;
    };

    void deploy(const std::optional<std::string>& command, const Deployed& deployed);

    /// Notes what is to be run by `after`, each distinct command once.
    void remember(const std::optional<std::string>& command);
    void after(const std::vector<std::string>& renewed, const std::vector<std::string>& failed);

private:
    using Environment = std::vector<std::pair<std::string, std::string>>;

    /// The executables of renewal-hooks/MOMENT, then the command unless it is one of them.
    std::vector<std::string>
    commands(const std::string& moment, const std::optional<std::string>& command) const;
    void run(const std::string& moment, const std::string& command, const Environment& environment);

    const Directories& directories_;
    bool with_directories_;
    Console& console_;
    std::set<std::string> done_before_;
    std::vector<std::string> after_;
};

} // namespace chancery::client
