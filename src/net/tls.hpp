// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's side of TLS 1.2 and 1.3. The certificate can be replaced while it runs.

#include "base/secret.hpp"
#include "net/server/client_hello.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace chancery::net {

/// PEM: the chain, leaf first, and its key.
struct TlsIdentity {
    std::string chain;
    Secret key;
};

class TlsServer {
public:
    /// Who to be for this client; none refuses it.
    using Choose = std::function<std::optional<TlsIdentity>(const ClientHello&)>;

    /// PEM: the chain, leaf first, and its key. Throws invalid when they do not fit together.
    TlsServer(const std::string& chain_pem, const Secret& key_pem);
    /// Speaks this protocol alone (ALPN), with a certificate that is chosen for each client: the
    /// answering side of RFC 8737.
    TlsServer(std::string protocol, Choose choose);
    ~TlsServer();

    /// For connections from now on.
    void replace(const std::string& chain_pem, const Secret& key_pem);

    /// The SSL_CTX in use now, shared: new connections take it.
    std::shared_ptr<void> context() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
