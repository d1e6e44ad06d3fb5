// SPDX-License-Identifier: Apache-2.0
#include "client/enroll.hpp"

#include "acme_client/account.hpp"
#include "acme_client/problem.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/http_client.hpp"
#include "client/lineage/account_store.hpp"
#include "client/lineage/files.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace chancery::client {

namespace {

using acme_client::ExternalAccount;

acme_client::Session connect(
    const Options& options,
    const Settings& settings,
    const crypto::PrivateKey& key,
    Console& console
) {
    auto http = http_client(options, settings);
    auto directory = acme_client::fetch_directory(http, settings.server);
    return acme_client::Session(
        std::move(http),
        std::move(directory),
        key,
        [&console](const std::string& line) { console.debug(line); }
    );
}

Secret hmac_key(const Options& options) {
    if (!options.eab_hmac_key.empty()) return acme_client::read_hmac_key(options.eab_hmac_key);
    if (options.eab_hmac_key_file)
        return acme_client::read_hmac_key(Secret(files::read(*options.eab_hmac_key_file)));
    if (const auto* value = std::getenv("CHANCERY_EAB_HMAC_KEY"); value && *value)
        return acme_client::read_hmac_key(Secret(value));
    throw Error(
        Fault::invalid,
        "--eab-kid needs the HMAC key too: --eab-hmac-key, --eab-hmac-key-file or "
        "CHANCERY_EAB_HMAC_KEY in the environment"
    );
}

std::optional<ExternalAccount> external_account(const Options& options) {
    if (options.eab_key_id)
        return ExternalAccount{*options.eab_key_id, hmac_key(options), options.eab_hash};
    if (!options.eab_hmac_key.empty() || options.eab_hmac_key_file)
        throw Error(Fault::invalid, "an HMAC key needs its key id: --eab-kid");
    return std::nullopt;
}

Enrolled
use(const StoredAccount& account, const Options& options, const Settings& settings, Console& console
) {
    auto session = connect(options, settings, account.key, console);
    session.use_account(account.url);
    return {std::move(session), account.id};
}

acme_client::Registration registration(const Options& options, const ExternalAccount* external) {
    std::vector<std::string> contact;
    for (const auto& email : options.emails)
        contact.push_back("mailto:" + email);
    return {
        .contact = std::move(contact),
        .terms_of_service_agreed = true,
        .external_account = external};
}

/// None when the server says that this key and this credential do not belong together.
std::optional<Enrolled> confirm(
    const StoredAccount& account,
    const Options& options,
    const Settings& settings,
    const ExternalAccount& external,
    Console& console
) {
    auto session = connect(options, settings, account.key, console);
    try {
        const auto registered =
            acme_client::register_account(session, registration(options, &external));
        update_account(account, registered.url, external.key_id);
        return Enrolled{std::move(session), account.id};
    } catch (const Error& error) {
        const auto fault = error.fault();
        if (fault != Fault::unauthorized && fault != Fault::malformed &&
            fault != Fault::external_account_required)
            throw;
        console.info(fmt::format(
            "Account {} does not belong to key id {}: {}",
            account.id,
            printable(external.key_id),
            error.problem().detail
        ));
        return std::nullopt;
    }
}

/// The account of this external account, if there is one.
std::optional<Enrolled> find_bound(
    const std::vector<StoredAccount>& accounts,
    const Options& options,
    const Settings& settings,
    const ExternalAccount& external,
    Console& console
) {
    for (const auto& account : accounts)
        if (account.eab_key_id == external.key_id) return use(account, options, settings, console);
    for (const auto& account : accounts)
        if (!account.eab_key_id)
            if (auto enrolled = confirm(account, options, settings, external, console))
                return enrolled;
    return std::nullopt;
}

Enrolled enroll_new(
    const Options& options,
    const Settings& settings,
    const ExternalAccount* external,
    Console& console,
    Time now
) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    auto session = connect(options, settings, key, console);
    const auto& terms = session.directory().terms_of_service;
    if (!terms.empty() && !options.agree_tos)
        throw Error(
            Fault::user_action_required,
            fmt::format(
                "Please read the Terms of Service at {}. You must agree in order to register with "
                "the ACME server. (You can set this with the --agree-tos flag)",
                printable(terms)
            )
        );
    acme_client::Registered registered;
    try {
        registered = acme_client::register_account(session, registration(options, external));
    } catch (const Error& error) {
        auto problem = error.problem();
        const bool ours = problem.fault == Fault::external_account_required && !external;
        problem.detail = fmt::format(
            "Unable to register an account with ACME server. {}{}",
            ours ? "" : "Error returned by the ACME server: ",
            problem.detail
        );
        throw Error(std::move(problem));
    }
    const auto id = save_account(
        settings.directories,
        settings.server,
        {key, registered.url, external ? std::optional(external->key_id) : std::nullopt},
        now
    );
    console.notify("Account registered.");
    return {std::move(session), id};
}

Error no_account(const Settings& settings, const std::string& id, std::string_view advice) {
    return Error(
        Fault::not_found,
        fmt::format(
            "Account at {}/{} does not exist{}",
            settings.directories.accounts(settings.server),
            printable(id),
            advice
        )
    );
}

/// Throws where another account must not take the place of one that is there but cannot be read.
void require_readable(const FoundAccounts& found, const Settings& settings) {
    if (found.damaged.empty()) return;
    const auto wanted = found.damaged.find(settings.account.value_or(""));
    throw Error(wanted == found.damaged.end() ? found.damaged.begin()->second : wanted->second);
}

/// Throws unless there is one account at most, and none that the renewal file names in vain.
void require_one_choice(const FoundAccounts& found, const Settings& settings) {
    if (settings.account)
        throw no_account(
            settings, *settings.account, "; give --eab-kid, or --account for another one"
        );
    if (found.accounts.size() > 1)
        throw Error(
            Fault::invalid,
            fmt::format(
                "There are {} accounts for {}; choose one with --account or --eab-kid",
                found.accounts.size(),
                printable(settings.server)
            )
        );
}

} // namespace

Enrolled enroll(const Options& options, const Settings& settings, Console& console, Time now) {
    if (!options.verify_tls)
        console.warn_once("The server's certificate is not verified (--no-verify-ssl): whoever "
                          "sits between can read and change everything.");
    auto found = find_accounts(settings.directories, settings.server);
    auto& accounts = found.accounts;
    const auto wanted = std::ranges::find_if(accounts, [&](const StoredAccount& account) {
        return account.id == settings.account;
    });
    const bool chosen = options.is_given("account");
    if (chosen && wanted == accounts.end()) {
        require_readable(found, settings);
        throw no_account(settings, *settings.account, "");
    }
    const auto external = external_account(options);
    if (external && !chosen) {
        // The lineage's own is asked about first.
        if (wanted != accounts.end()) std::iter_swap(accounts.begin(), wanted);
        if (auto enrolled = find_bound(accounts, options, settings, *external, console))
            return std::move(*enrolled);
        require_readable(found, settings);
        return enroll_new(options, settings, &*external, console, now);
    }
    if (wanted != accounts.end()) return use(*wanted, options, settings, console);
    require_readable(found, settings);
    require_one_choice(found, settings);
    if (accounts.size() == 1) return use(accounts.front(), options, settings, console);
    return enroll_new(options, settings, nullptr, console, now);
}

} // namespace chancery::client
