// SPDX-License-Identifier: Apache-2.0
#pragma once

// The options of an ACME account's credential, which making and changing one share, and how its
// terms are shown.

#include "admin/command.hpp"
#include "admin/table.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chancery::admin {

struct TermOptions {
    std::optional<std::string> max_uses = std::nullopt;
    std::optional<std::string> expires = std::nullopt;
    std::optional<std::string> algorithm = std::nullopt;
    std::vector<std::string> networks = {};

    bool none() const { return !max_uses && !expires && !algorithm && networks.empty(); }
};

/// Names them; `options` must outlive the parsing.
void add_terms(CommandLine& line, TermOptions& options);

/// Puts those that were given into the body of a request.
void put_terms(Body& body, const TermOptions& options);

/// "Registrations: 2 of 5", ... of an account as the API shows it.
std::vector<std::pair<std::string, Cell>> fields_of_terms(const json::Value& account, Time now);

} // namespace chancery::admin
