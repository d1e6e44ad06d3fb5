// SPDX-License-Identifier: Apache-2.0
#pragma once

// What must hold of an endpoint, whoever sets it. For the files of `workflow/` alone.

#include "model/endpoint.hpp"
#include "store/store.hpp"

namespace chancery::workflow {

/// Of its own settings. Throws invalid.
void require_valid(const Endpoint& endpoint);

/// Of what it names, and of who its clients are. Throws invalid.
void require_known(const store::Reader& reader, const Endpoint& endpoint);

/// Whether clients register, or have registered, without a credential.
bool takes_strangers(const store::Reader& reader, const Endpoint& endpoint);

/// What strangers must not have.
bool names_the_organization(const Profile& profile);

} // namespace chancery::workflow
