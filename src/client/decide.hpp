// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's rules of certonly: a new lineage, a new version of one that is there, or nothing. Pure.

#include "base/time.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

/// A lineage that is there.
struct Existing {
    std::string name;
    std::string renewal_file;
    std::vector<std::string> names;
    std::string key_type; ///< "rsa", "ecdsa"; its key's own.
};

struct Request {
    std::vector<std::string> names = {}; ///< Empty: those of the lineage.
    std::optional<std::string> cert_name = std::nullopt;
    std::optional<std::string> key_type = std::nullopt;
    bool force = false;
    bool expand = false;
    bool duplicate = false;
    bool renew_with_new_domains = false;
    bool non_interactive = false;
};

enum class Action {
    create, ///< A new lineage.
    renew,  ///< A new version of `lineage`.
    keep,   ///< A new version of `lineage` only if it is due.
    refuse, ///< `reason` says why.
};

struct Decision {
    Action action;
    std::optional<std::size_t> lineage = std::nullopt; ///< Of those that are there.
    std::string reason = {};
};

[[nodiscard]] Decision decide(const Request& request, std::span<const Existing> existing);

/// "30 days", "3 weeks 12 hours", "30": certbot's spelling in renew_before_expiry. None for what
/// it does not mean.
std::optional<std::chrono::seconds> parse_interval(std::string_view text);

/// Whether it is time: within `before_expiry`, where it is given. Else within 30 days as certbot
/// 2.1 has it, but for a certificate of less than 90 days within the last third of its life, and of
/// ten or less the last half, as certbot 5 has it: a short one would else be due from birth.
bool is_due(
    Time not_before, Time not_after, Time now, std::optional<std::chrono::seconds> before_expiry
);

} // namespace chancery::client
