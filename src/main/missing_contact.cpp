// SPDX-License-Identifier: Apache-2.0
#include "main/missing_contact.hpp"

#include "store/registry/organizations.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

std::vector<std::string> warnings_of_missing_contacts(const store::Reader& reader) {
    std::vector<std::string> warnings;
    for (const auto& organization : store::list_organizations(reader))
        if (organization.contact_email.empty())
            warnings.push_back(fmt::format(
                "refusals tell people to ask \"{}\" and not how: set its address with `chancery "
                "admin "
                "organization set --contact ADDRESS`, e.g. pki@example.org",
                organization.name
            ));
    return warnings;
}

} // namespace chancery::daemon
