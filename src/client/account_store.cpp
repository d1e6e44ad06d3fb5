// SPDX-License-Identifier: Apache-2.0
#include "client/account_store.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "client/files.hpp"
#include "crypto/digest.hpp"
#include "crypto/jwk.hpp"

#include <filesystem>
#include <unistd.h>

namespace chancery::client {

namespace {

std::string host_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0) return "localhost";
    return name;
}

std::string registration_text(const std::string& url) {
    return json::to_text(json::Object{{"body", json::Object{}}, {"uri", url}});
}

StoredAccount read_account(const std::string& directory) {
    const auto key_text = Secret(files::read(directory + "/private_key.json"));
    const auto key = json::parse(key_text.reveal());
    const auto registration = json::parse(files::read(directory + "/regr.json"));
    const auto meta = json::parse(files::read(directory + "/meta.json"));
    StoredAccount account{
        .id = std::filesystem::path(directory).filename(),
        .directory = directory,
        .key = crypto::parse_private_jwk(json::Reader(key)),
        .url = json::Reader(registration).at("uri").string()};
    if (const auto key_id = json::Reader(meta).find("eab_kid"))
        account.eab_key_id = key_id->string();
    return account;
}

} // namespace

std::string account_id(const crypto::PublicKey& key) {
    return to_hex(crypto::md5(to_pem(key.spki(), "PUBLIC KEY")));
}

std::vector<StoredAccount>
find_accounts(const Directories& directories, const std::string& server) {
    std::vector<StoredAccount> accounts;
    const auto above = directories.accounts(server);
    for (const auto& id : files::list(above)) {
        const auto directory = above + "/" + id;
        if (id.starts_with('.') || !files::exists(directory + "/private_key.json")) continue;
        try {
            accounts.push_back(read_account(directory));
        } catch (const Error& error) {
            // A key that may not be read is no reason to register another one.
            if (error.fault() == Fault::unavailable) throw;
        }
    }
    return accounts;
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
    files::write_new(
        staged + "/private_key.json", crypto::to_private_jwk(account.key).reveal(), 0400
    );
    files::write_new(staged + "/regr.json", registration_text(account.url), 0644);
    json::Object meta{{"creation_dt", to_rfc3339(now)}, {"creation_host", host_name()}};
    if (account.eab_key_id) meta.emplace_back("eab_kid", *account.eab_key_id);
    files::write_new(staged + "/meta.json", json::to_text(std::move(meta)), 0644);
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
        files::replace(account.directory + "/regr.json", registration_text(url), 0644);
    if (account.eab_key_id == eab_key_id) return;
    const auto path = account.directory + "/meta.json";
    auto meta = json::parse(files::read(path));
    auto& members = std::get<json::Object>(meta.variant());
    std::erase_if(members, [](const auto& member) { return member.first == "eab_kid"; });
    members.emplace_back("eab_kid", eab_key_id);
    files::replace(path, json::to_text(meta), 0644);
}

} // namespace chancery::client
