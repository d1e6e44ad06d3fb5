// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the ACME front of an office that issues, and requests to it as clients sign them.

#include "acme/problem.hpp"
#include "base/json.hpp"
#include "crypto/csr.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "server/acme/acme_front.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::server {

struct Reply {
    net::Response response;
    json::Value body = nullptr; ///< null where there is no JSON.

    int status() const { return response.status; }

    std::string header(std::string_view name) const { return std::string(response.header(name)); }

    /// A member of the body, as text; "" where there is none.
    std::string text(std::string_view member) const {
        const auto* value = body.find(member);
        if (!value) return "";
        const auto* string = std::get_if<std::string>(&value->variant());
        return string ? *string : json::to_text(*value);
    }

    /// The last part of a problem's type.
    std::string problem() const {
        const auto type = text("type");
        return type.substr(type.rfind(':') + 1);
    }

    std::vector<std::string> texts(std::string_view member) const {
        std::vector<std::string> all;
        for (const auto& item : json::Reader(body).at(member).array())
            all.push_back(item.string());
        return all;
    }
};

/// A client: its key, and its URL once it is registered.
struct Host {
    crypto::PrivateKey key = workflow::IssuingOffice::new_key();
    std::string kid = {};
};

/// A protected header's member set, or added.
inline json::Object with(json::Object header, const std::string& name, json::Value value) {
    for (auto& [member, old] : header)
        if (member == name) {
            old = std::move(value);
            return header;
        }
    header.emplace_back(name, std::move(value));
    return header;
}

inline json::Object without(json::Object header, std::string_view name) {
    std::erase_if(header, [&](const auto& member) { return member.first == name; });
    return header;
}

/// The flattened serialisation of anything at all.
inline std::string
flattened(std::string_view header, std::string_view payload, std::string_view signature) {
    return json::to_text(json::Object{
        {"protected", to_base64url(header)},
        {"payload", to_base64url(payload)},
        {"signature", to_base64url(signature)},
    });
}

class AcmeForTests {
public:
    static constexpr std::string_view public_url = "https://pki.example.org";

    /// Of an office of its own.
    explicit AcmeForTests(net::ResolverOptions resolver = {}, net::ProberLimits limits = {})
        : own_(std::make_unique<workflow::IssuingOffice>()),
          office(*own_),
          store_(office.store),
          resolver_(std::move(resolver)),
          limits_(limits) {}

    /// A server of this office, on its database as it is opened there.
    AcmeForTests(workflow::IssuingOffice& of, store::Store& opened) : office(of), store_(opened) {}

private:
    std::unique_ptr<workflow::IssuingOffice> own_;

public:
    workflow::IssuingOffice& office;

private:
    store::Store& store_;
    net::ResolverOptions resolver_;
    net::ProberLimits limits_;

public:
    Metrics metrics;
    workflow::Issuing issuing = workflow::make_issuing(store_, office.issuers, metrics);
    workflow::Validator validator{
        store_,
        {.bases = std::string(public_url),
         .resolver = resolver_,
         .limits = limits_,
         .threads = 2,
         .clock = [this] { return office.request.now; }},
        metrics};
    Nonces nonces;
    KeyCache keys;
    RefusalLog refusals;
    AcmeContext context{
        store_,
        issuing,
        office.sealer,
        validator,
        nonces,
        keys,
        refusals,
        {std::string(public_url), "https://www.example.org/pki"},
        {}};
    AcmeFront front{context};

    net::Request request(std::string method, std::string target, std::string body = {}) const {
        return {
            .method = std::move(method),
            .target = std::move(target),
            .headers = {{"Content-Type", "application/jose+json"}, {"User-Agent", "a test"}},
            .body = std::move(body),
            .peer = {.address = "192.0.2.7", .local_user = std::nullopt},
            .at = office.request.now,
        };
    }

    Reply send(const net::Request& request) {
        Reply reply{front.handle(request)};
        if (reply.response.content_type.ends_with("json"))
            reply.body = json::parse(reply.response.body);
        return reply;
    }

