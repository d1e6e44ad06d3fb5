// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handlers of the ACME resources, one file a resource; the table of routes is acme_front.cpp.

#include "server/acme/context.hpp"

namespace chancery::server::handlers {

// directory.cpp
net::Response get_directory(AcmeContext& context, const Call& call);
net::Response new_nonce(AcmeContext& context, const Call& call);

// account.cpp
net::Response new_account(AcmeContext& context, const Call& call);
net::Response post_account(AcmeContext& context, const Call& call);
net::Response post_account_orders(AcmeContext& context, const Call& call);

// order.cpp
net::Response new_order(AcmeContext& context, const Call& call);
net::Response post_order(AcmeContext& context, const Call& call);

// finalize.cpp
net::Response post_finalize(AcmeContext& context, const Call& call);

// authorization.cpp
net::Response post_authorization(AcmeContext& context, const Call& call);

// certificate.cpp
net::Response post_certificate(AcmeContext& context, const Call& call);

} // namespace chancery::server::handlers
