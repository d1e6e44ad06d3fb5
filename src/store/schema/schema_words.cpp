// SPDX-License-Identifier: Apache-2.0
#include "store/schema/schema_words.hpp"

#include <fmt/format.h>
#include <span>
#include <string_view>

namespace chancery::store {

namespace {

struct Spelling {
    std::string_view before;
    std::string_view after;
};

constexpr Spelling faults[] = {
    {"account_does_not_exist", "accountDoesNotExist"},
    {"already_replaced", "alreadyReplaced"},
    {"already_revoked", "alreadyRevoked"},
    {"bad_csr", "badCSR"},
    {"bad_nonce", "badNonce"},
    {"bad_public_key", "badPublicKey"},
    {"bad_revocation_reason", "badRevocationReason"},
    {"bad_signature_algorithm", "badSignatureAlgorithm"},
    {"external_account_required", "externalAccountRequired"},
    {"incorrect_response", "incorrectResponse"},
    {"invalid_contact", "invalidContact"},
    {"invalid_profile", "invalidProfile"},
    {"order_not_ready", "orderNotReady"},
    {"rate_limited", "rateLimited"},
    {"rejected_identifier", "rejectedIdentifier"},
    {"server_internal", "serverInternal"},
    {"unsupported_contact", "unsupportedContact"},
    {"unsupported_identifier", "unsupportedIdentifier"},
    {"user_action_required", "userActionRequired"},
    {"not_found", "notFound"},
    {"method_not_allowed", "methodNotAllowed"},
    {"unsupported_media_type", "unsupportedMediaType"},
    {"too_large", "tooLarge"},
    {"precondition_required", "preconditionRequired"},
    {"not_issuing", "notIssuing"},
};

constexpr Spelling rules[] = {
    {"account_disabled", "accountDisabled"},
    {"department_disabled", "departmentDisabled"},
    {"credential_revoked", "credentialRevoked"},
    {"name_not_listed", "nameNotListed"},
    {"not_delegated", "notDelegated"},
    {"domain_disabled", "domainDisabled"},
    {"reserved_name", "reservedName"},
    {"validation_lapsed", "validationLapsed"},
    {"too_many_labels", "tooManyLabels"},
    {"not_proven", "notProven"},
};

constexpr Spelling credential_rules[] = {
    {"client_deactivated", "clientDeactivated"},
    {"account_disabled", "accountDisabled"},
    {"department_disabled", "departmentDisabled"},
    {"credential_revoked", "credentialRevoked"},
    {"credential_expired", "credentialExpired"},
    {"credential_used_up", "credentialUsedUp"},
    {"algorithm_not_allowed", "algorithmNotAllowed"},
    {"source_not_allowed", "sourceNotAllowed"},
};

/// Those of which others are a part come first.
constexpr Spelling limits[] = {
    {"open-orders-per-client", "openOrdersPerClient"},
    {"open-orders-per-account", "openOrdersPerAccount"},
    {"orders-per-client", "ordersPerClient"},
    {"orders-per-account", "ordersPerAccount"},
    {"registrations-per-address", "registrationsPerAddress"},
    {"registrations-per-account", "registrationsPerAccount"},
    {"changes-per-client", "changesPerClient"},
    {"certificates-per-domain", "certificatesPerDomain"},
    {"certificates-per-name-set", "certificatesPerNameSet"},
    {"failed-validations", "failedValidations"},
    {"failures-until-paused", "failuresUntilPaused"},
};

constexpr Spelling credential_states[] = {{"blocked", "blockNew"}, {"cut_off", "cutOff"}};
constexpr Spelling certificate_states[] = {{"never_signed", "neverSigned"}};

/// Of a column that is a word.
std::string
in_words(std::string_view table, std::string_view column, std::span<const Spelling> all) {
    std::string sql;
    for (const auto& [before, after] : all)
        sql += fmt::format(
            "UPDATE {0} SET {1} = '{3}' WHERE {1} = '{2}';\n", table, column, before, after
        );
    return sql;
}

/// Of a column whose text has the words in this form: "%" is the word.
std::string in_texts(
    std::string_view table,
    std::string_view column,
    std::string_view form,
    std::span<const Spelling> all
) {
    const auto sign = form.find('%');
    const auto formed = [&](std::string_view word) {
        return fmt::format("{}{}{}", form.substr(0, sign), word, form.substr(sign + 1));
    };
    std::string sql;
    for (const auto& [before, after] : all)
        sql += fmt::format(
            "UPDATE {0} SET {1} = REPLACE({1}, '{2}', '{3}') WHERE {1} LIKE '%{2}%';\n",
            table,
            column,
            formed(before),
            formed(after)
        );
    return sql;
}

/// Of a column of problems, which are JSON: a quoted text has no such member, its quotes are
/// escaped.
std::string in_problems(std::string_view table) {
    return in_texts(table, "problem", R"("fault":"%")", faults) +
           in_texts(table, "problem", R"("rule":"%")", rules) +
           in_texts(table, "problem", R"("credentialRule":"%")", credential_rules) +
           in_texts(table, "problem", R"("limit":"%")", limits);
}

} // namespace

std::string words_in_camel_case() {
    return in_words("accounts", "credential_state", credential_states) +
           in_words("certificates", "status", certificate_states) +
           in_words("rate_limits", "kind", limits) + in_texts("accounts", "limits", "% ", limits) +
           in_texts("endpoints", "limits", "% ", limits) + in_problems("orders") +
           in_problems("challenges");
}

} // namespace chancery::store
