// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §6: who signed this request, and is it fresh and meant for this URL?

#include "server/acme/context.hpp"

#include <functional>

namespace chancery::server {

/// Who may sign.
enum class Signer {
    client,     ///< A registered client, named by kid, that has agreed to the terms of service.
    any_client, ///< Also one that has not agreed, so that it can agree, or leave.
    new_key,    ///< Any key, given as jwk: newAccount.
    either,     ///< A client, or any key, of which nothing is known but that it signed: revokeCert.
};

/// What a handler reads in the view of the database in which its client was read.
using AlsoRead = std::function<void(store::Reader&, const store::ClientStanding&)>;

/// In this order: form, the nonce's seal and age, url, key, signature, redemption, standing. Who
/// signed is in the call from redemption on, also when its standing refuses it.
/// Throws malformed, unsupported_media_type, bad_signature_algorithm, bad_public_key, bad_nonce,
/// account_does_not_exist, unauthorized, deactivated, user_action_required.
///
/// `also` reads what the handler will need in the same view of the database as the client:
/// each view costs as much as several look-ups. It runs before the signature is checked, so it
/// decides nothing.
Signed authenticate(AcmeContext& context, Call& call, Signer signer, const AlsoRead& also = {});

/// Reads the endpoint that the path names, unless it was read. Throws not_found.
void require_endpoint(const AcmeContext& context, Call& call);
void require_endpoint(const store::Reader& reader, Call& call);

/// RFC 8555 §6.3. Throws malformed when there is a payload.
void require_post_as_get(const Signed& request);

} // namespace chancery::server
