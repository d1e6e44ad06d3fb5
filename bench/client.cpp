// SPDX-License-Identifier: Apache-2.0
#include "bench/client.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "crypto/csr.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

#include <fmt/core.h>

namespace chancery::bench {

namespace {

std::string new_order_payload(const std::string& name) {
    return json::to_text(json::Object{
        {"identifiers", json::Array{json::Object{{"type", "dns"}, {"value", name}}}}});
}

std::string finalize_payload(const std::string& name) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    return json::to_text(json::Object{{"csr", to_base64url(crypto::make_csr(key, {name}))}});
}

/// The first text after this member's name: a scan, since a parser would cost the generator more
/// than the rest of the answer. Empty without one.
std::string_view text_after(std::string_view json, std::string_view member) {
    const auto at = json.find(member);
    if (at == json.npos) return {};
    const auto begin = json.find('"', at + member.size());
    const auto end = begin == json.npos ? json.npos : json.find('"', begin + 1);
    return end == json.npos ? std::string_view{} : json.substr(begin + 1, end - begin - 1);
}

/// Of the resource itself: its identifier comes before, its challenges after.
std::string_view status_of(const Answer& answer) {
    return text_after(answer.body, "\"status\"");
}

} // namespace

std::string_view to_string(Step step) {
    switch (step) {
    case Step::new_order: return "newOrder";
    case Step::authorization: return "authorization";
    case Step::challenge: return "challenge";
    case Step::poll: return "poll";
    case Step::finalize: return "finalize";
    case Step::order: return "order";
    case Step::certificate: return "certificate";
    }
    return "";
}

Client::Client(const acme_client::Session& session, std::string name)
    : key_(session.key()),
      account_(session.account()),
      place_(parse_place(session.directory().new_nonce)),
      new_order_url_(session.directory().new_order),
      new_order_payload_(new_order_payload(name)),
      finalize_payload_(finalize_payload(name)) {}

std::string Client::thumbprint() const {
    return crypto::thumbprint(key_.public_key());
}

std::string Client::nonce_request() const {
    return fmt::format(
        "HEAD {} HTTP/1.1\r\nHost: {}:{}\r\n\r\n", place_.target, place_.host, place_.port
    );
}

void Client::take_nonce(const Answer& answer) {
    nonce_ = answer.header("Replay-Nonce");
    require(!nonce_.empty(), answer);
}

std::string Client::request() {
    const std::string* url = nullptr;
    std::string_view payload;
    switch (step_) {
    case Step::new_order:
        url = &new_order_url_;
        payload = new_order_payload_;
        break;
    case Step::authorization:
    case Step::poll: url = &authorization_url_; break;
    case Step::challenge:
        url = &challenge_url_;
        payload = "{}";
        break;
    case Step::finalize:
        url = &finalize_url_;
        payload = finalize_payload_;
        break;
    case Step::order: url = &order_url_; break;
    case Step::certificate: url = &certificate_url_; break;
    }
    const auto body = crypto::sign_jws(
        key_, {{"kid", account_}, {"nonce", std::move(nonce_)}, {"url", *url}}, payload
    );
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}:{}\r\nUser-Agent: chancery-load\r\n"
        "Content-Type: application/jose+json\r\nContent-Length: {}\r\n\r\n{}",
        parse_place(*url).target,
        place_.host,
        place_.port,
        body.size(),
        body
    );
}

bool Client::take(const Answer& answer) {
    require(answer.status == (step_ == Step::new_order ? 201 : 200), answer);
    nonce_ = answer.header("Replay-Nonce");
    switch (step_) {
    case Step::new_order:
        order_url_ = answer.header("Location");
        authorization_url_ = text_after(answer.body, "\"authorizations\"");
        finalize_url_ = text_after(answer.body, "\"finalize\"");
        require(!order_url_.empty() && !authorization_url_.empty(), answer);
        step_ = Step::authorization;
        break;
    case Step::authorization: take_authorization(answer); break;
    case Step::challenge: step_ = Step::poll; break;
    case Step::poll:
        if (status_of(answer) == "pending") break;
        require(status_of(answer) == "valid", answer);
        step_ = Step::finalize;
        break;
    case Step::finalize:
        is_processing_ = status_of(answer) == "processing";
        step_ = Step::order;
        break;
    case Step::order:
        is_processing_ = status_of(answer) == "processing";
        if (is_processing_) break;
        certificate_url_ = text_after(answer.body, "\"certificate\"");
        require(!certificate_url_.empty(), answer);
        step_ = Step::certificate;
        break;
    case Step::certificate:
        require(answer.body.find("-----BEGIN CERTIFICATE-----") != std::string::npos, answer);
        step_ = Step::new_order;
        return true;
    }
    require(!nonce_.empty(), answer);
    return false;
}

/// A name that is pre-validated is valid already.
void Client::take_authorization(const Answer& answer) {
    const bool is_valid = status_of(answer) == "valid";
    step_ = is_valid ? Step::finalize : Step::challenge;
    if (is_valid) return;
    // The URL comes after the type, whatever white space is between them.
    const auto type = answer.body.find("\"http-01\"");
    require(type != std::string::npos, answer);
    challenge_url_ = text_after(std::string_view(answer.body).substr(type), "\"url\"");
    require(!challenge_url_.empty(), answer);
}

void Client::require(bool holds, const Answer& answer) const {
    if (!holds) refuse(answer);
}

void Client::refuse(const Answer& answer) const {
    constexpr std::size_t shown = 500;
    throw Error(
        Fault::server_internal,
        fmt::format(
            "the server answered {} to {}: {}",
            answer.status,
            to_string(step_),
            printable(answer.body, shown)
        )
    );
}

} // namespace chancery::bench
