// SPDX-License-Identifier: Apache-2.0
#include "model/revocation.hpp"

namespace chancery {

int code_of(RevocationReason reason) {
    return static_cast<int>(reason);
}

std::optional<RevocationReason> find_revocation_reason(int code) {
    for (const auto reason : every<RevocationReason>)
        if (code_of(reason) == code) return reason;
    return std::nullopt;
}

std::string revocation_reason_codes() {
    std::string list;
    for (const auto& [reason, word] : word_table<RevocationReason>)
        list.append(list.empty() ? "" : ", ")
            .append(std::to_string(code_of(reason)))
            .append(" (")
            .append(word)
            .append(")");
    return list;
}

} // namespace chancery
