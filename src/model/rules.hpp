// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules by which policy/ refuses. Plain values: what each asks and says is policy's.

#include "base/words.hpp"

namespace chancery {

/// Of names. Stable words: the API, the audit log and the manual use them too.
enum class Rule {
    granted,
    account_disabled,
    department_disabled,
    credential_revoked,
    name_not_listed,
    not_delegated,
    underscore,
    domain_disabled,
    reserved_name,
    validation_lapsed,
    too_many_labels,
    not_proven,
};

constexpr auto words_of(Rule) {
    using enum Rule;
    return words<Rule>({
        {granted, "granted"},
        {account_disabled, "account_disabled"},
        {department_disabled, "department_disabled"},
        {credential_revoked, "credential_revoked"},
        {name_not_listed, "name_not_listed"},
        {not_delegated, "not_delegated"},
        {underscore, "underscore"},
        {domain_disabled, "domain_disabled"},
        {reserved_name, "reserved_name"},
        {validation_lapsed, "validation_lapsed"},
        {too_many_labels, "too_many_labels"},
        {not_proven, "not_proven"},
    });
}

/// Of credentials and clients. Stable words: they stand in the refusal's sentence, and in the
/// manual.
enum class CredentialRule {
    granted,
    client_deactivated,
    account_disabled,
    department_disabled,
    credential_revoked,
    credential_expired,
    credential_used_up,
    algorithm_not_allowed,
    source_not_allowed,
};

constexpr auto words_of(CredentialRule) {
    using enum CredentialRule;
    return words<CredentialRule>({
        {granted, "granted"},
        {client_deactivated, "client_deactivated"},
        {account_disabled, "account_disabled"},
        {department_disabled, "department_disabled"},
        {credential_revoked, "credential_revoked"},
        {credential_expired, "credential_expired"},
        {credential_used_up, "credential_used_up"},
        {algorithm_not_allowed, "algorithm_not_allowed"},
        {source_not_allowed, "source_not_allowed"},
    });
}

} // namespace chancery
