// SPDX-License-Identifier: Apache-2.0
#include "store/problems.hpp"

#include "base/json.hpp"
#include "model/limits.hpp"
#include "model/rules.hpp"

namespace chancery::store {

namespace {

constexpr std::string_view usual_type = "dns"; ///< Which is not written.

Fault fault_at(const json::Reader& object) {
    const auto& word = object.at("fault").string();
    return known(find_value<Fault>(word), word);
}

/// A cause by the member that says which enumeration it is of.
template <class E>
bool put_cause(json::Object& object, std::string_view member, const Cause& cause) {
    const auto value = cause.find<E>();
    if (value) object.emplace_back(member, to_string(*value));
    return value.has_value();
}

void put_cause(json::Object& object, const Cause& cause) {
    put_cause<CredentialRule>(object, "credentialRule", cause);
    put_cause<LimitKind>(object, "limit", cause);
    // Releases that know no other cause read this one always.
    if (!put_cause<Rule>(object, "rule", cause)) object.emplace_back("rule", "");
}

/// A word that no release knows any more is read as no cause.
template <class E>
void take_cause(const json::Reader& object, std::string_view member, Cause& cause) {
    const auto word = object.find(member);
    if (const auto value = word ? find_value<E>(word->string()) : std::nullopt) cause = *value;
}

Cause cause_at(const json::Reader& object) {
    Cause cause;
    take_cause<Rule>(object, "rule", cause);
    take_cause<CredentialRule>(object, "credentialRule", cause);
    take_cause<LimitKind>(object, "limit", cause);
    return cause;
}

/// What is kept is about identifiers: the other places are those of requests, which are over.
json::Value to_value(const Subproblem& subproblem) {
    const auto* identifier = std::get_if<Identifier>(&subproblem.place);
    json::Object object{
        {"identifier", identifier ? identifier->value : ""},
        {"fault", to_string(subproblem.fault)},
        {"detail", subproblem.detail},
    };
    put_cause(object, subproblem.cause);
    if (identifier && identifier->type != usual_type) object.emplace_back("type", identifier->type);
    return object;
}

Place place_at(const json::Reader& object) {
    const auto& value = object.at("identifier").string();
    if (value.empty()) return {};
    const auto type = object.find("type");
    return Identifier{type ? type->string() : std::string(usual_type), value};
}

Subproblem subproblem_of(const json::Reader& object) {
    return {
        .place = place_at(object),
        .fault = fault_at(object),
        .detail = object.at("detail").string(),
        .cause = cause_at(object),
    };
}

} // namespace

std::string to_text(const std::optional<Problem>& problem) {
    if (!problem) return {};
    json::Array subproblems;
    for (const auto& subproblem : problem->subproblems)
        subproblems.push_back(to_value(subproblem));
    json::Object object{
        {"fault", to_string(problem->fault)},
        {"detail", problem->detail},
        {"subproblems", std::move(subproblems)},
    };
    put_cause(object, problem->cause);
    return json::to_text(object);
}

std::optional<Problem> problem_at(const db::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    const auto value = json::parse(row.text(column));
    const json::Reader object(value);
    Problem problem{fault_at(object), object.at("detail").string()};
    problem.cause = cause_at(object);
    for (const auto& subproblem : object.at("subproblems").array())
        problem.subproblems.push_back(subproblem_of(subproblem));
    return problem;
}

} // namespace chancery::store
