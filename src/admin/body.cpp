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

/// "/limits/orders-per-client" below "/limits" is "orders-per-client"; the number of a list's item
/// says nothing to anybody.
std::string_view rest_of(std::string_view pointer, std::string_view place) {
    const auto rest = pointer.substr(std::min(pointer.size(), place.size() + 1));
    return rest.find_first_not_of("0123456789") == rest.npos ? std::string_view() : rest;
}

bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/// Wherever it stands as a word of its own.
void replace_word(std::string& text, std::string_view word, std::string_view by) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at)) {
        const auto end = at + word.size();
        const bool is_whole = (at == 0 || !is_of_word(text[at - 1])) &&
                              (end == text.size() || !is_of_word(text[end]));
        if (is_whole) text.replace(at, word.size(), by);
        at += is_whole ? by.size() : 1;
    }
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
    for (const auto* word : {"on", "off"})
        call(
            fmt::format("{}: {}", member, word == std::string_view("on")),
            fmt::format("{} {}", option, word)
        );
    put_given(option, member, value ? std::optional(json::Value(*value == "on")) : std::nullopt);
    places_.back().is_switch = true;
}

void Body::put_flag(std::string_view option, std::string_view member, bool value, bool is_given) {
    call(fmt::format("{}: {}", member, value), std::string(option));
    put_given(option, member, is_given ? std::optional(json::Value(value)) : std::nullopt);
}

void Body::call(const std::string& member_and_value, const std::string& words) {
    sayings_.emplace_back(member_and_value, words);
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

/// The places and the words of an object inside of this one.
void Body::know(std::string_view member, const Body& inner) {
    for (auto place : inner.places_) {
        place.pointer.insert(0, pointer_to(member));
        places_.push_back(std::move(place));
    }
    sayings_.insert(sayings_.end(), inner.sayings_.begin(), inner.sayings_.end());
}

const Body::Place* Body::find_place(std::string_view pointer) const {
    const Place* nearest = nullptr;
    for (const auto& place : places_)
        if (is_at_or_below(pointer, place.pointer) &&
            (!nearest || place.pointer.size() > nearest->pointer.size()))
            nearest = &place;
    return nearest;
}

/// `about` is what the sentence is said of; null for what nobody typed.
std::string Body::in_words(std::string why, const Place* about) const {
    if (about && about->is_switch) {
        replace_word(why, "true or false", "on or off");
        replace_word(why, "true", "on");
        replace_word(why, "false", "off");
    }
    for (const auto& [said, words] : sayings_)
        replace_word(why, said, words);
    for (const auto& place : places_)
        if (place.word.empty() && !place.option.empty())
            replace_word(
                why, place.pointer.substr(place.pointer.rfind('/') + 1) + ":", place.option
            );
    return why;
}

Subproblem Body::in_words_of_options(const JsonPointer& pointer, const Subproblem& part) const {
    const auto* place = find_place(pointer.text);
    const auto why = in_words(part.detail, place);
    // A place that nobody typed, as a word.
    if (!place) {
        const auto word = pointer.text.substr(pointer.text.starts_with('/'));
        return {pointer, part.fault, fmt::format("{} {}", word, why), part.cause};
    }
    const auto rest = rest_of(pointer.text, place->pointer);
    auto subject = place->option;
    if (!rest.empty()) subject += fmt::format(" {}", rest);
    // A sentence that is about the value says it.
    if (!place->word.empty() && pointer.value.empty()) subject += " " + shell_word(place->word);
    return {
        CommandOption{place->option}, part.fault, fmt::format("{} {}", subject, why), part.cause};
}

Problem Body::in_words_of_options(Problem problem) const {
    for (auto& part : problem.subproblems)
        if (const auto* pointer = std::get_if<JsonPointer>(&part.place))
            part = in_words_of_options(*pointer, part);
    if (problem.subproblems.size() == 1) problem.detail = problem.subproblems.front().detail;
    return problem;
}

} // namespace chancery::admin
