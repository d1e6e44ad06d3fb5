// SPDX-License-Identifier: Apache-2.0
#include "model/certificate.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <iterator>

namespace chancery {

namespace {

struct Step {
    CertificateStatus from, to;
    bool operator==(const Step&) const = default;
};

constexpr Step steps[] = {
    {CertificateStatus::recorded, CertificateStatus::issued},
    {CertificateStatus::recorded, CertificateStatus::never_signed},
    {CertificateStatus::issued, CertificateStatus::revoked},
};

} // namespace

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

void advance(Certificate& certificate, CertificateStatus to) {
    ensure(
        std::ranges::find(steps, Step{certificate.status, to}) != std::end(steps),
        "a certificate is issued before it is revoked, and neither is undone"
    );
    certificate.status = to;
}

} // namespace chancery
