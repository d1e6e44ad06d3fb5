// SPDX-License-Identifier: Apache-2.0
#include "admin/body.hpp"

#include "base/shell_word.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

std::string pointer_to(std::string_view member) {
    return "/" + std::string(member);
}

bool is_at_or_below(std::string_view pointer, std::string_view place) {
    return pointer.starts_with(place) &&
           (pointer.size() == place.size() || pointer[place.size()] == '/');
}

/// "/limits/ordersPerClient" below "/limits" is "ordersPerClient"; the number of a list's item
/// says nothing to anybody.
std::string_view rest_of(std::string_view pointer, std::string_view place) {
    const auto rest = pointer.substr(std::min(pointer.size(), place.size() + 1));
    return rest.find_first_not_of("0123456789") == rest.npos ? std::string_view() : rest;
}

} // namespace

void Body::put(std::string_view option, std::string_view member, json::Value value) {
    places_.push_back({pointer_to(member), std::string(option)});
    std::get<json::Object>(value_.variant()).emplace_back(member, std::move(value));
}

void Body::put_given(
    std::string_view option, std::string_view member, const std::optional<std::string>& value
) {
    put_given(option, member, value ? std::optional(json::Value(*value)) : std::nullopt);
}

void Body::put_given(
    std::string_view option, std::string_view member, const std::optional<json::Value>& value
) {
    if (value) return put(option, member, *value);
    places_.push_back({pointer_to(member), std::string(option)});
}

void Body::put_list(
    std::string_view option,
    std::string_view member,
    const std::optional<std::vector<std::string>>& items,
    const std::vector<std::string>& shown
) {
    if (!items) return put_given(option, member, std::optional<json::Value>());
    put(option, member, json::Array(items->begin(), items->end()));
    const auto& words = shown.empty() ? *items : shown;
    for (std::size_t i = 0; i < words.size(); ++i)
        places_.push_back(
            {fmt::format("{}/{}", pointer_to(member), i), std::string(option), words[i]}
        );
}

void Body::put_switch(
    std::string_view option, std::string_view member, const std::optional<std::string>& value
) {
    put_given(option, member, value ? std::optional(json::Value(*value == "on")) : std::nullopt);
}

void Body::put_flag(std::string_view option, std::string_view member, bool value, bool is_given) {
    put_given(option, member, is_given ? std::optional(json::Value(value)) : std::nullopt);
}

void Body::put_object(std::string_view member, const Body& inner) {
    know(member, inner);
    std::get<json::Object>(value_.variant()).emplace_back(member, inner.value_);
}

void Body::put_given_object(std::string_view member, const Body& inner) {
    if (inner.value_ == json::Value(json::Object()))
        know(member, inner);
    else
        put_object(member, inner);
}

/// The places of an object inside of this one.
void Body::know(std::string_view member, const Body& inner) {
    for (auto place : inner.places_) {
        place.pointer.insert(0, pointer_to(member));
        places_.push_back(std::move(place));
    }
}

const Body::Place* Body::find_place(std::string_view pointer) const {
    const Place* nearest = nullptr;
    for (const auto& place : places_)
        if (is_at_or_below(pointer, place.pointer) &&
            (!nearest || place.pointer.size() > nearest->pointer.size()))
            nearest = &place;
    return nearest;
}

Subproblem Body::in_words_of_options(const JsonPointer& pointer, const Subproblem& part) const {
    const auto* place = find_place(pointer.text);
    // A place that nobody typed, as a word.
    if (!place) {
        const auto word = pointer.text.substr(pointer.text.starts_with('/'));
        return {pointer, part.fault, fmt::format("{} {}", word, part.detail), part.cause};
    }
    const auto rest = rest_of(pointer.text, place->pointer);
    auto subject = place->option;
    if (!rest.empty()) subject += fmt::format(" {}", rest);
    // A sentence that is about the value says it.
    if (!place->word.empty() && pointer.value.empty()) subject += " " + shell_word(place->word);
    return {
        CommandOption{place->option},
        part.fault,
        fmt::format("{} {}", subject, part.detail),
        part.cause};
}

Problem Body::in_words_of_options(Problem problem) const {
    for (auto& part : problem.subproblems)
        if (const auto* pointer = std::get_if<JsonPointer>(&part.place))
            part = in_words_of_options(*pointer, part);
    if (problem.subproblems.size() == 1) problem.detail = problem.subproblems.front().detail;
    return problem;
}

} // namespace chancery::admin
