// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of the audit log for what is done to the register.

#include "base/error.hpp"
#include "base/time.hpp"
#include "model/certificate.hpp"
#include "model/endpoint.hpp"
#include "model/event.hpp"
#include "model/name.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What was done, and to what.
struct Deed {
    std::string action; ///< object.verb.
    std::string object_type;
    std::string object_id = {};
    std::string object_name = {};
    std::optional<DepartmentId> department = std::nullopt;
    std::vector<Change> changes = {};
};

/// Throws internal for a deed outside of the request's scope, which takes the change back: what is
/// of no department is the office's.
void audit(store::Transaction& tx, const Request& request, Deed deed);

/// What was asked for and refused, with why. Marks the problem as recorded.
void audit_refusal(store::Transaction& tx, const Request& request, Deed deed, Problem& problem);

/// The same, in a transaction of its own: a request that was refused before any use case began.
/// Where that fails it is logged, and who was refused hears the reason all the same.
void record_refused_request(
    store::Store& store, const Request& request, const Deed& deed, const Problem& problem
);

/// The same of a client's event, for the use case to throw after the commit.
Problem record_refused(store::Transaction& tx, Problem problem, Event event, Time now);

/// The names of an order as its row shows them: the first ten, and how many more. An order may have
/// a hundred, and the log is kept for good; the inventory of certificates has all.
std::string listed(const std::vector<Name>& names);

Deed deed_on(const Organization& organization, std::string action);
Deed deed_on(const Department& department, std::string action);
Deed deed_on(const Domain& domain, std::string action);
Deed deed_on(const Delegation& delegation, std::string action);
Deed deed_on(const Endpoint& endpoint, std::string action);
Deed deed_on(const IssuerRecord& issuer, std::string action);
Deed deed_on(const Profile& profile, std::string action);
Deed deed_on(const Account& account, std::string action);
Deed deed_on(const Certificate& certificate, std::string action);

} // namespace chancery::workflow
