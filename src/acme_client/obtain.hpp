// SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole flow: from names and a signing request to a certificate chain.

#include "acme_client/session.hpp"
#include "acme_client/solver.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chancery::acme_client {

/// PEM: the certificate, then its issuers.
struct Chain {
    std::string pem;
    bool is_preferred = true; ///< False where no chain of the server's is the wanted one.
};

/// The names whose control could not be shown, each with the server's reason.
struct Unproven {
    std::vector<Subproblem> names;
};

struct Wish {
    std::vector<std::string> names; ///< DNS names and IP addresses.
    Bytes csr;                      ///< DER.
    std::optional<std::string> profile = std::nullopt;
    /// The certificate that is to be replaced (RFC 9773 §5), where the server gives renewal
    /// information. The order is made without it where the server does not take it.
    std::optional<std::string> replaces = std::nullopt;
    /// Common name of the issuer of a chain's topmost certificate; the first such chain is taken.
    std::optional<std::string> preferred_chain = std::nullopt;
    std::chrono::seconds timeout{90};
};

/// Orders, meets the challenges that the server asks for (none where its authorizations are valid
/// already; then no solver is touched), finalizes and downloads. Throws what the server refused
/// with, unauthorized when no solver fits, unavailable when it takes longer than the timeout.
[[nodiscard]] std::variant<Chain, Unproven>
obtain_certificate(Session& session, const Wish& wish, std::span<Solver* const> solvers);

} // namespace chancery::acme_client
