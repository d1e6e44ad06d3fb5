// SPDX-License-Identifier: Apache-2.0
#include "model/revocation.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <iterator>

namespace chancery {

namespace {

struct Known {
    RevocationReason reason;
    std::string_view word;
    int code;
};

// RFC 5280 §5.3.1. Not here, for nobody may ask for them: cACompromise (2), certificateHold (6),
// removeFromCRL (8), aACompromise (10). 7 is unused.
constexpr Known all[] = {
    {RevocationReason::unspecified, "unspecified", 0},
    {RevocationReason::keyCompromise, "keyCompromise", 1},
    {RevocationReason::affiliationChanged, "affiliationChanged", 3},
    {RevocationReason::superseded, "superseded", 4},
    {RevocationReason::cessationOfOperation, "cessationOfOperation", 5},
    {RevocationReason::privilegeWithdrawn, "privilegeWithdrawn", 9},
};

const Known& row_of(RevocationReason reason) {
    const auto* found = std::ranges::find(all, reason, &Known::reason);
    ensure(found != std::end(all), "a reason for a revocation is one of the table");
    return *found;
}

} // namespace

std::string_view to_string(RevocationReason reason) {
    return row_of(reason).word;
}

std::optional<RevocationReason> find_revocation_reason(std::string_view word) {
    const auto* found = std::ranges::find(all, word, &Known::word);
    return found == std::end(all) ? std::nullopt : std::optional(found->reason);
}

int code_of(RevocationReason reason) {
    return row_of(reason).code;
}

std::optional<RevocationReason> find_revocation_reason(int code) {
    const auto* found = std::ranges::find(all, code, &Known::code);
    return found == std::end(all) ? std::nullopt : std::optional(found->reason);
}

std::string revocation_reason_words() {
    std::string list;
    for (const auto& known : all)
        list.append(list.empty() ? "" : ", ").append(known.word);
    return list;
}

std::string revocation_reason_codes() {
    std::string list;
    for (const auto& known : all)
        list.append(list.empty() ? "" : ", ")
            .append(std::to_string(known.code))
            .append(" (")
            .append(known.word)
            .append(")");
    return list;
}

} // namespace chancery
