// SPDX-License-Identifier: Apache-2.0
#pragma once

// The issue-value of RFC 8659 §4.2, which CAA properties and persistent validation records share:
// `ca.example; accounturi=https://ca.example/acct/1`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::validation {

struct IssueValue {
    struct Parameter {
        std::string tag; ///< In lower case.
        std::string value;
    };

    std::string issuer; ///< In lower case; empty where nobody is named.
    std::vector<Parameter> parameters = {};

    /// The values of all parameters with this tag.
    std::vector<std::string_view> values(std::string_view tag) const;
};

/// None for what is not exactly of that grammar.
std::optional<IssueValue> parse_issue_value(std::string_view text);

/// What stands where the issuer is named, also in a text that is malformed.
std::string issuer_of(std::string_view text);

/// Whether this issuer, in lower case, is one of these names.
bool is_among(std::string_view issuer, const std::vector<std::string>& identities);

} // namespace chancery::validation
