// SPDX-License-Identifier: Apache-2.0
#pragma once

// ACME renewal information (RFC 9773) on the wire.

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "model/renewal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::acme {

/// What names a certificate without showing it (RFC 9773 §4.1).
struct RenewalId {
    Bytes authority_key_identifier;
    Bytes serial; ///< Big-endian, without a leading zero.

    friend bool operator==(const RenewalId&, const RenewalId&) = default;
};

/// "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE". Strict: each has one spelling. Throws malformed.
RenewalId parse_renewal_id(std::string_view text);
std::string to_string(const RenewalId& id);

/// What stands in each refusal of an order's "replaces": Let's Encrypt's words, after which acme.sh
/// and others look to order again without it.
inline constexpr std::string_view bad_replaces = "Could not validate ARI 'replaces' field: ";

/// The certificate that an order replaces (RFC 9773 §5). None of a number that is not written as
/// DER has it: other CAs' software writes some so, and ours none. Throws malformed, with
/// `bad_replaces`, for what is not base64url with a dot.
std::optional<RenewalId> parse_replaces(std::string_view text);

/// RFC 9773 §4.2; without an explanation where it is empty.
json::Value renewal_info_json(const RenewalWindow& window, const std::string& explanation_url);

/// Throws malformed, also for a window that does not end after its start.
RenewalAdvice parse_renewal_info(const json::Value& document);

/// The moment within the window at which this certificate is to be renewed. RFC 9773 §4.2 asks for
/// a random one; it comes from the certificate's random serial, so that a client that looks often
/// does not draw again and again, and renews too early.
Time time_of_renewal(const RenewalWindow& window, const RenewalId& id);

} // namespace chancery::acme
