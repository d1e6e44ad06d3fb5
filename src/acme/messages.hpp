// SPDX-License-Identifier: Apache-2.0
#pragma once

// The payloads that clients send (RFC 8555 §7), read strictly: members that are not known are
// ignored, those that are known must be of their type. Each throws malformed with the place.

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/place.hpp"
#include "base/time.hpp"
#include "model/revocation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme {

/// RFC 8555 §7.3.
struct NewAccount {
    std::vector<std::string> contacts; ///< "mailto:" URLs.
    bool terms_of_service_agreed = false;
    bool only_return_existing = false;
    std::optional<json::Value> external_account_binding;
};

/// With onlyReturnExisting nothing else is read. Throws also unsupported_contact and
/// invalid_contact.
NewAccount parse_new_account(std::string_view payload);

/// RFC 8555 §7.3.2, §7.3.6.
struct AccountUpdate {
    std::optional<std::vector<std::string>> contacts;
    bool terms_of_service_agreed = false;
    bool deactivate = false;
};

AccountUpdate parse_account_update(std::string_view payload);

/// RFC 8555 §7.4.
struct NewOrder {
    std::vector<Identifier> identifiers; ///< At least one.
    std::optional<Time> not_before;
    std::optional<Time> not_after;
    std::optional<std::string> replaces; ///< RFC 9773 §5.
    std::optional<std::string> profile;  ///< draft-ietf-acme-profiles-00 §4.
};

NewOrder parse_new_order(std::string_view payload);

/// RFC 8555 §7.4.1.
Identifier parse_new_authorization(std::string_view payload);

/// The DER of the CSR.
Bytes parse_finalize(std::string_view payload);

/// RFC 8555 §7.6.
struct RevokeCertificate {
    Bytes certificate; ///< DER.
    RevocationReason reason = RevocationReason::unspecified;
};

/// Throws also bad_revocation_reason.
RevokeCertificate parse_revocation(std::string_view payload);

/// RFC 8555 §7.5.2: the one change a client may make. Throws malformed for any other.
void require_deactivation(std::string_view payload);

} // namespace chancery::acme
