// SPDX-License-Identifier: Apache-2.0
#pragma once

// The plumbing under every ACME request: one key speaks to one server (RFC 8555 §6). It signs,
// keeps the nonces and repeats a request whose nonce was refused; it knows neither orders nor
// accounts.

#include "acme_client/directory.hpp"
#include "crypto/key.hpp"
#include "net/http_client.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme_client {

/// Gets one line a request, without payloads, for a log.
using Trace = std::function<void(const std::string& line)>;

/// Belongs to one thread.
class Session {
public:
    Session(net::HttpClient http, Directory directory, crypto::PrivateKey key, Trace trace = {});

    const Directory& directory() const noexcept { return directory_; }

    const crypto::PrivateKey& key() const noexcept { return key_; }

    /// The account's URL; empty until it is known, and then requests carry the key itself.
    const std::string& account() const noexcept { return account_; }

    void use_account(std::string url) { account_ = std::move(url); }

    /// Throws what the server refused with, as its own fault and sentence. An answer of 2xx
    /// returns.
    net::Response post(const std::string& url, std::string_view payload);

    /// POST-as-GET (RFC 8555 §6.3).
    net::Response get(const std::string& url) { return post(url, ""); }

    /// With the key in the request whatever account is in use, as newAccount wants it.
    net::Response post_with_key(const std::string& url, std::string_view payload);

private:
    net::Response send(const std::string& url, std::string_view payload, bool with_key);
    net::Response send_once(const std::string& url, std::string_view payload, bool with_key);
    std::string take_nonce();
    void keep_nonce(const net::Response& response);

    net::HttpClient http_;
    Directory directory_;
    crypto::PrivateKey key_;
    Trace trace_;
    std::string account_;
    std::vector<std::string> nonces_;
};

} // namespace chancery::acme_client
