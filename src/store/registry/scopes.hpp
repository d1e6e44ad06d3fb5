// SPDX-License-Identifier: Apache-2.0
#pragma once

// What exists for somebody: objects within their scope. The lists of the aggregates take the scope
// itself.

#include "model/certificate.hpp"
#include "model/client.hpp"
#include "model/register.hpp"
#include "model/scope.hpp"
#include "model/token.hpp"
#include "store/store.hpp"

#include <optional>

namespace chancery::store {

/// What belongs to the departments of a token, without the disabled ones.
Scope scope_of(const Reader& reader, const Token& token);

/// The object, if it is within the scope. A domain is within that of the departments that have an
/// active delegation for it, a client within that of its account.
std::optional<Account> find_within(const Reader& reader, const Scope& scope, AccountId id);
std::optional<Certificate> find_within(const Reader& reader, const Scope& scope, CertificateId id);
std::optional<Client> find_within(const Reader& reader, const Scope& scope, ClientId id);
std::optional<Delegation> find_within(const Reader& reader, const Scope& scope, DelegationId id);
std::optional<Department> find_within(const Reader& reader, const Scope& scope, DepartmentId id);
std::optional<Domain> find_within(const Reader& reader, const Scope& scope, DomainId id);

std::optional<Certificate>
find_certificate_within(const Reader& reader, const Scope& scope, BytesView serial);

} // namespace chancery::store
