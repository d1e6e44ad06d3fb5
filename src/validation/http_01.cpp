// SPDX-License-Identifier: Apache-2.0
// http-01 (RFC 8555 §8.3; for addresses RFC 8738 §4): a file below the name's own web server.
#include "base/text.hpp"
#include "validation/answer.hpp"
#include "validation/method.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::validation {

namespace {

std::string path_of(const Subject& subject) {
    return "/.well-known/acme-challenge/" + subject.token;
}

net::Probe plan(const Subject& subject) {
    return net::HttpProbe{.host = subject.name, .path = path_of(subject)};
}

/// "http://www.example.org", without the port.
std::string base_of(const Subject& subject, std::string_view scheme) {
    const bool is_ipv6 = subject.name.find(':') != subject.name.npos;
    return fmt::format("{}://{}", scheme, is_ipv6 ? "[" + subject.name + "]" : subject.name);
}

/// Whether this is the challenge's own path at the host's own name, whatever the port.
bool is_at(const std::string& base, const Subject& subject, std::string_view url) {
    if (!url.starts_with(base)) return false;
    url.remove_prefix(base.size());
    if (url.starts_with(':')) url.remove_prefix(std::min(url.find('/'), url.size()));
    return url == path_of(subject);
}

/// "GET http://www.example.org/... at 192.0.2.7", of the last host where it was redirected.
std::string asked(const Subject& subject, const net::HttpAnswer& http) {
    const auto base = base_of(subject, "http");
    const auto first = base + path_of(subject);
    const auto& last = http.url.empty() ? first : http.url;
    return fmt::format(
        "GET {}{} at {}",
        printable(last, 300),
        is_at(base, subject, last) ? "" : ", redirected from " + first + ",",
        http.address
    );
}

/// This CA may reach what its client may not, so it does not tell what it was redirected to see.
bool may_be_shown(const Subject& subject, const net::HttpAnswer& http) {
    return http.url.empty() || is_at(base_of(subject, "http"), subject, http.url) ||
           is_at(base_of(subject, "https"), subject, http.url);
}

/// What servers say, with status 400, to plain HTTP where they expect TLS: nginx and Go (Caddy),
/// Apache, Tomcat.
bool expects_tls(std::string_view body) {
    constexpr std::string_view words[] = {
        "https port", "https server", "ssl-enabled", "requires tls"};
    const auto text = to_lower(body);
    return std::ranges::any_of(words, [&](auto word) { return text.find(word) != text.npos; });
}

/// What a status often means.
std::string_view meaning_of(int status, std::string_view body) {
    switch (status) {
    case 400:
        if (!expects_tls(body)) break;
        return "the server expects TLS on this port, which must speak plain HTTP";
    case 401:
    case 403: return "the web server forbids the path, which must be open to everyone";
    case 404:
    case 410:
        return "the file is not there; is the directory that the client writes to the one from "
               "which this name is served?";
    }
    if (status >= 500) return "the web server, or what stands behind it, failed; see its log";
    if (status >= 300 && status < 400)
        return "only redirects with 301, 302, 307 and 308 are followed";
    return "the file itself was expected";
}

std::string_view meaning_of(const Subject& subject, std::string_view body) {
    if (body.empty()) return "is the file empty, or does something else answer for this path?";
    if (body.starts_with('<'))
        return "that is a web page; does an application answer for this path before the file does?";
    if (body == subject.token) return "the thumbprint of the account key is missing";
    if (body.starts_with(subject.token + "."))
        return "the thumbprint is that of another account key; does another ACME client answer?";
    return "is it the file of an earlier attempt, or does another host answer for this name?";
}

/// RFC 8555 §8.3: white space at the end of the body is ignored.
std::string_view without_final_space(std::string_view body) {
    return body.substr(0, body.find_last_not_of(" \t\r\n") + 1);
}

Problem refusal(std::string sentence) {
    return {Fault::incorrect_response, std::move(sentence)};
}

Judgement judge(const Subject& subject, const net::Answer& answer) {
    if (auto problem = unanswered(answer)) return *std::move(problem);
    const auto& http = answer_of<net::HttpAnswer>(answer);
    if (http.status != 200)
        return refusal(fmt::format(
            "{} was answered with status {} instead of 200: {}",
            asked(subject, http),
            http.status,
            meaning_of(http.status, may_be_shown(subject, http) ? http.body : "")
        ));
    const auto body = without_final_space(http.body);
    if (http.is_whole && body == subject.key_authorization) return Proven{};
    if (!may_be_shown(subject, http))
        return refusal(fmt::format(
            "{} was answered with {} bytes other than \"{}\": {}",
            asked(subject, http),
            http.body.size(),
            subject.key_authorization,
            meaning_of(subject, body)
        ));
    return refusal(fmt::format(
        "{} was answered with \"{}\"{} instead of \"{}\": {}",
        asked(subject, http),
        printable(body, 100),
        http.is_whole ? "" : ", which is longer than a challenge may be,",
        subject.key_authorization,
        meaning_of(subject, body)
    ));
}

} // namespace

Method http_01() {
    return {
        .type = acme::ChallengeType::http_01,
        .plan = plan,
        .judge = judge,
        .takes_addresses = true,
    };
}

} // namespace chancery::validation
