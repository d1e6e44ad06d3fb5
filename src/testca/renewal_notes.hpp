// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the management interface was told to answer about the renewal of a certificate, right or
// wrong, in place of what is true.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::testca {

class RenewalNotes {
public:
    /// `id` is the certificate's name in RFC 9773 §4.1.
    void set(const std::string& id, std::string answer);
    std::optional<std::string> find(std::string_view id) const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> answers_;
};

} // namespace chancery::testca
