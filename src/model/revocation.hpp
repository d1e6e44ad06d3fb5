// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why and when a certificate was revoked. Plain values.

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery {

/// Those CRLReasons of RFC 5280 §5.3.1 that make sense for a server's certificate.
enum class RevocationReason {
    unspecified,
    keyCompromise,
    affiliationChanged,
    superseded,
    cessationOfOperation,
    privilegeWithdrawn,
};

/// RFC 5280's word.
std::string_view to_string(RevocationReason reason);
std::optional<RevocationReason> find_revocation_reason(std::string_view word);

/// RFC 5280's number, which CRLs and RFC 8555 have.
int code_of(RevocationReason reason);
std::optional<RevocationReason> find_revocation_reason(int code);

/// "unspecified, keyCompromise, ..." and "0 (unspecified), 1 (keyCompromise), ...": for those who
/// asked for another.
std::string revocation_reason_words();
std::string revocation_reason_codes();

struct Revocation {
    RevocationReason reason = RevocationReason::unspecified;
    Time at;
    std::string by = {}; ///< As a person reads it: the actor's name.
};

} // namespace chancery
