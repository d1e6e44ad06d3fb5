// SPDX-License-Identifier: Apache-2.0
#include "acme_client/problem.hpp"

#include "acme/problem.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <fmt/format.h>

namespace chancery::acme_client {

namespace {

constexpr std::string_view urn = "urn:ietf:params:acme:error:";
constexpr std::string_view compound = "urn:ietf:params:acme:error:compound";
constexpr std::size_t longest_detail = 2000;
constexpr std::size_t most_subproblems = 100;

std::string text_of(const json::Value& object, std::string_view name) {
    const auto* member = object.find(name);
    const auto* text = member ? std::get_if<std::string>(&member->variant()) : nullptr;
    return text ? printable(*text, longest_detail) : std::string();
}

std::string detail_of(const json::Value& document) {
    auto detail = text_of(document, "detail");
    if (detail.empty()) detail = text_of(document, "title");
    if (detail.empty()) detail = text_of(document, "type");
    return detail.empty() ? "the server gave no reason" : detail;
}

Place place_of(const json::Value& subproblem) {
    const auto* identifier = subproblem.find("identifier");
    if (!identifier) return {};
    return Identifier{text_of(*identifier, "type"), text_of(*identifier, "value")};
}

} // namespace

Problem read_problem(const json::Reader& document) {
    const auto& value = document.value();
    Problem problem{acme::fault_of_type(text_of(value, "type")), detail_of(value)};
    const auto* list = value.find("subproblems");
    const auto* subproblems = list ? std::get_if<json::Array>(&list->variant()) : nullptr;
    if (!subproblems) return problem;
    // RFC 8555 §6.7: "compound" says nothing of its own; the first of its parts does.
    if (text_of(value, "type") == compound && !subproblems->empty())
        problem.fault = acme::fault_of_type(text_of(subproblems->front(), "type"));
    for (const auto& each : *subproblems) {
        if (problem.subproblems.size() == most_subproblems) break;
        problem.subproblems.push_back(
            {place_of(each), acme::fault_of_type(text_of(each, "type")), detail_of(each)}
        );
    }
    return problem;
}

Problem read_problem(const net::Response& response, const std::string& url) {
    auto problem = Problem{
        response.status >= 500 ? Fault::unavailable : Fault::server_internal,
        fmt::format(
            "{} answered with status {} and no reason that an ACME client could read; is the "
            "server's URL right?",
            printable(url),
            response.status
        )};
    if (to_lower(response.header("Content-Type")).starts_with("application/problem+json")) {
        try {
            const auto document = json::parse(response.body);
            if (std::holds_alternative<json::Object>(document.variant()))
                problem = read_problem(json::Reader(document));
        } catch (const Error&) {
            // Not JSON whatever its type says: the sentence above stands.
        }
    }
    problem.retry_after = retry_after(response);
    return problem;
}

std::string type_word(Fault fault) {
    return acme::problem_type(fault).substr(urn.size());
}

std::string describe(const Problem& problem) {
    std::string text = problem.detail;
    for (const auto& each : problem.subproblems) {
        // A single name's sentence is often the problem's own.
        if (each.detail == problem.detail) continue;
        const auto place = to_string(each.place);
        text += fmt::format("\n  {}{}{}", place, place.empty() ? "" : ": ", each.detail);
    }
    return text;
}

std::optional<std::chrono::seconds> retry_after(const net::Response& response) {
    const auto text = std::string(trim(response.header("Retry-After")));
    if (text.empty()) return std::nullopt;
    long seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc() && end == text.data() + text.size())
        return seconds < 0 ? std::nullopt : std::optional(std::chrono::seconds(seconds));
    const auto read = [](const std::string& date) -> std::optional<std::time_t> {
        std::tm parts{};
        if (!strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts)) return std::nullopt;
        return timegm(&parts);
    };
    const auto then = read(text);
    const auto now = read(std::string(trim(response.header("Date"))));
    if (!then || !now) return std::nullopt;
    return std::chrono::seconds(std::max<std::time_t>(0, *then - *now));
}

} // namespace chancery::acme_client
