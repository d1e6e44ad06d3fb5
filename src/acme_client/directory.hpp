// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where an ACME server keeps what (RFC 8555 §7.1.1).

#include "net/http_client.hpp"

#include <string>
#include <vector>

namespace chancery::acme_client {

struct Directory {
    std::string url; ///< Its own.
    std::string new_nonce;
    std::string new_account;
    std::string new_order;
    std::string revoke_cert = {};  ///< Empty where the server has none.
    std::string renewal_info = {}; ///< RFC 9773; empty where the server has none.
    std::string terms_of_service = {};
    bool external_account_required = false;
    bool is_staging = false; ///< Nobody trusts what it issues; Chancery says so (meta.staging).
    std::vector<std::string> profiles = {}; ///< draft-ietf-acme-profiles; those to choose from.
};

/// Throws connection, tls, and malformed when what is there is no ACME directory.
Directory fetch_directory(net::HttpClient& http, const std::string& url);

} // namespace chancery::acme_client
