// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/alternate_chain.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr std::size_t longest_chain = 10;
constexpr std::size_t shown_digits = 16; ///< Of a fingerprint.
constexpr std::string_view label = "CERTIFICATE";

struct Link {
    Bytes der;
    crypto::CertificateInfo info;
};

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::vector<Link> links_of(std::string_view pem) {
    std::vector<Link> links;
    for (auto& der : parse_pem(pem, label)) {
        auto info = crypto::read_certificate(der);
        links.push_back({std::move(der), std::move(info)});
    }
    return links;
}

/// Throws invalid for what is not certificates in PEM alone: a key has no place here.
std::vector<Link> require_links(const std::string& pointer, std::string_view pem) {
    try {
        auto links = links_of(pem);
        if (links.empty() || links.size() > longest_chain ||
            links.size() != occurrences(pem, "-----BEGIN "))
            fail_field(pointer, "must be 1 to 10 certificates in PEM, and nothing else");
        return links;
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed) throw;
        fail_field(pointer, "does not hold up: " + error.problem().detail);
    }
}

/// What is wrong with it by itself; empty where nothing is.
std::string fault_of(const crypto::CertificateInfo& certificate, Time now) {
    if (!certificate.is_ca) return "is not a CA certificate";
    if (!certificate.signs_certificates)
        return "must not sign certificates: keyUsage lacks keyCertSign";
    if (certificate.subject_der == certificate.issuer_der)
        return "is a root: leave it out, because clients already have it";
    if (now < certificate.not_before || now >= certificate.not_after)
        return "is valid from " + to_rfc3339(certificate.not_before) + " to " +
               to_rfc3339(certificate.not_after) + ", and not now";
    return "";
}

void require_each(const std::string& pointer, const std::vector<Link>& links, Time now) {
    for (const auto& link : links)
        if (const auto fault = fault_of(link.info, now); !fault.empty())
            fail_field(pointer, '"' + printable(link.info.subject) + "\" " + fault);
}

void require_order(const std::string& pointer, const std::vector<Link>& links) {
    for (std::size_t i = 1; i < links.size(); ++i) {
        const auto& below = links[i - 1];
        const auto& above = links[i].info;
        if (below.info.issuer_der != above.subject_der || !signed_by(below.der, above.key))
            fail_field(
                pointer,
                '"' + printable(above.subject) + "\" must have signed \"" +
                    printable(below.info.subject) + "\", which stands before it"
            );
        // RFC 5280 §4.2.1.9; roots apart, none of these issued itself.
        if (above.path_length && *above.path_length < i)
            fail_field(
                pointer,
                '"' + printable(above.subject) + "\" lets " + std::to_string(*above.path_length) +
                    " CAs stand below it (pathLenConstraint), and not " + std::to_string(i)
            );
    }
}

/// Leaves name the issuer, and by its key identifier the key: a chain with others leads nowhere.
bool is_of(const crypto::CertificateInfo& first, const IssuerRecord& issuer) {
    const auto own = crypto::read_certificate(parse_pem(issuer.certificate, label).at(0));
    return first.subject_der == own.subject_der && first.key == own.key &&
           first.key_identifier == own.key_identifier;
}

} // namespace

std::string require_alternate_chain(
    std::string_view pointer, std::string_view pem, const IssuerRecord& issuer, Time now
) {
    const std::string place(pointer);
    const auto links = require_links(place, pem);
    if (!is_of(links.front().info, issuer))
        fail_field(
            place, "must begin with a certificate of the issuer's own name, key and key identifier"
        );
    require_each(place, links, now);
    require_order(place, links);
    std::string chain;
    for (const auto& link : links)
        chain += to_pem(link.der, label);
    if (chain == issuer.certificate) fail_field(place, "is the chain that the issuer already has");
    return chain;
}

std::string description_of(std::string_view chain) {
    const auto links = links_of(chain);
    ensure(!links.empty(), "an alternate chain has certificates");
    const auto ends = [](const Link& link) { return link.info.not_after; };
    const auto first_end = std::ranges::min(links, {}, ends).info.not_after;
    auto text =
        "up to " + links.back().info.issuer + " until " + to_rfc3339(first_end).substr(0, 10);
    text += " (SHA-256";
    for (const auto& link : links)
        text += ' ' + to_hex(crypto::sha256(link.der)).substr(0, shown_digits);
    return text + ')';
}

bool has_ended(std::string_view chain, Time now) {
    return std::ranges::any_of(links_of(chain), [&](const Link& link) {
        return now >= link.info.not_after;
    });
}

} // namespace chancery::workflow
