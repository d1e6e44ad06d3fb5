// SPDX-License-Identifier: Apache-2.0
#pragma once

// Hooks are looked at before a certificate is ordered: nothing should be stopped that could not be
// started again. --disable-hook-validation leaves that out.

#include "client/settings/options.hpp"
#include "client/settings/settings.hpp"

namespace chancery::client {

/// Those that were given: their first word must be a program (certbot's rule). Throws not_found,
/// with certbot's sentence.
void require_given_hooks(const Options& options);

/// Those that come from a renewal file and were taken once: only where their first word is a path,
/// for it may be any of the shell's own words.
void require_kept_hooks(const Options& options, const Settings& settings);

} // namespace chancery::client
