// SPDX-License-Identifier: Apache-2.0
#pragma once

// When a certificate is best renewed (RFC 9773 §4.2). Pure: the same certificate has the same
// window, wherever and whenever it is asked for.

#include "base/time.hpp"

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

} // namespace chancery
