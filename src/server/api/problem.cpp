// SPDX-License-Identifier: Apache-2.0
#include "server/api/problem.hpp"

#include "model/permission.hpp"

namespace chancery::server::api {

namespace {

using namespace std::chrono_literals;

constexpr auto usual_pause = 10s;

constexpr ProblemKind malformed{"malformed", 400, "Malformed request"};
constexpr ProblemKind forbidden{"forbidden", 403, "Not allowed"};
constexpr ProblemKind conflict{"conflict", 409, "Conflict"};
constexpr ProblemKind refused{"refused", 422, "Refused by policy"};
constexpr ProblemKind unavailable{"unavailable", 503, "Not available at the moment"};

std::string detail_of(const Problem& problem, int status) {
    if (problem.fault == Fault::not_issuing) return problem.detail;
    if (status == 500) return "something went wrong in the server; its log has it by this id";
    if (status == 503) return "the server cannot do this at the moment; try again later";
    return problem.detail;
}

/// What is wrong where a request came to no route.
Fault fault_of(int status) {
    switch (status) {
    case 401: return Fault::unauthenticated;
    case 413: return Fault::too_large;
    case 429: return Fault::rate_limited;
    case 500: return Fault::internal;
    case 503: return Fault::unavailable;
    default: return Fault::malformed;
    }
}

json::Array errors_of(const Problem& problem) {
    json::Array errors;
    for (const auto& part : problem.subproblems) {
        json::Object error{{"pointer", to_string(part.place)}, {"detail", part.detail}};
        const auto* pointer = std::get_if<JsonPointer>(&part.place);
        if (pointer && !pointer->value.empty()) error.emplace_back("value", pointer->value);
        errors.push_back(std::move(error));
    }
    return errors;
}

json::Array verdicts_of(const Problem& problem) {
    json::Array verdicts;
    for (const auto& part : problem.subproblems)
        verdicts.push_back(json::Object{
            {"name", to_string(part.place)}, {"code", part.cause.word()}, {"detail", part.detail}});
    return verdicts;
}

/// The roles that have the permission.
json::Array holders_of(std::string_view permission) {
    json::Array roles;
    for (const auto& row : permission_table())
        for (const auto role : every<Role>)
            if (row.word() == permission && extent_of(role, row.permission) != Extent::none)
                roles.emplace_back(to_string(role));
    return roles;
}

std::chrono::seconds pause_of(const Problem& problem) {
    return problem.retry_after.value_or(usual_pause);
}

} // namespace

ProblemKind kind_of(Fault fault) {
    switch (fault) {
    case Fault::malformed:
    case Fault::bad_csr:
    case Fault::bad_nonce:
    case Fault::bad_public_key:
    case Fault::bad_revocation_reason:
    case Fault::bad_signature_algorithm:
    case Fault::account_does_not_exist:
    case Fault::external_account_required:
    case Fault::invalid_contact:
    case Fault::unsupported_contact:
    case Fault::unsupported_identifier:
    case Fault::invalid_profile:
    case Fault::user_action_required: return malformed;
    case Fault::unauthorized:
    case Fault::deactivated:
    case Fault::forbidden: return forbidden;
    case Fault::already_replaced:
    case Fault::already_revoked:
    case Fault::order_not_ready:
    case Fault::conflict: return conflict;
    case Fault::caa:
    case Fault::incorrect_response:
    case Fault::rejected_identifier:
    case Fault::refused: return refused;
    case Fault::connection:
    case Fault::dns:
    case Fault::tls:
    case Fault::server_internal:
    case Fault::not_issuing:
    case Fault::unavailable: return unavailable;
    case Fault::unauthenticated: return {"unauthenticated", 401, "Sign in"};
    case Fault::not_found: return {"notFound", 404, "Not found"};
    case Fault::method_not_allowed: return {"methodNotAllowed", 405, "Method not allowed"};
    case Fault::stale: return {"stale", 412, "Changed meanwhile"};
    case Fault::too_large: return {"tooLarge", 413, "Too large"};
    case Fault::unsupported_media_type:
        return {"unsupportedMediaType", 415, "Unsupported media type"};
    case Fault::invalid: return {"invalid", 422, "Invalid value"};
    case Fault::precondition_required: return {"preconditionRequired", 428, "If-Match is required"};
    case Fault::rate_limited: return {"rateLimited", 429, "Too many requests"};
    case Fault::internal: return {"internal", 500, "Internal error"};
    }
    return {"internal", 500, "Internal error"};
}

json::Object
to_json(const Problem& problem, std::string_view public_url, std::string_view request_id) {
    const auto kind = kind_of(problem.fault);
    json::Object document{
        {"type", std::string(public_url) + "/problems/" + std::string(kind.code)},
        {"code", kind.code},
        {"title", kind.title},
        {"status", kind.status},
        {"detail", detail_of(problem, kind.status)},
        {"requestId", request_id},
    };
    if (kind.code == "malformed" || kind.code == "invalid")
        document.emplace_back("errors", errors_of(problem));
    if (kind.code == "refused") document.emplace_back("verdicts", verdicts_of(problem));
    for (const auto& part : problem.subproblems)
        if (const auto* permission = std::get_if<MissingPermission>(&part.place)) {
            document.emplace_back("permission", permission->word);
            document.emplace_back("heldBy", holders_of(permission->word));
        }
    if (kind.status == 429) document.emplace_back("retryAfter", pause_of(problem).count());
    return document;
}

net::Response
respond(const net::Refusal& refusal, std::string_view public_url, std::string_view request_id) {
    const Problem problem{
        .fault = fault_of(refusal.status),
        .detail = refusal.detail,
        .retry_after = refusal.retry_after};
    auto document = to_json(problem, public_url, request_id);
    // Its code may be another status's, too.
    for (auto& [name, value] : document)
        if (name == "status") value = refusal.status;
    auto response = respond(problem, std::move(document));
    response.status = refusal.status;
    return response;
}

net::Response respond(const Problem& problem, json::Object document) {
    const auto status = kind_of(problem.fault).status;
    net::Response response{
        .status = status,
        .content_type = "application/problem+json",
        .body = json::to_text(std::move(document)),
    };
    if (status == 401) response.set("WWW-Authenticate", "Bearer realm=\"Chancery\"");
    if (status == 429 || status == 503)
        response.set("Retry-After", std::to_string(pause_of(problem).count()));
    return response;
}

} // namespace chancery::server::api
