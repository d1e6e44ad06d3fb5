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
        {account_disabled, "accountDisabled"},
        {department_disabled, "departmentDisabled"},
        {credential_revoked, "credentialRevoked"},
        {name_not_listed, "nameNotListed"},
        {not_delegated, "notDelegated"},
        {underscore, "underscore"},
        {domain_disabled, "domainDisabled"},
        {reserved_name, "reservedName"},
        {validation_lapsed, "validationLapsed"},
        {too_many_labels, "tooManyLabels"},
        {not_proven, "notProven"},
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
        {client_deactivated, "clientDeactivated"},
        {account_disabled, "accountDisabled"},
        {department_disabled, "departmentDisabled"},
        {credential_revoked, "credentialRevoked"},
        {credential_expired, "credentialExpired"},
        {credential_used_up, "credentialUsedUp"},
        {algorithm_not_allowed, "algorithmNotAllowed"},
        {source_not_allowed, "sourceNotAllowed"},
    });
}

} // namespace chancery
