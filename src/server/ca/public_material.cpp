// SPDX-License-Identifier: Apache-2.0
#include "server/ca/public_material.hpp"

#include "base/encoding.hpp"
#include "store/certificates/crls.hpp"

namespace chancery::server {

namespace {

constexpr std::string_view prefix = "/ca/";
constexpr std::string_view crl_ending = ".crl";
constexpr std::string_view certificate_ending = ".crt";

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain", .body = std::move(text)};
}

net::Response not_found() {
    return plain(
        404,
        "here are /ca/root.pem, and each issuer's .crl and .crt at the URLs that its certificates "
        "name\n"
    );
}

net::Response file(std::string type, Bytes content) {
    net::Response response{
        .status = 200, .content_type = std::move(type), .body = std::move(content)};
    response.set("Cache-Control", "public, max-age=3600");
    return response;
}

net::Response get_crl(
    const PublicMaterial& material, const issuance::IssuerFacts& issuer, const net::Request& request
) {
    auto crl = material.store.read([&](store::Reader& reader) {
        return store::find_crl(reader, issuer.id);
    });
    if (!crl) { // For the moment after the very first start.
        auto response = plain(503, "the first revocation list is being signed\n");
        response.set("Retry-After", "5");
        return response;
    }
    const auto tag = '"' + std::to_string(crl->number) + '"';
    const bool is_known = request.header("If-None-Match") == tag;
    net::Response response =
        is_known
            ? net::Response{.status = 304}
            : net::Response{.content_type = "application/pkix-crl", .body = std::move(crl->der)};
    // Short, since a revocation is to be seen soon; the list itself says how long it may be used.
    response.set("Cache-Control", "public, max-age=300");
    response.set("ETag", tag);
    return response;
}

net::Response get(const PublicMaterial& material, const net::Request& request) {
    auto name = request.path();
    if (!name.starts_with(prefix)) return not_found();
    name.remove_prefix(prefix.size());
    if (name == "root.pem") return file("application/x-pem-file", material.root);
    if (name.size() <= crl_ending.size()) return not_found();
    const auto word = name.substr(0, name.size() - crl_ending.size());
    const auto issuers = material.issuers.current();
    const auto* issuer = issuers->find(word);
    if (!issuer) return not_found();
    if (name.ends_with(crl_ending)) return get_crl(material, *issuer, request);
    if (name.ends_with(certificate_ending))
        return file("application/pkix-cert", parse_pem(issuer->chain, "CERTIFICATE").at(0));
    return not_found();
}

} // namespace

net::Response get_public_material(const PublicMaterial& material, const net::Request& request) {
    if (request.method == "GET" || request.method == "HEAD") return get(material, request);
    auto response = plain(405, "use GET\n");
    response.set("Allow", "GET, HEAD");
    return response;
}

} // namespace chancery::server
