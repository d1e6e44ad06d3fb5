// SPDX-License-Identifier: Apache-2.0
#include "testca/renewal_notes.hpp"

namespace chancery::testca {

void RenewalNotes::set(const std::string& id, std::string answer) {
    const std::lock_guard lock(mutex_);
    answers_[id] = std::move(answer);
}

std::optional<std::string> RenewalNotes::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(id);
    return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace chancery::testca
