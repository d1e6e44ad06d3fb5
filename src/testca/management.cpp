// SPDX-License-Identifier: Apache-2.0
#include "testca/management.hpp"

#include "acme/renewal.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "crypto/certificate.hpp"
#include "store/certificates/certificates.hpp"
#include "testca/loose_json.hpp"

#include <charconv>
#include <fmt/chrono.h>

namespace chancery::testca {

namespace {

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

/// The first certificate of a chain: that of the CA that signs.
std::string issuing_certificate(const Chain& chain) {
    return to_pem(parse_pem(issuing_pem(chain), "CERTIFICATE").front(), "CERTIFICATE");
}

/// One row a list of what there is once for each chain.
struct List {
    std::string_view path;
    std::string_view content_type;
    std::string (*item)(const Authorities&, const Chain&);
};

constexpr auto certificate_type = "application/pem-certificate-chain; charset=utf-8";
constexpr auto key_type = "application/x-pem-file; charset=utf-8";

constexpr List lists[] = {
    {"/roots/",
     certificate_type,
     [](const Authorities&, const Chain& chain) { return chain.root_pem; }},
    {"/intermediates/",
     certificate_type,
     [](const Authorities&, const Chain& chain) { return issuing_certificate(chain); }},
    {"/root-keys/",
     key_type,
     [](const Authorities&, const Chain& chain) {
         return std::string(chain.root_key.to_pem().reveal());
     }},
    {"/intermediate-keys/",
     key_type,
     [](const Authorities& authorities, const Chain&) {
         return std::string(authorities.issuing_key.to_pem().reveal());
     }},
};

net::Response get_item(
    const List& list,
    const Authorities& authorities,
    std::string_view number,
    const net::Request& request
) {
    const auto& chains = authorities.chains;
    std::size_t index = chains.size();
    const auto [stop, code] = std::from_chars(number.begin(), number.end(), index);
    if (code != std::errc{} || stop != number.end() || index >= chains.size())
        return plain(404, "there is no such chain\n");
    net::Response response{
        .status = 200,
        .content_type = std::string(list.content_type),
        .body = list.item(authorities, chains[index])};
    for (std::size_t i = 0; i < chains.size(); ++i)
        if (i != index)
            response.set(
                "Link",
                fmt::format(
                    "<https://{}{}{}>;rel=\"alternate\"", request.header("Host"), list.path, i
                )
            );
    return response;
}

/// As Go prints a number: without leading zeros, so that there may be half an octet.
std::optional<Bytes> parse_serial(std::string_view text) {
    const auto octets =
        parse_hex(text.size() % 2 == 0 ? std::string(text) : "0" + std::string(text));
    if (!octets || octets->empty()) return std::nullopt;
    return octets->substr(std::min(octets->find_first_not_of('\0'), octets->size() - 1));
}

net::Response get_status(const store::Store& store, std::string_view text) {
    const auto serial = parse_serial(text);
    if (!serial) return plain(400, "the serial must be hexadecimal\n");
    const auto found = store.read([&](store::Reader& reader) {
        return store::find_certificate_by_serial(reader, *serial);
    });
    if (!found || found->der.empty()) return plain(404, "no certificate has this serial\n");
    json::Object status{
        {"Status", found->revocation ? "Revoked" : "Valid"},
        {"Serial", text},
        {"Certificate", to_pem(found->der, "CERTIFICATE")},
    };
    if (const auto& revocation = found->revocation) {
        status.emplace_back("Reason", code_of(revocation->reason));
        // As Go prints a time.
        status.emplace_back(
            "RevokedAt", fmt::format("{:%Y-%m-%d %H:%M:%S} +0000 UTC", revocation->at)
        );
    }
    return {
        .status = 200,
        .content_type = "application/json; charset=utf-8",
        .body = json::to_pretty_text(status)};
}

net::Response set_renewal_info(const ManagementParts& parts, const net::Request& request) {
    const auto body = json::parse(request.body);
    const json::Reader reader(body);
    const auto blocks = parse_pem(string_member(reader, "certificate"), "CERTIFICATE");
    if (blocks.empty())
        throw Error(Fault::malformed, "\"certificate\" does not hold a PEM certificate");
    const auto& issuing_key = parts.authorities.issuing_key.public_key();
    const acme::RenewalId id{
        .authority_key_identifier = crypto::key_identifier(issuing_key.spki()),
        .serial = crypto::serial_of(blocks.front())};
    parts.renewal_notes.set(acme::to_string(id), string_member(reader, "ariResponse"));
    return {.status = 200};
}

net::Response answer(const ManagementParts& parts, const net::Request& request) {
    const auto path = request.path();
    for (const auto& list : lists)
        if (path.starts_with(list.path))
            return get_item(list, parts.authorities, path.substr(list.path.size()), request);
    constexpr std::string_view status = "/cert-status-by-serial/";
    if (path.starts_with(status)) return get_status(parts.store, path.substr(status.size()));
    if (path.starts_with("/set-renewal-info"))
        return request.method == "POST" ? set_renewal_info(parts, request)
                                        : plain(405, "use POST\n");
    return plain(404, "there is no such resource\n");
}

} // namespace

net::Response manage(const ManagementParts& parts, const net::Request& request) {
    try {
        return answer(parts, request);
    } catch (const Error& error) {
        return plain(400, sentence_of(error) + "\n");
    }
}

} // namespace chancery::testca
