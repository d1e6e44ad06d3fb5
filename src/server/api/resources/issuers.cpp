// SPDX-License-Identifier: Apache-2.0
#include "store/registry/issuers.hpp"

#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "issuance/registry.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/issuers.hpp"

#include <algorithm>
#include <array>

namespace chancery::server::api {

namespace {

/// DER of the issuing CA's own certificate; others may follow it.
Bytes certificate_of(const IssuerRecord& issuer) {
    const auto chain = parse_pem(issuer.certificate, "CERTIFICATE");
    ensure(!chain.empty(), "an issuer has a certificate");
    return chain.front();
}

json::Value to_json(const IssuerRecord& issuer) {
    const auto certificate = certificate_of(issuer);
    const auto lifetime = issuance::lifetime_of(issuer);
    json::Object object{
        {"id", to_string(issuer.id)},
        {"name", issuer.name},
        {"kind", issuer.kind},
        {"enabled", issuer.enabled},
        {"certificate", issuer.certificate},
        {"subject", crypto::read_certificate(certificate).subject},
        {"sha256", to_hex(crypto::sha256(certificate))},
        {"notBefore", to_rfc3339(lifetime.not_before)},
        {"notAfter", to_rfc3339(lifetime.not_after)},
        {"alternateChains", to_value(issuer.alternates)},
    };
    add_revision(object, issuer.revision);
    return object;
}

/// There are few: read whole, filtered and paged here.
Reply list(const Call& call) {
    auto all =
        call.store().read([](const store::Reader& reader) { return store::list_issuers(reader); });
    const auto name = call.parameters.text("name");
    std::erase_if(all, [&](const auto& issuer) { return !name.empty() && issuer.name != name; });
    return reply_page(
        call,
        following(call, std::move(all)),
        [](const IssuerRecord& issuer) { return to_json(issuer); },
        [](const IssuerRecord& issuer) { return to_string(issuer.id); }
    );
}

Reply get(const Call& call) {
    const auto id = call.id<IssuerId>();
    const auto issuer = call.store().read([&](const store::Reader& reader) {
        return store::find_issuer(reader, id);
    });
    if (!issuer) throw Error(Fault::not_found, "there is no such issuer");
    return reply(to_json(*issuer), issuer->revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<IssuerId>();
    const Body body(call.request, {"alternateChains", "enabled"});
    const auto issuer = workflow::change_issuer(
        call.store(),
        call.by(),
        seen,
        {.alternate_chains = body.texts("alternateChains"), .enabled = body.flag("enabled")}
    );
    return reply(to_json(issuer), issuer.revision.version);
}

constexpr std::array routes{
    Route{"GET", "/issuers", Permission::issuer_read, list, "name limit cursor"},
    Route{"GET", "/issuers/{id}", Permission::issuer_read, get},
    Route{"PATCH", "/issuers/{id}", Permission::issuer_change, change},
};

} // namespace

std::span<const Route> issuer_routes() {
    return routes;
}

} // namespace chancery::server::api