    Reply send(const std::string& method, const std::string& target) {
        return send(request(method, target));
    }

    /// The body, signed already, to this URL.
    Reply post_body(const std::string& url, std::string body) {
        return send(request("POST", target_of(url), std::move(body)));
    }

    std::string nonce() { return context.nonces.make(office.request.now); }

    /// The protected header of a request to this URL, without its alg.
    json::Object header(const Host& host, const std::string& url) {
        json::Object object{{"nonce", nonce()}, {"url", url}};
        if (host.kid.empty())
            object.emplace_back("jwk", crypto::to_jwk(host.key.public_key()));
        else
            object.emplace_back("kid", host.kid);
        return object;
    }

    Reply post(const Host& host, const std::string& url, const json::Value& payload) {
        return post_body(
            url, crypto::sign_jws(host.key, header(host, url), json::to_text(payload))
        );
    }

    Reply post_as_get(const Host& host, const std::string& url) {
        return post_body(url, crypto::sign_jws(host.key, header(host, url), ""));
    }

    json::Object new_account_payload(
        const Host& host, const workflow::EabCredential& with, const std::string& endpoint = "ov"
    ) const {
        return {
            {"externalAccountBinding",
             with.binding(host.key.public_key(), url("new-account", endpoint))}};
    }

    /// A client that registered with the account "web".
    Host registered(const std::string& endpoint = "ov") {
        Host host;
        const auto payload = new_account_payload(host, office.credential, endpoint);
        const auto reply = post(host, url("new-account", endpoint), payload);
        ensure(reply.status() == 201, "a test's client registers: " + reply.response.body);
        host.kid = reply.header("Location");
        return host;
    }

    static json::Value identifiers(const std::vector<std::string>& names) {
        json::Array array;
        for (const auto& name : names)
            array.emplace_back(json::Object{{"type", "dns"}, {"value", name}});
        return json::Object{{"identifiers", std::move(array)}};
    }

    Reply new_order(const Host& host, const std::vector<std::string>& names = {"www.example.org"}) {
        return post(host, url("new-order"), identifiers(names));
    }

    static json::Value csr_payload(const Bytes& csr) {
        return json::Object{{"csr", to_base64url(csr)}};
    }

    static json::Value csr_for(const std::vector<std::string>& names) {
        return csr_payload(crypto::make_csr(workflow::IssuingOffice::new_key(), names));
    }

    /// From newOrder to the finalized order.
    Reply issued(const Host& host, const std::vector<std::string>& names = {"www.example.org"}) {
        return post(host, new_order(host, names).text("finalize"), csr_for(names));
    }

    static std::string url(const std::string& path, const std::string& endpoint = "ov") {
        return std::string(public_url) + "/acme/" + endpoint + "/" + path;
    }

    static std::string target_of(const std::string& url) { return url.substr(public_url.size()); }
};

/// A read of a client's own account, as it is signed well.
struct Read {
    AcmeForTests acme;
    Host host = acme.registered();
    json::Object header = acme.header(host, host.kid);

    Reply send(const json::Object& as) {
        return acme.post_body(host.kid, crypto::sign_jws(host.key, as, ""));
    }

    /// Signed over whatever text, under ES256's name or another.
    std::string signed_text(const std::string& text, crypto::SignatureForm form) {
        const auto input = to_base64url(text) + ".";
        return flattened(text, "", host.key.sign(input, form));
    }

    std::string header_text(const std::string& algorithm) {
        auto object = header;
        object.insert(object.begin(), {"alg", algorithm});
        return json::to_text(object);
    }

    /// The same bytes with one bit of the signature changed.
    std::string badly_signed() {
        auto signature =
            host.key.sign(to_base64url(header_text("ES256")) + ".", crypto::SignatureForm::jws);
        signature[20] = static_cast<char>(signature[20] ^ 1);
        return flattened(header_text("ES256"), "", signature);
    }
};

} // namespace chancery::server
