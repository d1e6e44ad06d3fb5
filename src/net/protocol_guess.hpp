// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which protocol a host speaks at a port where another was expected, from the first octets that it
// sent: so that the sentence about it can say what is wrong.

#include "base/bytes.hpp"

#include <optional>

namespace chancery::net {

enum class Protocol {
    http, ///< HTTP/1, or the bare page with which old servers answer what they cannot read.
    http2,
    tls,
};

/// From five octets on; none where they begin nothing that is known here.
std::optional<Protocol> guess_protocol(BytesView beginning);

} // namespace chancery::net
