// SPDX-License-Identifier: Apache-2.0
#include "issuance/local_ca.hpp"

#include "crypto/certificate.hpp"
#include "crypto/crl.hpp"
#include "issuance/draft.hpp"

namespace chancery::issuance {

Draft LocalCa::draft(const DraftRequest& request, Time now) const {
    return make_draft(request, now);
}

IssuerAnswer LocalCa::issue(const Errand& errand) const {
    return Issued{.certificate = crypto::sign_certificate(errand.draft.to_be_signed, key_)};
}

std::optional<Bytes> LocalCa::sign_crl(BytesView to_be_signed) const {
    return crypto::sign_crl(to_be_signed, key_);
}

} // namespace chancery::issuance
