// SPDX-License-Identifier: Apache-2.0
#pragma once

// The first transaction of an office: its organization, its CAs and its endpoints.

#include "crypto/seal.hpp"
#include "issuance/authority.hpp"
#include "model/endpoint.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/open_account.hpp"

#include <string>
#include <vector>

namespace chancery::workflow {

/// A built-in CA as the store keeps it, with a new id.
struct BuiltInCa {
    std::string name;
    const std::string& issuing_pem; ///< Its certificate, and those between it and the root.
    const std::string& root_pem;
    const crypto::PrivateKey& issuing_key;
    std::vector<std::string> alternates = {}; ///< Other chains of its key, without their roots.
};

IssuerRecord new_issuer(const crypto::Sealer& sealer, const BuiltInCa& ca, Time now);

/// All that an office has when it begins; what refers to another has its id already.
struct Beginning {
    Organization organization;
    std::vector<IssuerRecord> issuers;
    std::vector<Profile> profiles = {};
    std::vector<Endpoint> endpoints;
    Department office;
    std::vector<OpenAccount> open_accounts;
    std::vector<Domain> domains = {};
};

/// Throws conflict when the database holds an office already.
void begin(store::Store& store, const Request& request, const Beginning& beginning);

struct Setup {
    Organization organization; ///< Its id and revision are made here.
    const issuance::Authority& authority;
    const issuance::Authority& staging_authority;
};

/// Makes the endpoints `ov`; `staging`, which takes ov's credentials and gives untrusted
/// certificates; `dv`, for any name of which control is shown; and `internal`, for the register's
/// names of which control is shown. The department "Office" has the open account of `dv`. Throws
/// conflict when the database holds an office already.
void set_up(
    store::Store& store, const crypto::Sealer& sealer, const Request& request, const Setup& setup
);

} // namespace chancery::workflow
