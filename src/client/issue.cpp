// SPDX-License-Identifier: Apache-2.0
#include "client/issue.hpp"

#include "acme_client/obtain.hpp"
#include "acme_client/problem.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "client/enroll.hpp"
#include "client/lineage/received.hpp"
#include "client/lineage/staging.hpp"
#include "client/standalone.hpp"
#include "crypto/certificate.hpp"
#include "crypto/csr.hpp"
#include "model/name.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <variant>

namespace chancery::client {

namespace {

using Names = std::vector<std::string>;

/// certbot's block; sorted by type, as there.
std::string report(std::vector<Subproblem> failures, const Standalone& solver) {
    std::ranges::stable_sort(failures, {}, [](const Subproblem& each) {
        return acme_client::type_word(each.fault);
    });
    std::string text = "\nCertbot failed to authenticate some domains (authenticator: standalone). "
                       "The Certificate Authority reported these problems:";
    for (const auto& each : failures)
        text += fmt::format(
            "\n  Domain: {}\n  Type:   {}\n  Detail: {}\n",
            printable(to_string(each.place)),
            acme_client::type_word(each.fault),
            each.detail
        );
    return text + "\nHint: " + solver.hint() + "\n";
}

Bytes csr_for(const crypto::PrivateKey& key, const Names& names, const Settings& settings) {
    std::vector<std::string> dns_names;
    std::vector<Bytes> addresses;
    for (const auto& name : names)
        if (Name{name}.is_address())
            addresses.push_back(octets_of(Name{name}));
        else
            dns_names.push_back(name);
    std::vector<crypto::Extension> others;
    if (settings.must_staple) others.push_back(crypto::must_staple());
    return crypto::make_csr(key, dns_names, addresses, others);
}

std::string listed(const std::vector<std::string>& words) {
    return words.empty() ? "none" : printable(join(words, ", "), 1000);
}

/// draft-ietf-acme-profiles: a client must not ask for a profile that the server does not offer.
std::optional<std::string>
profile_for(const Settings& settings, const acme_client::Directory& directory, Console& console) {
    const auto& offered = directory.profiles;
    const auto is_offered = [&](const std::string& name) {
        return std::ranges::find(offered, name) != offered.end();
    };
    if (settings.required_profile) {
        if (is_offered(*settings.required_profile)) return settings.required_profile;
        throw Error(
            Fault::invalid_profile,
            fmt::format(
                "The server does not offer the profile {}, which is required "
                "(--required-profile). Profiles of the server: {}",
                printable(*settings.required_profile),
                listed(offered)
            )
        );
    }
    if (!settings.preferred_profile) return std::nullopt;
    if (is_offered(*settings.preferred_profile)) return settings.preferred_profile;
    console.warn_once(fmt::format(
        "The server does not offer the profile {} (--preferred-profile); its default profile is "
        "used. Profiles of the server: {}",
        printable(*settings.preferred_profile),
        listed(offered)
    ));
    return std::nullopt;
}

/// Those that the server did not find fault with; none where it named nobody.
Names without_refused(const Names& names, const std::vector<Subproblem>& refused) {
    Names left = names;
    std::erase_if(left, [&](const std::string& name) {
        return std::ranges::any_of(refused, [&](const Subproblem& each) {
            const auto* identifier = std::get_if<Identifier>(&each.place);
            return identifier && equals_ignoring_case(identifier->value, name);
        });
    });
    return left.size() == names.size() ? Names() : left;
}

/// Of some names at least.
struct Refusal {
    Problem problem;
    std::vector<Subproblem> names;
};

/// What an order needs beside its names.
struct Prepared {
    crypto::PrivateKey key;
    std::optional<std::string> profile;
};

Prepared prepare(const Wanted& wanted, const acme_client::Directory& directory, Console& console) {
    const auto& settings = wanted.settings;
    return {
        .key = wanted.reused_key ? crypto::PrivateKey::from_pem(*wanted.reused_key)
                                 : crypto::PrivateKey::generate(key_kind(settings)),
        .profile = profile_for(settings, directory, console)};
}

/// The ways to one certificate.
class Attempts {
public:
    Attempts(
        acme_client::Session& session,
        const Wanted& wanted,
        const Prepared& prepared,
        const Options& options,
        Console& console
    )
        : session_(session),
          wanted_(wanted),
          prepared_(prepared),
          options_(options),
          console_(console) {}

