// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is outside of somebody's scope does not exist for them: the one place that says so of an
// object, to who reads it and to who changes it.

#include "base/error.hpp"
#include "store/registry/scopes.hpp"

#include <string>
#include <string_view>

namespace chancery::workflow {

constexpr std::string_view noun_of(AccountId) {
    return "ACME account";
}

constexpr std::string_view noun_of(CertificateId) {
    return "certificate";
}

constexpr std::string_view noun_of(ClientId) {
    return "client";
}

constexpr std::string_view noun_of(DelegationId) {
    return "delegation";
}

constexpr std::string_view noun_of(DepartmentId) {
    return "department";
}

constexpr std::string_view noun_of(DomainId) {
    return "domain";
}

/// Throws not_found: "there is no such ACME account".
template <class SomeId>
auto require_visible(const store::Reader& reader, const Scope& scope, SomeId id) {
    auto found = store::find_within(reader, scope, id);
    if (!found) throw Error(Fault::not_found, "there is no such " + std::string(noun_of(id)));
    return *std::move(found);
}

} // namespace chancery::workflow
