// SPDX-License-Identifier: Apache-2.0
#include "acme_client/problem.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/due.hpp"
#include "client/hooks/deployment.hpp"
#include "client/hooks/hook_checks.hpp"
#include "client/hooks/hooks.hpp"
#include "client/interruption.hpp"
#include "client/lineage/files.hpp"
#include "client/lineage/lineage_write.hpp"
#include "client/lineage/replace_version.hpp"
#include "client/verbs.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

using Names = std::vector<std::string>;

struct Tally {
    std::vector<std::string> renewed = {}; ///< Full chains.
    std::vector<std::string> failed = {};
    std::vector<std::string> undeployed = {}; ///< Full chains; renewed now or before.
    std::vector<std::string> skipped = {};
    std::vector<std::string> broken = {}; ///< Renewal files.
    std::vector<std::string> left = {};   ///< Renewal files, after a signal.
    bool ran_hooks = false;               ///< Those that an earlier run owed.
    Names renewed_names = {};
    Names failed_names = {};
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

void append(Names& all, const Names& more) {
    all.insert(all.end(), more.begin(), more.end());
}

std::string lines(const std::vector<std::string>& messages, std::string_view category) {
    std::string text;
    for (const auto& message : messages)
        text += fmt::format("{}  {} ({})", text.empty() ? "" : "\n", message, category);
    return text;
}

void describe(const Tally& tally, const Options& options, Console& console) {
    console.notify("");
    console.frame();
    if (!tally.skipped.empty())
        console.notify(
            "The following certificates are not due for renewal yet:\n" +
            lines(tally.skipped, "skipped")
        );
    if (tally.renewed.empty() && tally.failed.empty()) {
        console.notify("No renewals were attempted.");
        if (!tally.ran_hooks && (options.pre_hook || options.post_hook || options.deploy_hook))
            console.notify("No hooks were run.");
    } else if (tally.failed.empty())
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
    if (!tally.undeployed.empty())
        console.error(
            "Deploy hooks of the following certificates failed. The next run retries them:\n" +
            lines(tally.undeployed, "deployfail")
        );
    if (!tally.broken.empty())
        console.notify(
            "\nAdditionally, the following renewal configurations were invalid: \n" +
            lines(tally.broken, "parsefail")
        );
    console.frame();
}

/// One run, lineage after lineage.
class Run {
public:
    Run(const Options& options, Console& console, Time now)
        : options_(options),
          console_(console),
          now_(now),
          hooks_(options.directories, options.directory_hooks, console),
          due_dates_(options, console, now) {}

    void look_at(const std::string& file) {
        console_.notify_in_frame("Processing " + file);
        if (auto candidate = read_candidate(file, options_, console_))
            look_at(*candidate);
        else
            tally_.broken.push_back(file);
    }

    void leave(const std::string& file) { tally_.left.push_back(file); }

    const Tally& finish() {
        describe(tally_, options_, console_);
        hooks_.after(tally_.renewed_names, tally_.failed_names);
        return tally_;
    }

private:
    void look_at(Candidate& candidate) {
        Names names;
        try {
            if (deploy_newest(candidate.lineage))
                console_.warn(
                    "Found a new certificate /archive/ that was not linked to in /live/; fixing..."
                );
            const auto leaf = read_leaf(candidate.lineage);
            names = names_of(leaf);
            if (options_.force_renewal || due_dates_.is_due(candidate.lineage, candidate.settings))
                return renew(candidate, names);
            skip(candidate.lineage, leaf);
        } catch (const Error& error) {
            fail(candidate.lineage, names, acme_client::describe(error.problem()));
        } catch (const std::exception& error) {
            console_.debug(error.what());
            fail(candidate.lineage, names, sentence_of(error));
        }
        if (is_deployment_due(candidate.lineage)) deploy_again(candidate, names);
    }

    void renew(Candidate& candidate, const Names& names) {
        const Replacement replacement{
            .lineage = candidate.lineage, .names = names, .settings = candidate.settings};
        require_replaceable(replacement, options_);
        require_kept_hooks(options_, candidate.settings);
        const auto replaced = replace_version(replacement, options_, hooks_, console_, now_);
        tally_.renewed.push_back(candidate.lineage.link(Item::fullchain));
        append(tally_.renewed_names, replaced.names);
        if (!replaced.deployed)
            tally_.undeployed.push_back(candidate.lineage.link(Item::fullchain));
    }

    void skip(const Lineage& lineage, const crypto::CertificateInfo& leaf) {
        console_.notify("Certificate not yet due for renewal");
        tally_.skipped.push_back(fmt::format(
            "{} expires on {}",
            lineage.link(Item::fullchain),
            to_rfc3339(leaf.not_after).substr(0, 10)
        ));
    }

    void fail(const Lineage& lineage, const Names& names, std::string_view why) {
        console_.error(
            fmt::format("Failed to renew certificate {} with error: {}", lineage.name, why)
        );
        tally_.failed.push_back(lineage.link(Item::fullchain));
        append(tally_.failed_names, names);
    }

    void deploy_again(Candidate& candidate, const Names& names) {
        auto& [lineage, settings] = candidate;
        console_.notify("Running the deploy hooks again that failed before");
        tally_.ran_hooks = true;
        try {
            if (deploy(lineage, settings.deploy_hook, names, hooks_)) return;
        } catch (const Error& error) {
            console_.error(error.problem().detail);
        }
        tally_.undeployed.push_back(lineage.link(Item::fullchain));
    }

    const Options& options_;
    Console& console_;
    Time now_;
    Hooks hooks_;
    DueDates due_dates_;
    Tally tally_;
};

[[noreturn]] void fail(const Tally& tally) {
    auto sentence = fmt::format(
        "{} renew failure(s), {} parse failure(s)", tally.failed.size(), tally.broken.size()
    );
    if (!tally.undeployed.empty())
        sentence += fmt::format(", {} deploy failure(s)", tally.undeployed.size());
    if (!tally.left.empty())
        sentence += fmt::format(
            "; stopped by a signal before {} renewal file(s) were looked at", tally.left.size()
        );
    throw Error(Fault::unavailable, sentence);
}

} // namespace

int renew(Options& options, Console& console, Time now) {
    require_given_hooks(options);
    const auto files = chosen_files(options);
    const Interruption interruption;
    Run run(options, console, now);
    for (const auto& file : files)
        if (interruption.signal() == 0)
            run.look_at(file);
        else
            run.leave(file);
    const auto& tally = run.finish();
    if (!tally.failed.empty() || !tally.broken.empty() || !tally.undeployed.empty() ||
        !tally.left.empty())
        fail(tally);
    return 0;
}

} // namespace chancery::client
