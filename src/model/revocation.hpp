// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why and when a certificate was revoked. Plain values.

#include "base/time.hpp"
#include "base/words.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery {

/// Those CRLReasons of RFC 5280 §5.3.1 that make sense for a server's certificate, with its
/// numbers, which CRLs and RFC 8555 have. Not here, for nobody may ask for them: cACompromise (2),
/// certificateHold (6), removeFromCRL (8), aACompromise (10). 7 is unused.
enum class RevocationReason {
    unspecified = 0,
    keyCompromise = 1,
    affiliationChanged = 3,
    superseded = 4,
    cessationOfOperation = 5,
    privilegeWithdrawn = 9,
};

/// RFC 5280's words.
constexpr auto words_of(RevocationReason) {
    using enum RevocationReason;
    return words<RevocationReason>({
        {unspecified, "unspecified"},
        {keyCompromise, "keyCompromise"},
        {affiliationChanged, "affiliationChanged"},
        {superseded, "superseded"},
        {cessationOfOperation, "cessationOfOperation"},
        {privilegeWithdrawn, "privilegeWithdrawn"},
    });
}

int code_of(RevocationReason reason);
std::optional<RevocationReason> find_revocation_reason(int code);

/// "0 (unspecified), 1 (keyCompromise), ...": for those who asked for another.
std::string revocation_reason_codes();

struct Revocation {
    RevocationReason reason = RevocationReason::unspecified;
    Time at;
    std::string by = {}; ///< As a person reads it: the actor's name.
};

} // namespace chancery
