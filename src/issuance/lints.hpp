// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lints: what a certificate must be, asked of the bytes that will be signed, before anything is
// stored. They read the DER anew, so that a mistake of the writer is found too.

#include "base/bytes.hpp"
#include "base/time.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chancery::issuance {

struct DraftRequest;

/// A to-be-signed certificate as the lints see it; views into its DER.
struct ToBeSigned {
    BytesView version; ///< Content of the INTEGER.
    BytesView serial;  ///< The same, with its sign octet.
    BytesView signature_algorithm;
    BytesView issuer;     ///< The Name whole.
    BytesView subject;    ///< The Name whole.
    BytesView not_before; ///< The Time whole.
    BytesView not_after;
    BytesView spki; ///< Whole.

    struct Extension {
        BytesView oid; ///< Content of the OBJECT IDENTIFIER.
        bool critical;
        BytesView value;
    };

    std::vector<Extension> extensions;

    /// The extension with this OID (content octets); null without it.
    const Extension* find(BytesView oid) const;
};

/// Throws malformed for what is not a TBSCertificate of version 3 in DER.
ToBeSigned read_to_be_signed(BytesView der);

/// What is wrong, as half a sentence; none when nothing is.
using Finding = std::optional<std::string>;

struct Lint {
    const char* name;
    const char* source; ///< The rule that it checks.
    Finding (*check)(const ToBeSigned& certificate, const DraftRequest& request);
};

/// One row a lint, in the order in which findings are named.
std::span<const Lint> every_lint();

/// Throws internal, naming every finding; also when it cannot be read.
void require_no_findings(BytesView to_be_signed, const DraftRequest& request);

} // namespace chancery::issuance
