// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's account directories: private_key.json, regr.json, meta.json. Read and written so that
// either program goes on with what the other made. The key id of the external account stands in
// meta.json as one member more, which certbot passes over.

#include "base/error.hpp"
#include "base/time.hpp"
#include "client/lineage/directories.hpp"
#include "crypto/key.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chancery::client {

struct StoredAccount {
    std::string id; ///< The name of its directory.
    std::string directory;
    crypto::PrivateKey key;
    std::string url;
    std::optional<std::string> eab_key_id = std::nullopt;
};

/// MD5, in hexadecimal, of the public key as PEM text.
std::string account_id(const crypto::PublicKey& key);

struct FoundAccounts {
    std::vector<StoredAccount> accounts = {};
    /// Of those that cannot be read, by id: which file, and why.
    std::map<std::string, Problem> damaged = {};
};

/// Those of one server. A directory without one of the three files is not an account.
FoundAccounts find_accounts(const Directories& directories, const std::string& server);

struct NewAccount {
    crypto::PrivateKey key;
    std::string url;
    std::optional<std::string> eab_key_id = std::nullopt;
};

/// Returns its id. The directory appears whole, or not at all.
std::string save_account(
    const Directories& directories, const std::string& server, const NewAccount& account, Time now
);

/// Notes which external account it belongs to, and where the server has it now.
void update_account(
    const StoredAccount& account, const std::string& url, const std::string& eab_key_id
);

} // namespace chancery::client
