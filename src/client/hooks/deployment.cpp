// SPDX-License-Identifier: Apache-2.0
#include "client/hooks/deployment.hpp"

#include "base/encoding.hpp"
#include "client/lineage/lineage_write.hpp"
#include "crypto/digest.hpp"

#include <algorithm>

namespace chancery::client {

namespace {

constexpr auto section = "chancery";
constexpr auto version_key = "deploying";
constexpr auto done_key = "deployed";
constexpr auto owed_key = "owed";

using Marks = std::vector<std::string>;

/// A command as an item of a list, which ConfigObj does not let have both kinds of quotes.
std::string mark_of(const std::string& command) {
    constexpr std::size_t octets = 8;
    return to_hex(BytesView(crypto::sha256(command)).substr(0, octets));
}

Marks marks_of(const std::vector<std::string>& commands) {
    Marks marks;
    for (const auto& command : commands)
        marks.push_back(mark_of(command));
    return marks;
}

bool has(const Marks& marks, const std::string& mark) {
    return std::ranges::find(marks, mark) != marks.end();
}

/// What is owed until it succeeds, whatever a run in between was told to run. Of what is configured
/// nowhere any more nothing can come.
Marks still_owed(const Lineage& lineage, const Marks& done, const Hooks& hooks) {
    auto owed = lineage.renewal.find_list(section, owed_key);
    const auto configured = marks_of(
        hooks.configured_deploy_commands(lineage.renewal.find("renewalparams", "renew_hook"))
    );
    std::erase_if(owed, [&](const std::string& mark) {
        return has(done, mark) || !has(configured, mark);
    });
    return owed;
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
    renewal.set_list(section, owed_key, marks_of(commands));
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
    Marks failed;
    for (const auto& command : commands) {
        const auto mark = mark_of(command);
        if (has(done, mark)) continue;
        (hooks.deploy(command, {lineage.live(), names}) ? done : failed).push_back(mark);
    }
    auto owed = still_owed(lineage, done, hooks);
    for (const auto& mark : failed)
        if (!has(owed, mark)) owed.push_back(mark);
    const bool succeeded = owed.empty();
    if (succeeded) {
        lineage.renewal.erase_section(section);
    } else {
        lineage.renewal.set_list(section, owed_key, std::move(owed));
        if (!done.empty()) lineage.renewal.set_list(section, done_key, std::move(done));
    }
    save_renewal_file(lineage);
    return succeeded;
}

} // namespace chancery::client
