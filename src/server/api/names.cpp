// SPDX-License-Identifier: Apache-2.0
#include "server/api/names.hpp"

#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/names.hpp"
#include "store/registry/organizations.hpp"

namespace chancery::server::api {

namespace {

template <class SomeId, class Objects>
Names<SomeId> names_in(const Objects& objects) {
    std::map<SomeId, std::string> names;
    for (const auto& object : objects)
        names.emplace(object.id, object.name);
    return Names<SomeId>(std::move(names));
}

} // namespace

Names<OrganizationId> organization_names(const store::Reader& reader) {
    return names_in<OrganizationId>(store::list_organizations(reader));
}

Names<EndpointId> endpoint_names(const store::Reader& reader) {
    return names_in<EndpointId>(store::list_endpoints(reader));
}

Names<IssuerId> issuer_names(const store::Reader& reader) {
    return names_in<IssuerId>(store::list_issuers(reader));
}

Names<DepartmentId> names_of(const store::Reader& reader, const std::set<DepartmentId>& ids) {
    return Names<DepartmentId>(store::find_names(reader, ids));
}

Names<AccountId> names_of(const store::Reader& reader, const std::set<AccountId>& ids) {
    return Names<AccountId>(store::find_names(reader, ids));
}

} // namespace chancery::server::api
