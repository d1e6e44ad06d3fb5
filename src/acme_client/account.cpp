// SPDX-License-Identifier: Apache-2.0
#include "acme_client/account.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

namespace chancery::acme_client {

namespace {

json::Value binding(const Session& session, const ExternalAccount& external) {
    return crypto::mac_jws(
        external.hash,
        external.hmac_key,
        {{"kid", external.key_id}, {"url", session.directory().new_account}},
        json::to_text(crypto::to_jwk(session.key().public_key()))
    );
}

std::string account_url(const net::Response& response) {
    const auto url = response.header("Location");
    if (url.empty())
        throw Error(Fault::malformed, "the server created an account but did not return its URL");
    return std::string(url);
}

} // namespace

Secret read_hmac_key(const Secret& text) {
    std::string word(trim(text.reveal()));
    while (word.ends_with('='))
        word.pop_back();
    for (auto& c : word) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    auto key = parse_base64url(word);
    Secret wiped(std::move(word));
    if (!key || key->empty())
        throw Error(
            Fault::invalid,
            "the HMAC key of the external account is not base64url; copy the whole key again"
        );
    return Secret(std::move(*key));
}

Registered register_account(Session& session, const Registration& registration) {
    if (session.directory().external_account_required && !registration.external_account)
        throw Error(
            Fault::external_account_required,
            "Server requires external account binding. Please use --eab-kid and --eab-hmac-key."
        );
    json::Object payload;
    if (!registration.contact.empty()) {
        json::Array contact;
        for (const auto& each : registration.contact)
            contact.emplace_back(each);
        payload.emplace_back("contact", std::move(contact));
    }
    if (registration.terms_of_service_agreed) payload.emplace_back("termsOfServiceAgreed", true);
    if (registration.external_account)
        payload.emplace_back(
            "externalAccountBinding", binding(session, *registration.external_account)
        );
    const auto response =
        session.post_with_key(session.directory().new_account, json::to_text(std::move(payload)));
    Registered registered{account_url(response), response.status == 201};
    session.use_account(registered.url);
    return registered;
}

std::optional<std::string> find_account(Session& session) {
    try {
        const auto response = session.post_with_key(
            session.directory().new_account, R"({"onlyReturnExisting":true})"
        );
        session.use_account(account_url(response));
        return session.account();
    } catch (const Error& error) {
        // RFC 8555 §7.3.1
        if (error.fault() == Fault::account_does_not_exist) return std::nullopt;
        throw;
    }
}

} // namespace chancery::acme_client
