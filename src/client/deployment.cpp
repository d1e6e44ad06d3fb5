// SPDX-License-Identifier: Apache-2.0
#include "client/deployment.hpp"

#include "base/encoding.hpp"
#include "client/lineage_write.hpp"
#include "crypto/digest.hpp"

#include <algorithm>

namespace chancery::client {

namespace {

constexpr auto section = "chancery";
constexpr auto version_key = "deploying";
constexpr auto done_key = "deployed";

/// A command as an item of a list, which ConfigObj does not let have both kinds of quotes.
std::string mark_of(const std::string& command) {
    constexpr std::size_t octets = 8;
    return to_hex(BytesView(crypto::sha256(command)).substr(0, octets));
}

} // namespace

void expect_deployment(ConfigObj& renewal, int version, const std::vector<std::string>& commands) {
    // Without a command nothing is owed, and nothing has to be written once more afterwards.
    if (commands.empty()) {
        renewal.erase_section(section);
        return;
    }
    renewal.add_section(section, "");
    renewal.set(section, version_key, std::to_string(version));
    renewal.erase(section, done_key);
}

bool is_deployment_due(const Lineage& lineage) {
    const auto awaiting = lineage.renewal.find(section, version_key);
    const auto versions = complete_versions(lineage);
    return awaiting && !versions.empty() && *awaiting == std::to_string(versions.back());
}

bool deploy(
    Lineage& lineage,
    const std::optional<std::string>& deploy_hook,
    const std::vector<std::string>& names,
    Hooks& hooks
) {
    const auto commands = hooks.deploy_commands(deploy_hook);
    if (commands.empty() && !lineage.renewal.find(section, version_key)) return true;
    auto done = lineage.renewal.find_list(section, done_key);
    bool succeeded = true;
    for (const auto& command : commands) {
        const auto mark = mark_of(command);
        if (std::ranges::find(done, mark) != done.end()) continue;
        if (hooks.deploy(command, {lineage.live(), names}))
            done.push_back(mark);
        else
            succeeded = false;
    }
    if (succeeded)
        lineage.renewal.erase_section(section);
    else
        lineage.renewal.set_list(section, done_key, std::move(done));
    save_renewal_file(lineage);
    return succeeded;
}

} // namespace chancery::client
