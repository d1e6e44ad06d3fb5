// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/departments.hpp"

#include "crypto/random.hpp"
#include "store/registry/departments.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/organizations.hpp"
#include "workflow/registry/visible.hpp"

namespace chancery::workflow {

namespace {

void require_valid(const Department& department) {
    require_text("/name", department.name, {1, 128});
    require_contacts("/contacts", department.contacts);
}

void require_free_name(const store::Reader& reader, const Department& department) {
    const auto other = store::find_department(reader, department.organization, department.name);
    if (other && other->id != department.id)
        throw Error(Fault::conflict, "there is a department " + department.name + " already");
}

} // namespace

Department add_department(store::Store& store, const Request& request, const NewDepartment& input) {
    const auto id = crypto::new_id<DepartmentId>(request.now);
    return store.write([&](store::Transaction& tx) {
        const Department department{
            .id = id,
            .organization = require_organization(tx, input.organization),
            .name = input.name,
            .enabled = input.enabled,
            .contacts = input.contacts,
            .revision = {.created_at = request.now, .updated_at = request.now},
        };
        require_valid(department);
        require_free_name(tx, department);
        store::insert(tx, department);
        audit(tx, request, deed_on(department, "department.created"));
        return department;
    });
}

Department change_department(
    store::Store& store,
    const Request& request,
    const Seen<DepartmentId>& seen,
    const DepartmentChange& change
) {
    return store.write([&](store::Transaction& tx) {
        auto department = require_visible(tx, request.scope, seen.id);
        require_version(department.revision.version, seen.version);

        std::vector<Change> changes;
        set(changes, "name", department.name, change.name);
        set(changes, "enabled", department.enabled, change.enabled);
        set(changes, "contacts", department.contacts, change.contacts);
        require_valid(department);
        require_free_name(tx, department);
        if (changes.empty()) return department;

        store::update(tx, department, request.now);
        auto deed = deed_on(department, "department.changed");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        return department;
    });
}

} // namespace chancery::workflow
