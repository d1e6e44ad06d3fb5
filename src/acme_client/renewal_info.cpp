// SPDX-License-Identifier: Apache-2.0
#include "acme_client/renewal_info.hpp"

#include "acme_client/problem.hpp"
#include "base/json.hpp"

namespace chancery::acme_client {

std::optional<acme::RenewalId> find_renewal_id(const crypto::CertificateInfo& certificate) {
    if (certificate.authority_key_identifier.empty()) return std::nullopt;
    return acme::RenewalId{certificate.authority_key_identifier, certificate.serial};
}

std::optional<RenewalAdvice>
fetch_renewal_info(net::HttpClient& http, const Directory& directory, const acme::RenewalId& id) {
    if (directory.renewal_info.empty()) return std::nullopt;
    // RFC 9773 §4.1: whether or not the directory's URL ends with a slash.
    const auto base = directory.renewal_info;
    const auto url = base + (base.ends_with('/') ? "" : "/") + to_string(id);
    const auto response = http.request("GET", url);
    if (response.status == 404) return std::nullopt;
    if (response.status != 200) throw Error(read_problem(response, url));
    return acme::parse_renewal_info(json::parse(response.body));
}

} // namespace chancery::acme_client
