// SPDX-License-Identifier: Apache-2.0
#pragma once

// The option --limit, which endpoints and ACME accounts share, and how limits are shown.

#include "admin/command.hpp"

#include <string>
#include <vector>

namespace chancery::admin {

/// Each "LIMIT=RATE"; "none" and "default" alone.
using LimitOptions = std::vector<std::string>;

/// Names it; `options` must outlive the parsing. `otherwise` says what LIMIT=default means.
void add_limits(CommandLine& line, LimitOptions& options, const std::string& otherwise);

/// Puts those that were given into the body of a request.
void put_limits(Body& body, const LimitOptions& options);

/// "ordersPerClient 300/PT3H, ..." of an object as the API shows it; `none` without any.
std::string limits_of(const json::Value& object, const std::string& none);

} // namespace chancery::admin
