// SPDX-License-Identifier: Apache-2.0
#include "model/renewal.hpp"

namespace chancery {

using namespace std::chrono_literals;

RenewalWindow usual_renewal_window(Time not_before, Time not_after) {
    const auto lifetime = not_after - not_before;
    const auto start = not_after - lifetime / 3;
    return {start, start + lifetime / 15};
}

RenewalWindow renewal_window_since(Time asked_at) {
    return {asked_at - 1h, asked_at};
}

RenewalAdvice advise(const Certificate& certificate, const Renewal& renewal) {
    // RFC 9773 §4.2: what is revoked wants replacing at once.
    const auto asked_at =
        certificate.revocation ? std::optional(certificate.revocation->at) : renewal.asked_at;
    if (asked_at && !renewal.replaced_by)
        return {renewal_window_since(*asked_at), renewal.explanation_url};
    return {usual_renewal_window(certificate.draft.not_before, certificate.draft.not_after)};
}

bool is_asked_for(const Certificate& certificate, const Renewal& renewal, Time now) {
    if (renewal.replaced_by) return false;
    const auto& draft = certificate.draft;
    return renewal.asked_at || now >= usual_renewal_window(draft.not_before, draft.not_after).start;
}

} // namespace chancery
