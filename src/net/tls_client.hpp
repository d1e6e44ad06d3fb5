// SPDX-License-Identifier: Apache-2.0
#pragma once

// TLS towards strangers' hosts, 1.2 or newer: whatever certificate they show is taken, since who
// they are is what is being found out.

#include "base/bytes.hpp"
#include "net/stream.hpp"

#include <memory>
#include <string>

namespace chancery::net {

struct TlsWish {
    std::string server_name; ///< SNI; empty for none.
    std::string protocol;    ///< ALPN.
};

class TlsClient {
public:
    TlsClient();

    /// Ready for its handshake. The descriptor is the caller's.
    Stream open(int descriptor, const TlsWish& wish) const;

private:
    std::shared_ptr<void> context_;
};

/// After a handshake: DER of the leaf, and ALPN; empty for none.
Bytes peer_certificate(const Stream& stream);
std::string agreed_protocol(const Stream& stream);

/// Right after a handshake that failed: half a sentence about why. `beginning` is how the other
/// side began to speak.
std::string why_handshake_failed(BytesView beginning);

} // namespace chancery::net
