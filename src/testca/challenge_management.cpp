// SPDX-License-Identifier: Apache-2.0
#include "testca/challenge_management.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "testca/loose_json.hpp"

#include <algorithm>

namespace chancery::testca {

namespace {

using json::Reader;

std::string required(const Reader& body, std::string_view name) {
    auto text = string_member(body, name);
    if (text.empty())
        throw Error(Fault::malformed, "\"" + std::string(name) + "\" must not be empty");
    return text;
}

std::vector<std::string> addresses_of(const Reader& body) {
    auto addresses = strings_member(body, "addresses");
    if (addresses.empty()) throw Error(Fault::malformed, "\"addresses\" must not be empty");
    return addresses;
}

std::vector<CaaRecord> policies_of(const Reader& body) {
    std::vector<CaaRecord> records;
    if (const auto policies = find_member(body, "policies"))
        for (const auto& policy : policies->array())
            records.push_back({string_member(policy, "tag"), string_member(policy, "value")});
    if (records.empty()) throw Error(Fault::malformed, "\"policies\" must not be empty");
    return records;
}

RequestKind kind_of(const Reader& body) {
    const auto word = string_member(body, "type");
    if (word == "http") return RequestKind::http;
    if (word == "dns") return RequestKind::dns;
    if (word == "tlsalpn") return RequestKind::tls_alpn;
    throw Error(Fault::malformed, "\"type\" must be \"http\", \"dns\" or \"tlsalpn\"");
}

using Act = void (*)(ChallengeAnswers& answers, const Reader& body);

struct Setting {
    std::string_view path;
    Act act;
};

template <dns::Type type>
void clear(ChallengeAnswers& answers, const Reader& body) {
    answers.clear(type, required(body, "host"));
}

void add_txt(ChallengeAnswers& answers, const Reader& body) {
    answers.add_txt(required(body, "host"), required(body, "value"));
}

/// One row a thing that can be set.
constexpr Setting settings[] = {
    {"/set-default-ipv4",
     [](ChallengeAnswers& a, const Reader& b) { a.set_default_ipv4(string_member(b, "ip")); }},
    {"/set-default-ipv6",
     [](ChallengeAnswers& a, const Reader& b) { a.set_default_ipv6(string_member(b, "ip")); }},
    {"/add-a",
     [](ChallengeAnswers& a, const Reader& b) { a.add_a(required(b, "host"), addresses_of(b)); }},
    {"/clear-a", clear<dns::a>},
    {"/add-aaaa",
     [](ChallengeAnswers& a, const Reader& b) {
         a.add_aaaa(required(b, "host"), addresses_of(b));
     }},
    {"/clear-aaaa", clear<dns::aaaa>},
    {"/add-caa",
     [](ChallengeAnswers& a, const Reader& b) { a.add_caa(required(b, "host"), policies_of(b)); }},
    {"/clear-caa", clear<dns::caa>},
    {"/set-cname",
     [](ChallengeAnswers& a, const Reader& b) {
         a.set_cname(required(b, "host"), required(b, "target"));
     }},
    {"/clear-cname", clear<dns::cname>},
    {"/set-servfail",
     [](ChallengeAnswers& a, const Reader& b) { a.set_servfail(required(b, "host")); }},
    {"/clear-servfail",
     [](ChallengeAnswers& a, const Reader& b) { a.clear_servfail(required(b, "host")); }},
    {"/set-txt", add_txt},
    {"/add-txt", add_txt},
    {"/clear-txt", clear<dns::txt>},
    {"/add-http01",
     [](ChallengeAnswers& a, const Reader& b) {
         a.set_http(required(b, "token"), required(b, "content"));
     }},
    {"/del-http01",
     [](ChallengeAnswers& a, const Reader& b) { a.clear_http(required(b, "token")); }},
    {"/add-redirect",
     [](ChallengeAnswers& a, const Reader& b) {
         a.set_redirect(required(b, "path"), required(b, "targetURL"));
     }},
    {"/del-redirect",
     [](ChallengeAnswers& a, const Reader& b) { a.clear_redirect(required(b, "path")); }},
    {"/add-tlsalpn01",
     [](ChallengeAnswers& a, const Reader& b) {
         a.set_tls(required(b, "host"), required(b, "content"));
     }},
    {"/del-tlsalpn01",
     [](ChallengeAnswers& a, const Reader& b) { a.clear_tls(required(b, "host")); }},
};

struct HistoryPath {
    std::string_view path;
    RequestKind kind;
};

constexpr HistoryPath histories[] = {
    {"/http-request-history", RequestKind::http},
    {"/dns-request-history", RequestKind::dns},
    {"/tlsalpn01-request-history", RequestKind::tls_alpn},
};

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

net::Response answer(const ChallengeParts& parts, const net::Request& request) {
    const auto path = request.path();
    const auto* setting = std::ranges::find(settings, path, &Setting::path);
    const auto* history = std::ranges::find(histories, path, &HistoryPath::path);
    const bool clears = path == "/clear-request-history";
    if (setting == std::end(settings) && history == std::end(histories) && !clears)
        return plain(404, "there is no such resource\n");
    const auto value = json::parse(request.body);
    const Reader body(value);
    if (history != std::end(histories))
        return {
            .status = 200,
            .content_type = "application/json; charset=utf-8",
            .body =
                json::to_pretty_text(parts.history.list(history->kind, required(body, "host")))};
    if (clears)
        parts.history.clear(kind_of(body), required(body, "host"));
    else
        setting->act(parts.answers, body);
    log::info("told", {{"path", path}, {"body", request.body}});
    return {.status = 200};
}

} // namespace

net::Response manage_challenges(const ChallengeParts& parts, const net::Request& request) {
    try {
        return answer(parts, request);
    } catch (const Error& error) {
        return plain(400, sentence_of(error) + "\n");
    }
}

} // namespace chancery::testca
