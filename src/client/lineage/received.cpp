// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/received.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/lineage/lineage.hpp"
#include "crypto/certificate.hpp"
#include "model/name.hpp"

#include <fmt/format.h>
#include <set>

namespace chancery::client {

namespace {

/// Of a certificate, or of what was ordered: DNS names and addresses are never the same.
struct NameSet {
    std::set<std::string> dns_names;
    std::set<Bytes> addresses;

    friend bool operator==(const NameSet&, const NameSet&) = default;
};

NameSet name_set(const std::vector<std::string>& names) {
    NameSet result;
    for (const auto& name : names)
        if (Name{name}.is_address())
            result.addresses.insert(octets_of(Name{name}));
        else
            result.dns_names.insert(to_lower(name));
    return result;
}

NameSet name_set(const crypto::CertificateInfo& leaf) {
    NameSet result{
        .dns_names = {}, .addresses = {leaf.ip_addresses.begin(), leaf.ip_addresses.end()}};
    for (const auto& name : leaf.dns_names)
        result.dns_names.insert(to_lower(name));
    return result;
}

} // namespace

Issued checked(const acme_client::Chain& chain, const Ordered& ordered, Console& console) {
    const auto& [names, key, settings] = ordered;
    const auto blocks = parse_pem(chain.pem, "CERTIFICATE");
    if (blocks.empty())
        throw Error(Fault::malformed, "the server sent no certificate; nothing was saved");
    const auto leaf = crypto::read_certificate(blocks.front());
    if (leaf.key != key.public_key())
        throw Error(
            Fault::malformed, "the server sent a certificate for another key; nothing was saved"
        );
    if (name_set(leaf) != name_set(names))
        throw Error(
            Fault::malformed,
            fmt::format(
                "the server sent a certificate for {} instead of {}; nothing was saved",
                printable(join(names_of(leaf), " ")),
                join(names, " ")
            )
        );
    if (settings.must_staple && !leaf.must_staple)
        console.warn("The server left out the OCSP must-staple extension (--must-staple) from the "
                     "certificate.");
    if (!chain.is_preferred)
        console.warn(fmt::format(
            "No certificate chain of the server ends at the issuer {} (--preferred-chain); its "
            "default chain is used.",
            printable(*settings.preferred_chain)
        ));
    Issued issued{{to_pem(blocks.front(), "CERTIFICATE"), "", key.to_pem()}, leaf.not_after, names};
    for (std::size_t i = 1; i < blocks.size(); ++i)
        issued.version.chain += to_pem(blocks[i], "CERTIFICATE");
    return issued;
}

} // namespace chancery::client
