// SPDX-License-Identifier: Apache-2.0
#include "policy/credential.hpp"

#include "base/address.hpp"

namespace chancery::policy {

namespace {

/// An address that is none, such as that of a local socket, is in no network.
bool may_come_from(const std::vector<Network>& networks, std::string_view address) {
    if (networks.empty()) return true;
    const auto octets = parse_address(address);
    return octets && is_in(networks, *octets);
}

bool is_over(const std::optional<Time>& end, Time now) {
    return end && *end <= now;
}

std::string sentence(const CredentialVerdict& verdict) {
    switch (verdict.rule) {
    case CredentialRule::granted: return "this is granted";
    case CredentialRule::client_deactivated: return "this client was deactivated";
    case CredentialRule::account_disabled: return "this ACME account is disabled";
    case CredentialRule::department_disabled:
        return "the department of this ACME account is disabled";
    case CredentialRule::credential_revoked:
        return "the credential of this ACME account was revoked";
    case CredentialRule::credential_expired: return "this credential has expired";
    case CredentialRule::credential_used_up:
        return "the allowed number of clients has registered with this credential";
    case CredentialRule::algorithm_not_allowed:
        return "this ACME account accepts an external account binding only with " + verdict.about +
               " alone";
    case CredentialRule::source_not_allowed:
        return "this ACME account may not be used from the address " + verdict.about;
    }
    throw Error(Fault::internal, "a rule for credentials without a sentence");
}

/// What the requester is to do about it.
std::string advice(CredentialRule rule, std::string_view ask) {
    std::string advice = "ask " + std::string(ask);
    switch (rule) {
    case CredentialRule::client_deactivated: return "register with a new account key";
    case CredentialRule::credential_revoked:
        return advice + " for a new one, and use a new account key with it";
    case CredentialRule::credential_expired:
    case CredentialRule::credential_used_up: return advice + " for a new one";
    case CredentialRule::granted:
    case CredentialRule::account_disabled:
    case CredentialRule::department_disabled:
    case CredentialRule::algorithm_not_allowed:
    case CredentialRule::source_not_allowed: return advice;
    }
    throw Error(Fault::internal, "a rule for credentials without advice");
}

} // namespace

CredentialVerdict check_registration(const CredentialFacts& facts, const Attempt& attempt) {
    using enum CredentialRule;
    const auto& account = facts.account;
    if (!account.enabled) return {account_disabled};
    if (!account.department_enabled) return {department_disabled};
    if (account.credential != CredentialState::current) return {credential_revoked};
    if (is_over(facts.expires_at, attempt.now) || is_over(facts.replaced_until, attempt.now))
        return {credential_expired};
    if (facts.max_uses && facts.uses >= *facts.max_uses) return {credential_used_up};
    if (!facts.algorithm.empty() && facts.algorithm != attempt.algorithm)
        return {algorithm_not_allowed, facts.algorithm};
    if (!may_come_from(account.networks, attempt.address))
        return {source_not_allowed, std::string(attempt.address)};
    return {granted};
}

CredentialVerdict
check_client(ClientStatus status, const AccountStanding& account, std::string_view address) {
    using enum CredentialRule;
    if (status == ClientStatus::revoked) return {credential_revoked};
    if (status != ClientStatus::valid) return {client_deactivated};
    if (!account.enabled) return {account_disabled};
    if (!account.department_enabled) return {department_disabled};
    if (account.credential == CredentialState::cut_off) return {credential_revoked};
    if (!may_come_from(account.networks, address))
        return {source_not_allowed, std::string(address)};
    return {granted};
}

std::string explain(const CredentialVerdict& verdict, std::string_view ask) {
    return sentence(verdict) + " (" + std::string(to_string(verdict.rule)) + "); " +
           advice(verdict.rule, ask);
}

std::optional<Problem> refusal(const CredentialVerdict& verdict, std::string_view ask) {
    if (verdict.granted()) return std::nullopt;
    // RFC 8555 §7.3.6: a client that is gone for good gets 401.
    const bool gone = verdict.rule == CredentialRule::client_deactivated;
    return Problem{
        .fault = gone ? Fault::deactivated : Fault::unauthorized,
        .detail = explain(verdict, ask),
        .cause = verdict.rule};
}

} // namespace chancery::policy
