// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a small ACME server on a port of its own, over plain HTTP. It checks signatures,
// nonces and URLs, and does as the test says; it decides nothing.

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/metrics.hpp"
#include "crypto/certificate.hpp"
#include "crypto/csr.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "crypto/random.hpp"
#include "net/server/http_server.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chancery::acme_client::testing {

struct Plan {
    bool proven = true;           ///< Authorizations are born valid.
    int refused_nonces = 0;       ///< So many requests get badNonce.
    int rounds_of_processing = 0; ///< So often the order is still processing.
    std::string eab_key_id = {};  ///< Required when it is not empty.
    Bytes eab_hmac_key = {};
    std::string refusal = {};                   ///< newOrder is refused with this sentence.
    std::set<std::string> refused_names = {};   ///< newOrder is refused for these.
    std::set<std::string> forbidden_names = {}; ///< finalize is refused for these.
    std::vector<std::string> profiles = {};     ///< Offered in the directory.
    std::vector<std::string> other_roots = {};  ///< Common names, one alternate chain each.
    std::string issuer = "Test Issuing CA";     ///< Of new certificates.
    bool drops_must_staple = false;
    bool gives_renewal_info = false; ///< In the directory, and below /renewal-info.
    std::string renewal_info = {};   ///< The answer; empty: it does not know the certificate.
    bool refuses_replaces = false;   ///< newOrder with it is alreadyReplaced.
    std::chrono::hours lifetime{90 * 24};
    /// Whether this token is answered with this key authorization.
    std::function<bool(const std::string&, const std::string&)> probe = {};
};

class AcmeServer {
public:
    explicit AcmeServer(Plan plan)
        : plan_(std::move(plan)),
          server_({.threads = 2}, metrics_),
          issuer_(crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256)) {
        const auto port = server_.listen_plain({"127.0.0.1", 0}, [this](const net::Request& r) {
            return answer(r);
        });
        base_ = "http://127.0.0.1:" + std::to_string(port);
        server_.start();
    }

    ~AcmeServer() { server_.stop(std::chrono::seconds(1)); }

    std::string directory_url() const { return base_ + "/acme/ov/directory"; }

    /// The same server by a URL that certbot takes for one of test certificates.
    std::string staging_url() const { return base_ + "/acme/staging/directory"; }

    /// And by one where only its directory says that it is.
    std::string exercise_url() const { return base_ + "/acme/exercise/directory"; }

    /// For what changes between two runs.
    Plan& plan() { return plan_; }

    std::size_t accounts() const { return accounts_.size(); }

    int orders() const { return orders_; }

    /// The account that made the last order: "/account/1".
    const std::string& last_account() const { return last_account_; }

    /// Of the last newAccount and newOrder.
    const json::Value& last_registration() const { return last_registration_; }

    const json::Value& last_order() const { return last_order_; }

    /// What renewal information was asked for: "/renewal-info/KEY.SERIAL".
    const std::vector<std::string>& looks() const { return looks_; }

    /// Of the last request.
    const std::string& last_user_agent() const { return last_user_agent_; }

