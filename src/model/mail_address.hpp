// SPDX-License-Identifier: Apache-2.0
#pragma once

// E-mail addresses, as mail systems take them. Whether anybody reads what is sent there is not
// asked.

#include <string_view>

namespace chancery {

/// One addr-spec (RFC 5322 §3.4.1) without comments: a word with dots or a quoted string, then a
/// domain, a host without one ("root@localhost") or an address in brackets; with the characters of
/// RFC 6531 in all but the last.
bool is_mail_address(std::string_view text);

} // namespace chancery
