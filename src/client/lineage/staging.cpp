// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/staging.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/settings/settings.hpp"

#include <fmt/format.h>

namespace chancery::client {

bool is_staging(std::string_view server) {
    return server.find("staging") != server.npos;
}

bool is_of_staging(const crypto::CertificateInfo& leaf) {
    return leaf.issuer.find("STAGING") != leaf.issuer.npos;
}

bool is_of_staging(const Lineage& lineage) {
    const auto server = lineage.renewal.find("renewalparams", "server");
    return is_staging(server.value_or(std::string(default_server))) ||
           is_of_staging(read_leaf(lineage));
}

void refuse_staging(const std::vector<std::string>& names) {
    throw Error(
        Fault::invalid,
        fmt::format(
            "You've asked to renew/replace a seemingly valid certificate with a test certificate "
            "(domains: {}). We will not do that unless you use the --break-my-certs flag!",
            join(names, ", ")
        )
    );
}

} // namespace chancery::client
