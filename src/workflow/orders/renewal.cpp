// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/renewal.hpp"

#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "store/certificates/certificates.hpp"
#include "store/orders/renewals.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/registry/changes.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

namespace chancery::workflow {

namespace {

constexpr std::size_t longest_url = 500;

bool is_in_use(const Certificate& certificate, Time now) {
    return certificate.status == CertificateStatus::issued && now < certificate.draft.not_after;
}

void require_url(const std::string& url) {
    require_text("/explanationUrl", url, {.most = longest_url});
    if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        fail_field("/explanationUrl", "must be an http or https URL");
}

} // namespace

std::optional<Certificate>
find_renewable(const store::Reader& reader, EndpointId endpoint, const acme::RenewalId& id) {
    auto found = store::find_certificate_by_serial(reader, id.serial);
    if (!found || found->endpoint != endpoint || found->der.empty()) return std::nullopt;
    const auto issued = crypto::read_certificate(found->der);
    if (issued.authority_key_identifier != id.authority_key_identifier) return std::nullopt;
    return found;
}

Certificate ask_for_renewal(
    store::Store& store,
    const Request& request,
    const Seen<CertificateId>& seen,
    const std::string& explanation_url
) {
    require_url(explanation_url);
    return store.write([&](store::Transaction& tx) {
        const auto certificate = require_visible(tx, request.scope, seen.id);
        require_version(version_of(certificate), seen.version);
        if (!is_in_use(certificate, request.now))
            throw Error(
                Fault::conflict, "this certificate is expired, revoked or was never issued"
            );
        if (store::find_renewal(tx, seen.id).replaced_by)
            throw Error(Fault::conflict, "this certificate has been replaced already");
        store::ask_for_renewal(tx, seen.id, explanation_url, request.now);
        audit(tx, request, deed_on(certificate, "certificate.renewalAsked"));
        return certificate;
    });
}

} // namespace chancery::workflow
