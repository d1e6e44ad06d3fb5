// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whatever an answer refers to by an id it also names. The names are looked up once for the whole
// answer, never for each of its objects.

#include "base/id.hpp"
#include "base/json.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace chancery::server::api {

template <class SomeId>
class Names {
public:
    explicit Names(std::map<SomeId, std::string> known) : known_(std::move(known)) {}

    /// null without an id, and for what is gone.
    json::Value of(const std::optional<SomeId>& id) const {
        const auto found = id ? known_.find(*id) : known_.end();
        return found == known_.end() ? json::Value() : json::Value(found->second);
    }

private:
    std::map<SomeId, std::string> known_;
};

/// There are few of these: all of them.
Names<OrganizationId> organization_names(const store::Reader& reader);
Names<EndpointId> endpoint_names(const store::Reader& reader);
Names<IssuerId> issuer_names(const store::Reader& reader);

Names<DepartmentId> names_of(const store::Reader& reader, const std::set<DepartmentId>& ids);
Names<AccountId> names_of(const store::Reader& reader, const std::set<AccountId>& ids);

/// The ids in this member of the objects, which may be optional.
template <class SomeId, class Items, class Member>
std::set<SomeId> ids_in(const Items& items, Member member) {
    std::set<SomeId> ids;
    for (const auto& item : items)
        if (const std::optional<SomeId> id = std::invoke(member, item)) ids.insert(*id);
    return ids;
}

} // namespace chancery::server::api
