// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handlers of the ACME resources, one file a resource; the table of routes is acme_front.cpp.

#include "server/acme/context.hpp"

namespace chancery::server::handlers {

// directory.cpp
net::Response get_directory(AcmeContext& context, Call& call);
net::Response new_nonce(AcmeContext& context, Call& call);

// account.cpp
net::Response new_account(AcmeContext& context, Call& call);
net::Response post_account(AcmeContext& context, Call& call);
net::Response post_account_orders(AcmeContext& context, Call& call);

// key_change.cpp
net::Response key_change(AcmeContext& context, Call& call);

// renewal_info.cpp
net::Response get_renewal_info(AcmeContext& context, Call& call);

// order.cpp
net::Response new_order(AcmeContext& context, Call& call);
net::Response post_order(AcmeContext& context, Call& call);

// finalize.cpp
net::Response post_finalize(AcmeContext& context, Call& call);

// authorization.cpp
net::Response new_authorization(AcmeContext& context, Call& call);
net::Response post_authorization(AcmeContext& context, Call& call);

// challenge.cpp
net::Response post_challenge(AcmeContext& context, Call& call);

// certificate.cpp
net::Response post_certificate(AcmeContext& context, Call& call);

// revoke_cert.cpp
net::Response revoke_cert(AcmeContext& context, Call& call);

} // namespace chancery::server::handlers
