// SPDX-License-Identifier: Apache-2.0
#include "server/api/body.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::server::api {

namespace {

void require_json(const net::Request& request) {
    const auto header = request.header("Content-Type");
    const auto type = trim(header.substr(0, header.find(';')));
    if (equals_ignoring_case(type, "application/json")) return;
    if (request.method == "PATCH" && equals_ignoring_case(type, "application/merge-patch+json"))
        return;
    throw Error(Fault::unsupported_media_type, "the body must be application/json");
}

json::Value parse_body(const net::Request& request) {
    require_json(request);
    return json::parse(request.body);
}

} // namespace

Body::Body(const net::Request& request, Members members) : value_(parse_body(request)) {
    check({members.begin(), members.size()});
}

Body::Body(json::Value value, std::string pointer, Words members)
    : value_(std::move(value)),
      pointer_(std::move(pointer)) {
    check(members);
}

void Body::check(Words members) const {
    const auto* object = std::get_if<json::Object>(&value_.variant());
    if (!object) workflow::fail_field(pointer_, "must be a JSON object");
    for (const auto& [name, value] : *object)
        if (std::ranges::find(members, name) == members.end())
            fail(printable(name), "is not a known member; is it misspelled?");
}

const json::Value* Body::find(std::string_view member) const {
    return value_.find(member);
}

void Body::fail(std::string_view member, std::string_view why) const {
    workflow::fail_field(pointer_ + '/' + std::string(member), std::string(why));
}

std::optional<std::string> Body::text(std::string_view member) const {
    const auto* value = find(member);
    if (!value) return std::nullopt;
    if (value->is_null()) return std::string();
    const auto* text = std::get_if<std::string>(&value->variant());
    if (!text) fail(member, "must be text");
    return *text;
}

std::optional<std::vector<std::string>> Body::texts(std::string_view member) const {
    const auto* value = find(member);
    if (!value) return std::nullopt;
    if (value->is_null()) return std::vector<std::string>();
    const auto* array = std::get_if<json::Array>(&value->variant());
    if (!array) fail(member, "must be a list of texts");
    std::vector<std::string> texts;
    for (const auto& item : *array) {
        const auto* text = std::get_if<std::string>(&item.variant());
        if (!text) fail(std::string(member) + '/' + std::to_string(texts.size()), "must be text");
        texts.push_back(*text);
    }
    return texts;
}

std::optional<bool> Body::flag(std::string_view member) const {
    const auto* value = find(member);
    if (!value) return std::nullopt;
    const auto* flag = std::get_if<bool>(&value->variant());
    if (!flag) fail(member, "must be true or false");
    return *flag;
}

std::optional<Time> Body::time(std::string_view member) const {
    const auto value = text(member);
    if (!value || value->empty()) return std::nullopt;
    const auto time = parse_date(*value);
    if (!time) fail(member, "must be a time in UTC, such as 2027-01-24T10:00:00Z, or a date");
    return time;
}

std::optional<int> Body::number(std::string_view member) const {
    const auto* value = find(member);
    if (!value || value->is_null()) return std::nullopt;
    const auto* number = std::get_if<std::int64_t>(&value->variant());
    if (!number || *number != static_cast<int>(*number)) fail(member, "must be a whole number");
    return static_cast<int>(*number);
}

std::optional<std::chrono::seconds> Body::duration(std::string_view member) const {
    const auto value = text(member);
    if (!value || value->empty()) return std::nullopt;
    const auto duration = parse_duration(*value);
    if (!duration) fail(member, "must be a duration in days or hours, such as P7D or PT12H");
    return duration;
}

bool Body::has_null(std::string_view member) const {
    const auto* value = find(member);
    return value && value->is_null();
}

std::optional<Body> Body::object(std::string_view member, Words members) const {
    const auto* value = find(member);
    if (!value) return std::nullopt;
    return Body(*value, pointer_ + '/' + std::string(member), members);
}

std::string Body::require_text(std::string_view member) const {
    auto value = text(member);
    if (!value || value->empty()) fail(member, "is missing");
    return *std::move(value);
}

std::vector<std::string> Body::require_texts(std::string_view member) const {
    auto value = texts(member);
    if (!value || value->empty()) fail(member, "is missing");
    return *std::move(value);
}

std::optional<Body> optional_body(const net::Request& request, Body::Members members) {
    if (trim(request.body).empty()) return std::nullopt;
    return Body(request, members);
}

void require_no_body(const net::Request& request) {
    if (!trim(request.body).empty()) Body(request, {});
}

} // namespace chancery::server::api
