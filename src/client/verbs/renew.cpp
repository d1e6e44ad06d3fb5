// SPDX-License-Identifier: Apache-2.0
#include "acme_client/problem.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/files.hpp"
#include "client/hooks.hpp"
#include "client/lineage_write.hpp"
#include "client/replace_version.hpp"
#include "client/verbs.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

struct Tally {
    std::vector<std::string> renewed = {}; ///< Full chains.
    std::vector<std::string> failed = {};
    std::vector<std::string> skipped = {};
    std::vector<std::string> broken = {}; ///< Renewal files.
    std::vector<std::string> renewed_names = {};
    std::vector<std::string> failed_names = {};
};

std::vector<std::string> chosen_files(const Options& options) {
    if (!options.names().empty())
        throw Error(
            Fault::invalid,
            "Currently, the renew verb is capable of either renewing all installed certificates "
            "that are due to be renewed or renewing a single certificate specified by its name "
            "using the --cert-name option (-d, --domain, and --ip-address are not valid options "
            "for the renew subcommand). If you would like to renew specific certificates by their "
            "identifiers, use the certonly command instead."
        );
    if (!options.cert_name) return renewal_files(options.directories);
    const auto file = options.directories.renewal_file(*options.cert_name);
    if (!files::exists(file))
        throw Error(
            Fault::not_found,
            fmt::format(
                "No certificate found with name {} (expected {}).", *options.cert_name, file
            )
        );
    return {file};
}

struct Candidate {
    Lineage lineage;
    Settings settings;
};

void warn_of_settings_without_effect(const ConfigObj& renewal, Console& console) {
    if (const auto idle = settings_without_effect(renewal); !idle.empty())
        console.warn_once(fmt::format(
            "Settings in renewal files that have no effect in chancery: {}",
            printable(join(idle, ", "), 1000)
        ));
}

/// None, and a line, for a file that nothing can be done with. A setting that is not supported
/// makes it one at once, not only when the certificate is due.
std::optional<Candidate>
read_candidate(const std::string& file, const Options& options, Console& console) {
    try {
        auto lineage = read_lineage(file);
        if (lineage.renewal.find("renewalparams", "authenticator")) {
            auto settings = settings_for_renewal(options, lineage.renewal);
            warn_of_settings_without_effect(lineage.renewal, console);
            return Candidate{std::move(lineage), std::move(settings)};
        }
        console.error(fmt::format(
            "Renewal configuration file {} does not specify an authenticator. Skipping.", file
        ));
    } catch (const Error& error) {
        console.error(fmt::format(
            "Renewal configuration file {} is broken.\nThe error was: {}\nSkipping.",
            file,
            error.problem().detail
        ));
    }
    return std::nullopt;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void renew_one(
    Candidate& candidate,
    const Options& options,
    Hooks& hooks,
    Console& console,
    Time now,
    Tally& tally
) {
    auto& [lineage, settings] = candidate;
    std::vector<std::string> names;
    try {
        if (deploy_newest(lineage))
            console.warn(
                "Found a new certificate /archive/ that was not linked to in /live/; fixing..."
            );
        const auto leaf = read_leaf(lineage);
        names = names_of(leaf);
        if (!options.force_renewal && !is_due(lineage, now)) {
            console.notify("Certificate not yet due for renewal");
            tally.skipped.push_back(fmt::format(
                "{} expires on {}",
                lineage.link(Item::fullchain),
                to_rfc3339(leaf.not_after).substr(0, 10)
            ));
            return;
        }
        const Replacement replacement{.lineage = lineage, .names = names, .settings = settings};
        require_replaceable(replacement, options);
        hooks.before(settings.pre_hook);
        hooks.remember(settings.post_hook);
        const auto replaced = replace_version(replacement, options, hooks, console, now);
        tally.renewed.push_back(lineage.link(Item::fullchain));
        append(tally.renewed_names, replaced.names);
    } catch (const Error& error) {
        console.error(fmt::format(
            "Failed to renew certificate {} with error: {}",
            lineage.name,
            acme_client::describe(error.problem())
        ));
        tally.failed.push_back(lineage.link(Item::fullchain));
        append(tally.failed_names, names);
    }
}

std::string lines(const std::vector<std::string>& messages, std::string_view category) {
    std::string text;
    for (const auto& message : messages)
        text += fmt::format("{}  {} ({})", text.empty() ? "" : "\n", message, category);
    return text;
}

void describe(const Tally& tally, Console& console) {
    console.notify("");
    console.frame();
    if (!tally.skipped.empty())
        console.notify(
            "The following certificates are not due for renewal yet:\n" +
            lines(tally.skipped, "skipped")
        );
    if (tally.renewed.empty() && tally.failed.empty())
        console.notify("No renewals were attempted.");
    else if (tally.failed.empty())
        console.notify(
            "Congratulations, all renewals succeeded: \n" + lines(tally.renewed, "success")
        );
    else if (tally.renewed.empty())
        console.error(
            "All renewals failed. The following certificates could not be renewed:\n" +
            lines(tally.failed, "failure")
        );
    else {
        console.notify(
            "The following renewals succeeded:\n" + lines(tally.renewed, "success") + "\n"
        );
        console.error("The following renewals failed:\n" + lines(tally.failed, "failure"));
    }
    if (!tally.broken.empty())
        console.notify(
            "\nAdditionally, the following renewal configurations were invalid: \n" +
            lines(tally.broken, "parsefail")
        );
    console.frame();
}

} // namespace

int renew(Options& options, Console& console, Time now) {
    Hooks hooks(options.directories, options.directory_hooks, console);
    Tally tally;
    for (const auto& file : chosen_files(options)) {
        console.notify_in_frame("Processing " + file);
        if (auto candidate = read_candidate(file, options, console))
            renew_one(*candidate, options, hooks, console, now, tally);
        else
            tally.broken.push_back(file);
    }
    describe(tally, console);
    hooks.after(tally.renewed_names, tally.failed_names);
    if (tally.failed.empty() && tally.broken.empty()) return 0;
    throw Error(
        Fault::unavailable,
        fmt::format(
            "{} renew failure(s), {} parse failure(s)", tally.failed.size(), tally.broken.size()
        )
    );
}

} // namespace chancery::client
