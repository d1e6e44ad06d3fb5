// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "model/certificate.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

using enum CertificateStatus;

bool takes(CertificateStatus from, CertificateStatus to) {
    Certificate certificate{
        .id = {}, .issuer = {}, .names = {}, .draft = {}, .status = from, .created_at = {}};
    try {
        advance(certificate, to);
    } catch (const Error&) {
        return false;
    }
    return certificate.status == to;
}

TEST(CertificateStatus, moves_from_recorded_to_issued_to_revoked_and_never_back) {
    const auto all = {recorded, issued, never_signed, revoked};
    for (const auto from : all)
        for (const auto to : all) {
            const bool drawn = (from == recorded && (to == issued || to == never_signed)) ||
                               (from == issued && to == revoked);
            EXPECT_EQ(takes(from, to), drawn) << to_string(from) << " to " << to_string(to);
        }
}

TEST(RevocationReason, has_the_words_and_numbers_of_rfc_5280) {
    EXPECT_EQ(
        revocation_reason_codes(),
        "0 (unspecified), 1 (keyCompromise), 3 (affiliationChanged), 4 (superseded), 5 "
        "(cessationOfOperation), 9 (privilegeWithdrawn)"
    );
    for (int code = -1; code <= 11; ++code) {
        const auto reason = find_revocation_reason(code);
        // A CA's, an attribute authority's, a hold, its end, and what there is not.
        const bool refused = code < 0 || code == 2 || (code >= 6 && code != 9);
        EXPECT_EQ(!reason, refused) << code;
        if (!reason) continue;
        EXPECT_EQ(code_of(*reason), code);
        EXPECT_EQ(find_value<RevocationReason>(to_string(*reason)), reason);
    }
    EXPECT_FALSE(find_value<RevocationReason>("certificateHold"));
    EXPECT_FALSE(find_value<RevocationReason>(""));
}

} // namespace

} // namespace chancery
