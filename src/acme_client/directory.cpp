// SPDX-License-Identifier: Apache-2.0
#include "acme_client/directory.hpp"

#include "acme_client/problem.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace chancery::acme_client {

namespace {

std::string optional_text(const json::Reader& object, std::string_view name) {
    const auto member = object.find(name);
    return member ? member->string() : std::string();
}

Directory read_directory(const std::string& url, const json::Reader& document) {
    Directory directory{
        .url = url,
        .new_nonce = document.at("newNonce").string(),
        .new_account = document.at("newAccount").string(),
        .new_order = document.at("newOrder").string(),
        .revoke_cert = optional_text(document, "revokeCert"),
        .renewal_info = optional_text(document, "renewalInfo")};
    if (const auto meta = document.find("meta")) {
        directory.terms_of_service = optional_text(*meta, "termsOfService");
        if (const auto required = meta->find("externalAccountRequired"))
            directory.external_account_required = required->boolean();
        if (const auto staging = meta->find("staging")) directory.is_staging = staging->boolean();
        if (const auto profiles = meta->find("profiles"); profiles && profiles->is_object())
            for (const auto& [name, description] : profiles->members())
                directory.profiles.push_back(name);
    }
    return directory;
}

} // namespace

Directory fetch_directory(net::HttpClient& http, const std::string& url) {
    const auto response = http.request("GET", url);
    if (response.status != 200) throw Error(read_problem(response, url));
    try {
        const auto document = json::parse(response.body);
        return read_directory(url, json::Reader(document));
    } catch (const Error& error) {
        throw Error(
            Fault::malformed,
            fmt::format(
                "{} is not an ACME directory ({}); is the server's URL right?",
                printable(url),
                error.problem().detail
            )
        );
    }
}

} // namespace chancery::acme_client
