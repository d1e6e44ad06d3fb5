// SPDX-License-Identifier: Apache-2.0
#include "store/problems.hpp"

#include "base/json.hpp"

namespace chancery::store {

namespace {

Fault fault_at(const json::Reader& object) {
    const auto& word = object.at("fault").string();
    return known(find_fault(word), word);
}

json::Value to_value(const Subproblem& subproblem) {
    json::Object object{
        {"identifier", subproblem.identifier},
        {"fault", to_string(subproblem.fault)},
        {"detail", subproblem.detail},
        {"rule", subproblem.rule},
    };
    if (subproblem.identifier_type != "dns")
        object.emplace_back("type", subproblem.identifier_type);
    return object;
}

Subproblem subproblem_of(const json::Reader& object) {
    Subproblem subproblem{
        .identifier = object.at("identifier").string(),
        .fault = fault_at(object),
        .detail = object.at("detail").string(),
        .rule = object.at("rule").string(),
    };
    if (const auto type = object.find("type")) subproblem.identifier_type = type->string();
    return subproblem;
}

} // namespace

std::string to_text(const std::optional<Problem>& problem) {
    if (!problem) return {};
    json::Array subproblems;
    for (const auto& subproblem : problem->subproblems)
        subproblems.push_back(to_value(subproblem));
    return json::to_text(json::Object{
        {"fault", to_string(problem->fault)},
        {"detail", problem->detail},
        {"subproblems", std::move(subproblems)},
    });
}

std::optional<Problem> problem_at(const db::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    const auto value = json::parse(row.text(column));
    const json::Reader object(value);
    Problem problem{fault_at(object), object.at("detail").string()};
    for (const auto& subproblem : object.at("subproblems").array())
        problem.subproblems.push_back(subproblem_of(subproblem));
    return problem;
}

} // namespace chancery::store
