// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's hooks: shell commands and the executables of renewal-hooks/, before, for each
// certificate, and after. A hook that fails is reported; what it means is the caller's affair.

#include "client/console.hpp"
#include "client/hooks/shell.hpp"
#include "client/lineage/directories.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chancery::client {

class Hooks {
public:
    Hooks(const Directories& directories, bool with_directories, Console& console)
        : directories_(directories),
          with_directories_(with_directories),
          console_(console) {}

    /// The pre-hooks, each distinct command once in this object's life; notes the post-hooks, which
    /// `after` runs. For the moment when a certificate is about to be ordered, and not before.
    void
    before(const std::optional<std::string>& pre_hook, const std::optional<std::string>& post_hook);

    struct Deployed {
        std::string live;
        std::vector<std::string> names;
    };

    /// The commands that deploy a certificate, in their order.
    std::vector<std::string> deploy_commands(const std::optional<std::string>& command) const;

    /// Also those that --no-directory-hooks leaves out of this run.
    std::vector<std::string> configured_deploy_commands(const std::optional<std::string>& command
    ) const;

    /// Runs one of them; false when it fails.
    bool deploy(const std::string& command, const Deployed& deployed);

    /// The post-hooks that were noted, each distinct command once.
    void after(const std::vector<std::string>& renewed, const std::vector<std::string>& failed);

private:
    /// The executables of renewal-hooks/MOMENT, then the command unless it is one of them.
    std::vector<std::string> commands(
        const std::string& moment, const std::optional<std::string>& command, bool with_directories
    ) const;
    bool run(const std::string& moment, const std::string& command, const Variables& variables);

    const Directories& directories_;
    bool with_directories_;
    Console& console_;
    std::set<std::string> done_before_;
    std::vector<std::string> after_;
};

} // namespace chancery::client
