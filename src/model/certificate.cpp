// SPDX-License-Identifier: Apache-2.0
#include "model/certificate.hpp"

#include "base/error.hpp"

namespace chancery {

std::string_view to_string(CertificateStatus status) {
    switch (status) {
    case CertificateStatus::recorded: return "recorded";
    case CertificateStatus::issued: return "issued";
    case CertificateStatus::never_signed: return "never_signed";
    case CertificateStatus::revoked: return "revoked";
    }
    throw Error(Fault::internal, "a certificate status without a word");
}

std::optional<CertificateStatus> find_certificate_status(std::string_view word) {
    using enum CertificateStatus;
    for (const auto status : {recorded, issued, never_signed, revoked})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

} // namespace chancery
