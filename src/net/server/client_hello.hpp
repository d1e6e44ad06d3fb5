// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a TLS client says first, from the extensions of its hello. Of one that is malformed what was
// well-formed before is kept, since its answer is the same: no certificate.

#include "base/bytes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::net {

struct ClientHello {
    std::string server_name;            ///< SNI; empty without one.
    std::vector<std::string> protocols; ///< ALPN, as offered.
};

/// The extension server_name (RFC 6066 §3): a list, of which the first is the one.
std::string parse_server_name(BytesView extension);

/// The extension application_layer_protocol_negotiation (RFC 7301 §3.1).
std::vector<std::string> parse_protocols(BytesView extension);

/// The names in its list, each behind its length.
std::vector<std::string_view> take_names(BytesView list);

} // namespace chancery::net
