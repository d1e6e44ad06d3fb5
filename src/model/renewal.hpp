// SPDX-License-Identifier: Apache-2.0
#pragma once

// When a certificate is best renewed (RFC 9773 §4.2). Pure: the same certificate has the same
// window, wherever and whenever it is asked for.

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/certificate.hpp"

#include <optional>
#include <string>

namespace chancery {

/// A client picks a time within it at random; one that lies in the past asks it to renew at once.
struct RenewalWindow {
    Time start;
    Time end;
};

/// The window of a certificate that nothing has happened to: it begins when a third of the lifetime
/// is left, and is a fifteenth of it wide (90 days: 6 days), so that what was issued together is
/// not renewed together.
RenewalWindow usual_renewal_window(Time not_before, Time not_after);

/// The window of a certificate that must be replaced: the hour before it was asked for, so that
/// every client renews at its next look.
RenewalWindow renewal_window_since(Time asked_at);

/// What happened to a certificate on the way to its successor.
struct Renewal {
    std::optional<OrderId> order = std::nullopt; ///< The last one that was to replace it.
    std::optional<CertificateId> replaced_by = std::nullopt;
    std::optional<Time> asked_at = std::nullopt; ///< When the office asked for it.
    std::string explanation_url = {};
};

/// When a client should renew, and where it may read why.
struct RenewalAdvice {
    RenewalWindow window;
    std::string explanation_url = {};
};

/// What is revoked, or what the office wants replaced, is due at once, unless it was replaced.
RenewalAdvice advise(const Certificate& certificate, const Renewal& renewal);

/// Whether its usual window has come, or the office asked for it. Not because it is revoked: a
/// client could revoke and replace its own without end.
bool is_asked_for(const Certificate& certificate, const Renewal& renewal, Time now);

} // namespace chancery
