// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/account_store.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "client/lineage/files.hpp"
#include "crypto/digest.hpp"
#include "crypto/jwk.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace chancery::client {

namespace {

constexpr mode_t public_mode = 0666; // Less the umask.

std::string host_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) return "localhost";
    return name;
}

std::string registration_text(const std::string& url) {
    return json::to_text(json::Object{{"body", json::Object{}}, {"uri", url}});
}

constexpr auto key_file = "private_key.json";
constexpr auto registration_file = "regr.json";
constexpr auto meta_file = "meta.json";

/// What `read` makes of one of the files. Throws malformed with the file's name.
template <class Read>
auto read_file(const std::string& path, const Read& read) {
    const auto text = Secret(files::read(path));
    try {
        const auto value = json::parse(text.reveal());
        return read(json::Reader(value));
    } catch (const Error& error) {
        throw Error(
            Fault::malformed,
            fmt::format(
                "the account file {} is damaged: {}; restore it from a backup, or move {} away to "
                "register anew",
                path,
                error.problem().detail,
                std::filesystem::path(path).parent_path().string()
            )
        );
    }
}

StoredAccount read_account(const std::string& directory) {
    const auto path = [&](const char* file) { return directory + "/" + file; };
    return {
        .id = std::filesystem::path(directory).filename(),
        .directory = directory,
        .key = read_file(path(key_file), crypto::parse_private_jwk),
        .url = read_file(
            path(registration_file),
            [](const json::Reader& registration) {
                const auto uri = registration.at("uri");
                if (uri.string().empty()) uri.fail("the URL of the account");
                return uri.string();
            }
        ),
        .eab_key_id = read_file(path(meta_file), [](const json::Reader& meta) {
            const auto key_id = meta.find("eab_kid");
            return key_id ? std::optional(key_id->string()) : std::nullopt;
        })};
}

/// One that a crash or a copy left without a part is not an account, as with certbot.
bool is_complete(const std::string& directory) {
    return std::ranges::all_of(
        std::array{key_file, registration_file, meta_file},
        [&](const char* file) { return files::exists(directory + "/" + file); }
    );
}

} // namespace

std::string account_id(const crypto::PublicKey& key) {
    return to_hex(crypto::md5(to_pem(key.spki(), "PUBLIC KEY")));
}

FoundAccounts find_accounts(const Directories& directories, const std::string& server) {
    FoundAccounts found;
    const auto above = directories.accounts(server);
    for (const auto& id : files::list(above)) {
        const auto directory = above + "/" + id;
        if (id.starts_with('.') || !is_complete(directory)) continue;
        try {
            found.accounts.push_back(read_account(directory));
        } catch (const Error& error) {
            found.damaged.emplace(id, error.problem());
        }
    }
    return found;
}

std::string save_account(
    const Directories& directories, const std::string& server, const NewAccount& account, Time now
) {
    const auto above = directories.accounts(server);
    const auto id = account_id(account.key.public_key());
    files::make_directory(above, 0700);
    const auto staged = above + "/." + id + ".new";
    files::remove_all(staged);
    files::Unfinished unfinished;
    unfinished.note(staged);
    files::make_directory(staged, 0700);
    const auto path = [&](const char* file) { return staged + "/" + file; };
    files::write_key(path(key_file), crypto::to_private_jwk(account.key).reveal(), 0400);
    files::write_new(path(registration_file), registration_text(account.url), public_mode);
    json::Object meta{{"creation_dt", to_rfc3339(now)}, {"creation_host", host_name()}};
    if (account.eab_key_id) meta.emplace_back("eab_kid", *account.eab_key_id);
    files::write_new(path(meta_file), json::to_text(std::move(meta)), public_mode);
    files::sync_directory(staged);
    files::rename(staged, above + "/" + id);
    unfinished.finish();
    files::sync_directory(above);
    return id;
}

void update_account(
    const StoredAccount& account, const std::string& url, const std::string& eab_key_id
) {
    if (url != account.url)
        files::replace(
            account.directory + "/" + registration_file, registration_text(url), public_mode
        );
    if (account.eab_key_id == eab_key_id) return;
    const auto path = account.directory + "/" + meta_file;
    auto meta = json::parse(files::read(path));
    auto& members = std::get<json::Object>(meta.variant());
    std::erase_if(members, [](const auto& member) { return member.first == "eab_kid"; });
    members.emplace_back("eab_kid", eab_key_id);
    files::replace(path, json::to_text(meta), public_mode);
}

} // namespace chancery::client
