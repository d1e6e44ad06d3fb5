// SPDX-License-Identifier: Apache-2.0
#include "acme_client/session.hpp"

#include "acme_client/problem.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

#include <fmt/format.h>

namespace chancery::acme_client {

namespace {

constexpr int nonce_attempts = 3;
constexpr std::size_t most_nonces = 8;

} // namespace

Session::Session(net::HttpClient http, Directory directory, crypto::PrivateKey key, Trace trace)
    : http_(std::move(http)),
      directory_(std::move(directory)),
      key_(std::move(key)),
      trace_(std::move(trace)) {}

net::Response Session::post(const std::string& url, std::string_view payload) {
    return send(url, payload, account_.empty());
}

net::Response Session::post_with_key(const std::string& url, std::string_view payload) {
    return send(url, payload, true);
}

net::Response Session::send(const std::string& url, std::string_view payload, bool with_key) {
    for (int attempt = 1;; ++attempt) {
        auto response = send_once(url, payload, with_key);
        if (trace_) trace_(fmt::format("POST {} -> {}", printable(url), response.status));
        keep_nonce(response);
        if (response.status >= 200 && response.status < 300) return response;
        auto problem = read_problem(response, url);
        // RFC 8555 §6.5: the refusal brings a new nonce with it.
        if (problem.fault == Fault::bad_nonce && attempt < nonce_attempts) continue;
        if (trace_) trace_(fmt::format("{}: {}", type_word(problem.fault), describe(problem)));
        throw Error(std::move(problem));
    }
}

net::Response Session::send_once(const std::string& url, std::string_view payload, bool with_key) {
    json::Object header{{"nonce", take_nonce()}, {"url", url}};
    if (with_key)
        header.emplace_back("jwk", crypto::to_jwk(key_.public_key()));
    else
        header.emplace_back("kid", account_);
    const auto body = crypto::sign_jws(key_, std::move(header), payload);
    return http_.request("POST", url, {{"Content-Type", "application/jose+json"}}, body);
}

std::string Session::take_nonce() {
    if (nonces_.empty()) {
        const auto response = http_.request("HEAD", directory_.new_nonce);
        if (response.status < 200 || response.status > 299)
            throw Error(read_problem(response, directory_.new_nonce));
        keep_nonce(response);
    }
    if (nonces_.empty())
        throw Error(
            Fault::malformed,
            fmt::format(
                "{} returned no nonce; is the server's URL right?", printable(directory_.new_nonce)
            )
        );
    auto nonce = std::move(nonces_.back());
    nonces_.pop_back();
    return nonce;
}

void Session::keep_nonce(const net::Response& response) {
    const auto nonce = response.header("Replay-Nonce");
    // RFC 8555 §6.5.1: one that is not base64url is ignored.
    if (nonce.empty() || nonce.size() > 1024 || nonces_.size() >= most_nonces) return;
    if (nonce.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        ) != std::string_view::npos)
        return;
    nonces_.emplace_back(nonce);
}

} // namespace chancery::acme_client