private:
    net::Response answer(const net::Request& request) {
        const std::lock_guard lock(mutex_);
        last_user_agent_ = request.header("User-Agent");
        net::Response response;
        try {
            response = dispatch(request);
        } catch (const Error& error) {
            response = problem("malformed", error.problem().detail, 400);
        }
        response.set("Replay-Nonce", new_nonce());
        return response;
    }

    net::Response dispatch(const net::Request& request) {
        if (request.target == "/acme/ov/directory" || request.target == "/acme/staging/directory")
            return directory(false);
        if (request.target == "/acme/exercise/directory") return directory(true);
        if (request.target == "/nonce") return {.status = 200};
        if (request.target.starts_with("/renewal-info/")) return renewal_info(request.target);
        const auto jws = crypto::parse_jws(request.body);
        const json::Reader header(jws.header);
        if (nonces_.erase(header.at("nonce").string()) == 0 || plan_.refused_nonces-- > 0)
            return problem("badNonce", "another one, please", 400);
        if (header.at("url").string() != base_ + request.target)
            return problem("unauthorized", "the URL is another one", 401);
        const auto kid = header.find("kid");
        const auto key = kid ? accounts_.at(kid->string()) : crypto::parse_jwk(header.at("jwk"));
        if (!key.verify(jws.signing_input, jws.signature, crypto::SignatureForm::jws))
            return problem("malformed", "the signature does not fit", 400);
        if (request.target == "/account") return account(key, jws.payload);
        if (!kid) return problem("malformed", "kid is missing", 400);
        if (request.target == "/order") {
            last_account_ = kid->string().substr(base_.size());
            return new_order(jws.payload);
        }
        return resource(request.target, key, jws.payload);
    }

    net::Response
    resource(const std::string& target, const crypto::PublicKey& key, BytesView body) {
        if (target == "/order/1") return order();
        if (target.starts_with("/authorization/")) return authorization(target.substr(15));
        if (target.starts_with("/challenge/")) {
            const auto token = "token-" + target.substr(11);
            proven_[target.substr(11)] =
                plan_.probe && plan_.probe(token, token + "." + crypto::thumbprint(key))
                    ? "valid"
                    : "invalid";
            return reply(200, json::Object{});
        }
        if (target == "/finalize") return finalize(body);
        if (target == "/certificate") return chain();
        if (target.starts_with("/certificate/"))
            return pem(leaf_ + root(plan_.other_roots.at(std::stoul(target.substr(13)))));
        return problem("malformed", "there is no such resource", 404);
    }

    net::Response directory(bool is_staging) {
        json::Object meta;
        if (is_staging) meta.emplace_back("staging", true);
        if (!plan_.eab_key_id.empty()) meta.emplace_back("externalAccountRequired", true);
        json::Object profiles;
        for (const auto& name : plan_.profiles)
            profiles.emplace_back(name, "for a test");
        if (!profiles.empty()) meta.emplace_back("profiles", std::move(profiles));
        json::Object body{
            {"newNonce", base_ + "/nonce"},
            {"newAccount", base_ + "/account"},
            {"newOrder", base_ + "/order"},
            {"meta", meta}};
        if (plan_.gives_renewal_info) body.emplace_back("renewalInfo", base_ + "/renewal-info");
        return reply(200, std::move(body));
    }

    net::Response renewal_info(const std::string& target) {
        looks_.push_back(target);
        if (plan_.renewal_info.empty()) return problem("malformed", "not known here", 404);
        return {.content_type = "application/json", .body = plan_.renewal_info};
    }

    net::Response account(const crypto::PublicKey& key, BytesView payload) {
        const auto value = json::parse(payload);
        last_registration_ = value;
        const auto binding = json::Reader(value).find("externalAccountBinding");
        if (binding && !is_bound(*binding, key))
            return problem("unauthorized", "this key id and this MAC do not fit", 403);
        for (const auto& [url, known] : accounts_)
            if (known == key) return located(200, url, json::Object{{"status", "valid"}});
        if (json::Reader(value).find("onlyReturnExisting"))
            return problem("accountDoesNotExist", "this key has no account", 400);
        if (!plan_.eab_key_id.empty() && !binding)
            return problem("externalAccountRequired", "an external account is required", 403);
        const auto url = base_ + "/account/" + std::to_string(accounts_.size() + 1);
        accounts_.emplace(url, key);
        return located(201, url, json::Object{{"status", "valid"}});
    }

    bool is_bound(const json::Reader& binding, const crypto::PublicKey& key) const {
        const auto jws = crypto::parse_jws(binding);
        return json::Reader(jws.header).at("kid").string() == plan_.eab_key_id &&
               crypto::parse_jwk(json::Reader(json::parse(jws.payload))) == key &&
               jws.signature ==
                   crypto::hmac(
                       crypto::Hash::sha256, Secret(plan_.eab_hmac_key), jws.signing_input
                   );
    }

    net::Response new_order(BytesView payload) {
        if (!plan_.refusal.empty()) return problem("rejectedIdentifier", plan_.refusal, 403);
        const auto value = json::parse(payload);
        last_order_ = value;
        if (plan_.refuses_replaces && json::Reader(value).find("replaces"))
            return problem("alreadyReplaced", "there is a successor", 409);
        names_.clear();
        proven_.clear();
        chain_.clear();
        for (const auto& each : json::Reader(value).at("identifiers").array())
            names_.push_back({each.at("type").string(), each.at("value").string()});
        if (const auto refusal = refuse_some(plan_.refused_names)) return *refusal;
        for (std::size_t i = 0; i < names_.size(); ++i)
            proven_[std::to_string(i)] = plan_.proven ? "valid" : "pending";
        rounds_ = plan_.rounds_of_processing;
        ++orders_;
        return located(201, base_ + "/order/1", order_body());
    }

    json::Object order_body() {
        std::string status = "ready";
        for (const auto& [name, state] : proven_)
            if (state != "valid") status = state;
        if (!chain_.empty()) status = rounds_-- > 0 ? "processing" : "valid";
        json::Array urls;
        for (const auto& [name, state] : proven_)
            urls.emplace_back(base_ + "/authorization/" + name);
        json::Object body{
            {"status", status}, {"authorizations", urls}, {"finalize", base_ + "/finalize"}};
        if (status == "valid") body.emplace_back("certificate", base_ + "/certificate");
        return body;
    }

    net::Response order() { return reply(200, order_body()); }

    net::Response authorization(const std::string& index) {
        const auto& state = proven_.at(index);
        json::Object challenge{
            {"type", "http-01"},
            {"url", base_ + "/challenge/" + index},
            {"status", state},
            {"token", "token-" + index}};
        if (state == "invalid")
            challenge.emplace_back(
                "error",
                json::Object{
                    {"type", "urn:ietf:params:acme:error:incorrectResponse"},
                    {"detail", "nothing of the kind is there"}}
            );
        return reply(
            200,
            json::Object{
                {"status", state},
                {"identifier", identifier(names_.at(std::stoul(index)))},
                {"challenges", state == "valid" ? json::Array{} : json::Array{challenge}}}
        );
    }

    static Bytes named(const std::string& common_name) {
        crypto::DistinguishedName name;
        name.common_name = common_name;
        return crypto::to_der(name);
    }

    net::Response finalize(BytesView payload) {
        const auto value = json::parse(payload);
        const auto csr =
            crypto::parse_csr(*parse_base64url(json::Reader(value).at("csr").string()));
        if (const auto refusal = refuse_some(plan_.forbidden_names)) return *refusal;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto issuer = named(plan_.issuer);
        auto extensions =
            std::vector{crypto::subject_alternative_name(values("dns"), addresses(), false)};
        extensions.push_back(
            crypto::authority_key_identifier(crypto::key_identifier(issuer_.public_key().spki()))
        );
        if (csr.asks_for_must_staple && !plan_.drops_must_staple)
            extensions.push_back(crypto::must_staple());
        crypto::CertificateFields fields{
            .serial = "\x01" + crypto::random_bytes(15),
            .issuer_key_algorithm = crypto::KeyAlgorithm::ec_p256,
            .issuer = issuer,
            .subject = named(names_.front().value),
            .not_before = now - std::chrono::hours(1),
            .not_after = now + plan_.lifetime,
            .spki = csr.key.spki(),
            .extensions = std::move(extensions)};
        leaf_ = signed_pem(fields);
        chain_ = leaf_ + root("Test Root CA");
        return order();
    }

    std::string signed_pem(const crypto::CertificateFields& fields) {
        return to_pem(
            crypto::sign_certificate(crypto::to_be_signed(fields), issuer_), "CERTIFICATE"
        );
    }

    /// The issuing CA's certificate by a root of this common name.
    std::string root(const std::string& common_name) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return signed_pem(
            {.serial = "\x01" + crypto::random_bytes(15),
             .issuer_key_algorithm = crypto::KeyAlgorithm::ec_p256,
             .issuer = named(common_name),
             .subject = named(plan_.issuer),
             .not_before = now - std::chrono::hours(1),
             .not_after = now + plan_.lifetime,
             .spki = issuer_.public_key().spki(),
             .extensions = {crypto::basic_constraints_ca(0)}}
        );
    }

    static net::Response pem(const std::string& text) {
        return {.content_type = "application/pem-certificate-chain", .body = text};
    }

    net::Response chain() {
        auto response = pem(chain_);
        for (std::size_t i = 0; i < plan_.other_roots.size(); ++i)
            response.set(
                "Link", "<" + base_ + "/certificate/" + std::to_string(i) + ">;rel=\"alternate\""
            );
        return response;
    }

    struct Identifier {
        std::string type;
        std::string value;
    };

    static json::Object identifier(const Identifier& name) {
        return {{"type", name.type}, {"value", name.value}};
    }

    std::vector<std::string> values(const std::string& type) const {
        std::vector<std::string> result;
        for (const auto& name : names_)
            if (name.type == type) result.push_back(name.value);
        return result;
    }

    std::vector<Bytes> addresses() const {
        std::vector<Bytes> result;
        for (const auto& value : values("ip"))
            result.push_back(*parse_address(value));
        return result;
    }

    /// A problem with one subproblem for each of these names that is ordered.
    std::optional<net::Response> refuse_some(const std::set<std::string>& refused) const {
        json::Array subproblems;
        for (const auto& name : names_)
            if (refused.contains(name.value))
                subproblems.emplace_back(json::Object{
                    {"type", "urn:ietf:params:acme:error:rejectedIdentifier"},
                    {"detail", "not this one"},
                    {"identifier", identifier(name)}});
        if (subproblems.empty()) return std::nullopt;
        return net::Response{
            .status = 403,
            .content_type = "application/problem+json",
            .body = json::to_text(json::Object{
                {"type", "urn:ietf:params:acme:error:rejectedIdentifier"},
                {"detail", "some names are refused"},
                {"subproblems", std::move(subproblems)}})};
    }

    static net::Response reply(int status, const json::Object& body) {
        return {.status = status, .content_type = "application/json", .body = json::to_text(body)};
    }

    static net::Response located(int status, const std::string& url, const json::Object& body) {
        auto response = reply(status, body);
        response.set("Location", url);
        return response;
    }

    static net::Response problem(const std::string& word, const std::string& detail, int status) {
        return {
            .status = status,
            .content_type = "application/problem+json",
            .body = json::to_text(json::Object{
                {"type", "urn:ietf:params:acme:error:" + word}, {"detail", detail}})};
    }

    std::string new_nonce() { return *nonces_.insert(crypto::random_text(16)).first; }

    Plan plan_;
    Metrics metrics_;
    std::mutex mutex_;
    std::string base_;
    std::set<std::string> nonces_;
    std::map<std::string, crypto::PublicKey> accounts_;
    std::vector<Identifier> names_;
    std::map<std::string, std::string> proven_;
    std::string chain_;
    std::string last_account_;
    json::Value last_registration_;
    std::vector<std::string> looks_;
    json::Value last_order_;
    std::string last_user_agent_;
    std::string leaf_;
    int rounds_ = 0;
    int orders_ = 0;
    net::HttpServer server_;
    crypto::PrivateKey issuer_;
};

} // namespace chancery::acme_client::testing
