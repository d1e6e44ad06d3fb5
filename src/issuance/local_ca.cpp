// SPDX-License-Identifier: Apache-2.0
#include "issuance/local_ca.hpp"

#include "crypto/certificate.hpp"
#include "crypto/crl.hpp"

namespace chancery::issuance {

Outcome LocalCa::issue(const Draft& draft, const std::string& /*resume*/) const {
    return Issued{crypto::sign_certificate(draft.to_be_signed, key_)};
}

std::optional<Bytes> LocalCa::sign_crl(BytesView to_be_signed) const {
    return crypto::sign_crl(to_be_signed, key_);
}

} // namespace chancery::issuance