    /// With --allow-subset-of-names again and again without the names that are refused.
    Issued run() {
        auto names = wanted_.names;
        for (;;) {
            auto outcome = once(names);
            if (auto* issued = std::get_if<Issued>(&outcome)) return std::move(*issued);
            const auto& refusal = std::get<Refusal>(outcome);
            auto left = without_refused(names, refusal.names);
            if (!wanted_.settings.allow_subset_of_names || left.empty())
                throw Error(refusal.problem);
            console_.notify(fmt::format(
                "Unable to obtain a certificate with every requested domain. Retrying without: {}",
                join(difference(names, left), ", ")
            ));
            names = std::move(left);
        }
    }

private:
    std::variant<Issued, Refusal> once(const Names& names) {
        const auto& settings = wanted_.settings;
        Standalone standalone(settings.http01_address, settings.http01_port);
        acme_client::Solver* const solvers[] = {&standalone};
        try {
            const auto outcome = acme_client::obtain_certificate(
                session_,
                {.names = names,
                 .csr = csr_for(prepared_.key, names, settings),
                 .profile = prepared_.profile,
                 .replaces = wanted_.replaces,
                 .preferred_chain = settings.preferred_chain,
                 .timeout = options_.issuance_timeout},
                solvers
            );
            if (const auto* chain = std::get_if<acme_client::Chain>(&outcome))
                return checked(*chain, {names, prepared_.key, settings}, console_);
            const auto& unproven = std::get<acme_client::Unproven>(outcome).names;
            console_.notify(report(unproven, standalone));
            return Refusal{{Fault::unauthorized, "Some challenges have failed."}, unproven};
        } catch (const Error& error) {
            if (error.problem().subproblems.empty()) throw;
            return Refusal{error.problem(), error.problem().subproblems};
        }
    }

    static Names difference(const Names& all, const Names& some) {
        Names rest = all;
        std::erase_if(rest, [&](const std::string& name) {
            return std::ranges::find(some, name) != some.end();
        });
        return rest;
    }

    acme_client::Session& session_;
    const Wanted& wanted_;
    const Prepared& prepared_;
    const Options& options_;
    Console& console_;
};

crypto::CertificateInfo leaf_of(const NewVersion& version) {
    return crypto::read_certificate(parse_pem(version.cert, "CERTIFICATE").front());
}

void warn_of_idle_options(const Options& options, const Settings& settings, Console& console) {
    if (settings.key_type != "rsa" && options.is_given("rsa_key_size"))
        console.warn_once("--rsa-key-size has no effect on an ECDSA key.");
    if (settings.key_type != "ecdsa" && options.is_given("elliptic_curve"))
        console.warn_once("--elliptic-curve has no effect on an RSA key.");
}

} // namespace

Issued
issue(const Wanted& wanted, const Options& options, Hooks& hooks, Console& console, Time now) {
    const auto& settings = wanted.settings;
    warn_of_idle_options(options, settings, console);
    auto enrolled = enroll(options, settings, console, now);
    if (wanted.staging == Staging::refused && enrolled.session.directory().is_staging)
        refuse_staging(wanted.names);
    const auto prepared = prepare(wanted, enrolled.session.directory(), console);
    hooks.before(settings.pre_hook, settings.post_hook);
    console.notify(wanted.announcement);
    auto issued = Attempts(enrolled.session, wanted, prepared, options, console).run();
    if (wanted.staging != Staging::allowed && is_of_staging(leaf_of(issued.version)))
        refuse_staging(wanted.names);
    issued.account = enrolled.account_id;
    return issued;
}

std::string summary(const std::vector<std::string>& names) {
    if (names.empty()) return "";
    if (names.size() == 1) return names.front();
    if (names.size() == 2) return names[0] + " and " + names[1];
    return fmt::format("{} and {} more", names.front(), names.size() - 1);
}

} // namespace chancery::client
