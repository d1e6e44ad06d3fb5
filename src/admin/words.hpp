// SPDX-License-Identifier: Apache-2.0
#pragma once

// Times, numbers and commands as a person reads them.

#include "base/bytes.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::admin {

/// "24 Jan 2027", in UTC.
std::string to_date(Time time);

/// "now", "in 5 minutes", "3 hours ago", "in 14 days"; beyond that the date.
std::string relative(Time time, Time now);

/// "in 5 days (2027-01-24T10:00:00Z)": for where there is room. `absent` where there is no time.
std::string relative_and_exact(std::optional<Time> time, Time now, std::string_view absent);

/// "1 name", "3 names".
std::string counted(std::size_t number, std::string_view noun);

/// "www.example.org + 2 names": the first, and how many more.
std::string first_and_count(const std::vector<std::string>& names);

/// "--flag VALUE", as "--flag=VALUE" where the value begins with a dash.
std::string shell_option(std::string_view flag, std::string_view value);

/// As `openssl x509 -fingerprint` writes it: "A1:B2:...".
std::string to_fingerprint(BytesView digest);

} // namespace chancery::admin
