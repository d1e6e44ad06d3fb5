// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data of DNS records, as strangers' servers send it.

#include "base/bytes.hpp"

#include <optional>
#include <string_view>

namespace chancery::net {

/// The character-strings of a TXT record, joined (RFC 1035 §3.3.14); none for malformed data.
std::optional<Bytes> join_txt(BytesView data);

/// Whether it is a host's or a record's name (with underscores), 253 characters at most.
bool is_dns_name(std::string_view name);

} // namespace chancery::net
