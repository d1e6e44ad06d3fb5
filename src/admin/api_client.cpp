// SPDX-License-Identifier: Apache-2.0
#include "admin/api_client.hpp"

#include "admin/commands/read.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

constexpr std::size_t page_size = 200;

struct Word {
    std::string_view word;
    Fault fault;
};

constexpr std::array words{
    Word{"malformed", Fault::malformed},
    Word{"unauthenticated", Fault::unauthenticated},
    Word{"forbidden", Fault::forbidden},
    Word{"notFound", Fault::not_found},
    Word{"methodNotAllowed", Fault::method_not_allowed},
    Word{"conflict", Fault::conflict},
    Word{"stale", Fault::stale},
    Word{"tooLarge", Fault::too_large},
    Word{"unsupportedMediaType", Fault::unsupported_media_type},
    Word{"invalid", Fault::invalid},
    Word{"refused", Fault::refused},
    Word{"preconditionRequired", Fault::precondition_required},
    Word{"rateLimited", Fault::rate_limited},
    Word{"unavailable", Fault::unavailable},
};

/// By the last part of the problem's type, "https://HOST/problems/WORD".
Fault fault_of(const json::Value& document) {
    const auto type = text(document, "type");
    const auto word = std::string_view(type).substr(type.rfind('/') + 1);
    const auto* const found = std::ranges::find(words, word, &Word::word);
    return found == words.end() ? Fault::server_internal : found->fault;
}

bool is_of_type(std::string_view type, std::string_view wanted) {
    return equals_ignoring_case(trim(type.substr(0, type.find(';'))), wanted);
}

[[noreturn]] void fail_foreign(const net::Response& response, const std::string& where) {
    throw Error(
        Fault::unavailable,
        fmt::format(
            "{} answered with status {} and not as the API does: is it the address of a chanceryd?",
            where,
            response.status
        )
    );
}

[[noreturn]] void fail(const net::Response& response, const std::string& where) {
    if (!is_of_type(response.content_type, "application/problem+json"))
        fail_foreign(response, where);
    auto document = json::parse(response.body);
    auto detail = text(document, "detail");
    if (detail.empty()) detail = text(document, "title");
    if (detail.empty()) detail = fmt::format("{} answered with status {}", where, response.status);
    if (const auto id = text(document, "requestId"); response.status >= 500 && !id.empty())
        detail += fmt::format(" (request {} in the server's log)", id);
    Problem problem{fault_of(document), std::move(detail)};
    for (const auto& part : items(document, "errors"))
        problem.subproblems.push_back(
            {JsonPointer{text(part, "pointer"), text(part, "value")},
             problem.fault,
             text(part, "detail")}
        );
    throw ApiError(std::move(problem), std::move(document));
}

std::string to_query(const Query& query) {
    std::string all;
    for (const auto& [name, value] : query)
        all += fmt::format(
            "{}{}={}",
            all.empty() ? '?' : '&',
            net::encode_percent(name),
            net::encode_percent(value)
        );
    return all;
}

std::string place(const Office& office) {
    return office.socket.empty() ? office.url : office.socket;
}

net::HttpClient::Options options_for(const Office& office) {
    return {
        .trust = office.trust,
        .user_agent = "chancery-admin/" CHANCERY_VERSION,
        .local_socket = office.socket};
}

json::Value body_of(const net::Response& response, const std::string& where) {
    if (response.body.empty()) return nullptr;
    if (!is_of_type(response.content_type, "application/json")) fail_foreign(response, where);
    return json::parse(response.body);
}

} // namespace

Api::Api(Office office) : office_(std::move(office)), http_(options_for(office_)) {}

net::Response Api::call(
    const std::string& method,
    const std::string& path,
    net::Headers headers,
    const std::string& body
) {
    if (!office_.token.empty())
        headers.emplace_back("Authorization", "Bearer " + std::string(office_.token.reveal()));
    auto response = http_.request(method, office_.url + "/api/v1" + path, headers, body);
    if (response.status < 200 || response.status > 299) fail(response, place(office_));
    return response;
}

json::Value Api::get(const std::string& path, const Query& query) {
    return body_of(
        call("GET", path + to_query(query), {{"Accept", "application/json"}}, {}), place(office_)
    );
}

json::Value Api::list(const std::string& path, Query query, std::size_t limit) {
    json::Array all;
    json::Value cursor;
    query.emplace_back("limit", "");
    do {
        query.back().second = std::to_string(std::min(page_size, limit - all.size()));
        auto asked = query;
        if (!cursor.is_null())
            asked.emplace_back("cursor", std::get<std::string>(cursor.variant()));
        const auto page = get(path, asked);
        const auto& found = items(page);
        all.insert(all.end(), found.begin(), found.end());
        const auto next = text(page, "nextCursor");
        // A page without anything new would be asked for again and again.
        cursor = next.empty() || found.empty() ? json::Value() : json::Value(next);
    } while (!cursor.is_null() && all.size() < limit);
    return json::Object{{"items", std::move(all)}, {"nextCursor", std::move(cursor)}};
}

json::Value Api::send(
    const std::string& method,
    const std::string& path,
    const std::optional<Body>& body,
    const std::string& version
) {
    net::Headers headers{{"Accept", "application/json"}};
    if (!version.empty()) headers.emplace_back("If-Match", version);
    if (!body) return body_of(call(method, path, std::move(headers), {}), place(office_));
    headers.emplace_back("Content-Type", "application/json");
    try {
        const auto sent = json::to_text(body->value());
        return body_of(call(method, path, std::move(headers), sent), place(office_));
    } catch (const ApiError& error) {
        throw ApiError(body->in_words_of_options(error.problem()), error.document());
    }
}

std::string Api::file(const std::string& path, const std::string& type) {
    auto response = call("GET", path, {{"Accept", type}}, {});
    if (!is_of_type(response.content_type, type)) fail_foreign(response, place(office_));
    return std::move(response.body);
}

net::Response Api::get_public(const std::string& path) {
    return http_.request("GET", office_.url + path);
}

} // namespace chancery::admin
