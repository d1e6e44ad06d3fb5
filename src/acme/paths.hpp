// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the resources of an endpoint are called below its base: the one table that URLs are written
// by and requests are routed by.

#include "base/id.hpp"

#include <string>
#include <string_view>

namespace chancery::acme {

/// ':' stands for an id, then '?' for a word.
struct Paths {
    std::string_view directory = "/directory";
    std::string_view new_nonce = "/new-nonce";
    std::string_view new_account = "/new-account";
    std::string_view new_order = "/new-order";
    std::string_view new_authorization = "/new-authz";
    std::string_view key_change = "/key-change";
    std::string_view revoke_cert = "/revoke-cert";
    std::string_view renewal_info = "/renewal-info/:"; ///< The id is RFC 9773's.
    std::string_view account = "/account/:";
    std::string_view orders = "/account/:/orders";
    std::string_view order = "/order/:";
    std::string_view finalize = "/order/:/finalize";
    std::string_view authorization = "/authorization/:";
    std::string_view challenge = "/challenge/:/?"; ///< The word is its type.
    std::string_view certificate = "/certificate/:";
    std::string_view alternate = "/certificate/:/?"; ///< The word is the chain's number.
    /// Ids are written without dashes.
    bool short_ids = false;
};

inline constexpr Paths usual_paths;

/// The path with this id, and this word, in it.
std::string
fill(const Paths& paths, std::string_view path, const IdBytes& id, std::string_view word = {});

/// An id of a path in its canonical text; what is none stays as it is.
std::string canonical_id(const Paths& paths, std::string_view text);

/// The path without what stands for the id behind its last slash, if that is all that it has.
std::string_view without_id(std::string_view path);

} // namespace chancery::acme
