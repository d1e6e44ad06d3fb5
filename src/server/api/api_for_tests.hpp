// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office, and calls to its API as a program makes them.

#include "base/json.hpp"
#include "server/api/api.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/registry/tokens.hpp"

#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace chancery::server::api {

struct Answer {
    net::Response response;
    json::Value body; ///< null without one.

    int status() const { return response.status; }

    /// A member of the body, as text; "" where there is none.
    std::string text(std::string_view member) const {
        const auto* value = body.find(member);
        if (!value) return "";
        const auto* text = std::get_if<std::string>(&value->variant());
        return text ? *text : json::to_text(*value);
    }

    /// The last part of a problem's type.
    std::string word() const {
        const auto type = text("type");
        return type.substr(type.rfind('/') + 1);
    }

    std::string etag() const { return std::string(response.header("ETag")); }
};

class ApiForTests {
public:
    workflow::OfficeForTests office;
    Api api{Context{office.store, office.sealer, std::string("https://pki.example.org:8443")}};

    /// On the local socket, as the server's own user.
    Answer call(
        const std::string& method,
        const std::string& path,
        json::Value body = nullptr,
        net::Headers headers = {}
    ) {
        return send(request(method, path, std::move(body), std::move(headers), {}));
    }

    /// The same with the object's present ETag.
    Answer change(
        const std::string& method,
        const std::string& path,
        const std::string& object,
        json::Value body = nullptr
    ) {
        return call(method, path, std::move(body), {{"If-Match", call("GET", object).etag()}});
    }

    /// Over HTTPS, with this token.
    Answer call_as(
        const std::string& token,
        const std::string& method,
        const std::string& path,
        json::Value body = nullptr
    ) {
        auto sent = request(method, path, std::move(body), {{"If-Match", "*"}}, token);
        sent.peer = {.address = "192.0.2.7", .local_user = std::nullopt};
        return send(sent);
    }

    std::string token(Role role) {
        const auto name = std::string(to_string(role));
        return std::string(workflow::create_token(
                               office.store,
                               office.request,
                               {.name = name,
                                .role = role,
                                .expires_at = office.request.now + std::chrono::days(365)}
        )
                               .text.reveal());
    }

    net::Request request(
        const std::string& method,
        const std::string& path,
        json::Value body,
        net::Headers headers,
        const std::string& token
    ) const {
        net::Request request{
            .method = method,
            .target = "/api/v1" + path,
            .headers = std::move(headers),
            .body = {},
            .peer = {.address = "", .local_user = geteuid()},
            .at = office.request.now,
        };
        if (!body.is_null()) {
            request.body = json::to_text(body);
            request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
        }
        if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
        return request;
    }

    Answer send(const net::Request& request) {
        Answer answer{api.handle(request), nullptr};
        if (answer.response.content_type.ends_with("json"))
            answer.body = json::parse(answer.response.body);
        return answer;
    }
};

/// The object of a list at this place.
inline json::Value item(const Answer& answer, std::size_t index) {
    return std::get<json::Array>(answer.body.find("items")->variant()).at(index);
}

inline std::size_t items(const Answer& answer) {
    return std::get<json::Array>(answer.body.find("items")->variant()).size();
}

/// Physics has example.org itself and all names below it.
struct PhysicsApi : ApiForTests {
    std::string physics =
        call("POST", "/departments", json::Object{{"name", "Physics"}}).text("id");
    Answer domain =
        call("POST", "/domains", json::Object{{"name", "example.org"}, {"departmentId", physics}});

    Answer account(const std::string& name, json::Array names) {
        return call(
            "POST",
            "/acme-accounts",
            json::Object{
                {"name", name},
                {"departmentId", physics},
                {"endpointId", to_string(office.ov.id)},
                {"names", std::move(names)}}
        );
    }
};

/// A member of a value, as JSON.
inline std::string member(const json::Value& value, std::string_view name) {
    return json::to_text(*value.find(name));
}

} // namespace chancery::server::api
