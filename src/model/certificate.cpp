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

void advance(Certificate& certificate, CertificateStatus to) {
    ensure(
        std::ranges::find(steps, Step{certificate.status, to}) != std::end(steps),
        "a certificate is issued before it is revoked, and neither is undone"
    );
    certificate.status = to;
}

} // namespace chancery
