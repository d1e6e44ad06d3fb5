// SPDX-License-Identifier: Apache-2.0
#pragma once

// What clients name in an order or an authorization, as names; and who its parties are.

#include "acme/messages.hpp"
#include "server/acme/context.hpp"

#include <vector>

namespace chancery::server {

/// In the one spelling of each, each once, in the order sent. Throws one problem with all that is
/// wrong with them: unsupported_identifier (a type that this endpoint does not issue),
/// rejected_identifier, malformed (too many).
std::vector<Name>
names_of(const std::vector<Identifier>& identifiers, const Endpoint& endpoint, NameForm form);

/// Its challenges are those that a client can meet here: no persistent record where the CA has no
/// name to write into it. Only after `require_endpoint`.
const Endpoint& meetable_endpoint(const AcmeContext& context, Call& call);

/// Of a client that is authenticated, at an endpoint that was read.
acme::Parties parties_of(const AcmeContext& context, const Call& call);

} // namespace chancery::server
