// SPDX-License-Identifier: Apache-2.0
#include "model/endpoint.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace chancery {

std::string_view to_string(ValidationPolicy policy) {
    switch (policy) {
    case ValidationPolicy::prevalidated: return "prevalidated";
    case ValidationPolicy::challenge: return "challenge";
    case ValidationPolicy::either: return "either";
    }
    throw Error(Fault::internal, "a validation policy without a word");
}

std::optional<ValidationPolicy> find_validation_policy(std::string_view word) {
    using enum ValidationPolicy;
    for (const auto policy : {prevalidated, challenge, either})
        if (to_string(policy) == word) return policy;
    return std::nullopt;
}

std::string_view to_string(SubjectForm form) {
    switch (form) {
    case SubjectForm::none: return "none";
    case SubjectForm::organization: return "organization";
    }
    throw Error(Fault::internal, "a subject form without a word");
}

std::optional<SubjectForm> find_subject_form(std::string_view word) {
    for (const auto form : {SubjectForm::none, SubjectForm::organization})
        if (to_string(form) == word) return form;
    return std::nullopt;
}

Limits Endpoint::limits_in_force() const {
    return overridden(eab_required ? limits_for_the_known() : limits_for_strangers(), limits);
}

std::string_view to_string(RuleSet rules) {
    switch (rules) {
    case RuleSet::public_: return "public";
    case RuleSet::office: return "office";
    }
    throw Error(Fault::internal, "a set of rules without a word");
}

std::optional<RuleSet> find_rule_set(std::string_view word) {
    for (const auto rules : {RuleSet::public_, RuleSet::office})
        if (to_string(rules) == word) return rules;
    return std::nullopt;
}

bool Endpoint::offers(std::string_view wanted) const {
    return wanted == profile.name ||
           std::ranges::find(other_profiles, wanted) != other_profiles.end();
}

} // namespace chancery
