// SPDX-License-Identifier: Apache-2.0
// dns-persist-01 (draft-ietf-acme-dns-persist-01, the revision of lego 5): a TXT record that stays,
// naming this CA and the client's account. Revision 02 hashes the account and is not this.
#include "base/text.hpp"
#include "validation/issue_value.hpp"
#include "validation/method.hpp"
#include "validation/txt_records.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace chancery::validation {

namespace {

using namespace std::chrono_literals;

/// 9999-12-31T23:59:59Z: a later time is as good as it.
constexpr Time last_time{253'402'300'799s};

/// §7.8 of the draft: a validation is not relied on again beyond the record's TTL, which nobody
/// knows whose resolver bounds it. So long is enough for the order that asked, and too short for
/// another to rely on (workflow/orders): that one asks again.
constexpr auto relied_on = 1h;

std::string record_name(const Subject& subject) {
    return "_validation-persist." + subject.name;
}

/// The record that would prove it.
std::string expected_record(const Subject& subject) {
    return fmt::format(
        "{}; accounturi={}{}",
        subject.identities.empty() ? "" : subject.identities.front(),
        subject.account_urls.front(),
        subject.is_wildcard ? "; policy=wildcard" : ""
    );
}

net::Probe plan(const Subject& subject) {
    return net::DnsProbe{.names = {record_name(subject)}, .type = net::RecordType::txt};
}

/// Seconds since 1970 in decimal digits.
std::optional<Time> parse_unix_time(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return text.front() == '-' ? Time{} : last_time;
    if (error != std::errc()) return std::nullopt;
    return std::clamp(Time{std::chrono::seconds{seconds}}, Time{}, last_time);
}

/// What a record says that is well-formed and names this CA.
struct Consent {
    std::string account_url;
    bool has_wildcards = false;
    std::optional<Time> until = std::nullopt;
};

/// None for a record that §4.1 of the draft does not allow.
std::optional<Consent> parse_consent(std::string_view record) {
    const auto value = parse_issue_value(record);
    if (!value) return std::nullopt;
    const auto accounts = value->values("accounturi");
    const auto policies = value->values("policy");
    const auto times = value->values("persistuntil");
    if (accounts.size() != 1 || accounts.front().empty()) return std::nullopt;
    if (policies.size() > 1 || times.size() > 1) return std::nullopt;

    Consent consent{std::string(accounts.front())};
    // Any other policy is as none.
    consent.has_wildcards = !policies.empty() && equals_ignoring_case(policies.front(), "wildcard");
    if (times.empty()) return consent;
    consent.until = parse_unix_time(times.front());
    return consent.until ? std::optional(consent) : std::nullopt;
}

/// Of one record that names this CA. The faults are those of §9 of the draft, "Error Handling".
Judgement judge_record(const Subject& subject, BytesView record) {
    const auto refusal = [&](Fault fault, std::string_view why) {
        return Problem{
            fault,
            fmt::format(
                "the TXT record \"{}\" of \"{}\" {}: \"{}\" was expected",
                printable(record, 300),
                record_name(subject),
                why,
                expected_record(subject)
            )};
    };
    const auto consent = parse_consent(record);
    if (!consent)
        return refusal(
            Fault::malformed,
            "is not well-formed (an issuer, then one accounturi, at most one policy and one "
            "persistUntil in seconds since 1970, with a semicolon between)"
        );
    // RFC 3986 §6.2.1: compared as strings.
    if (std::ranges::find(subject.account_urls, consent->account_url) == subject.account_urls.end())
        return refusal(Fault::unauthorized, "is for another account");
    if (subject.is_wildcard && !consent->has_wildcards)
        return refusal(Fault::unauthorized, "allows no wildcard");
    if (consent->until && subject.now > *consent->until)
        return refusal(Fault::unauthorized, "expired at " + to_rfc3339(*consent->until) + " only");
    return Proven{consent->until};
}

/// Whether `a` holds longer than `b`.
bool holds_longer(const Proven& a, const Proven& b) {
    return b.until && (!a.until || *a.until > *b.until);
}

Judgement bounded(Judgement outcome, Time now) {
    if (auto* proven = std::get_if<Proven>(&outcome))
        proven->until = std::min(proven->until.value_or(last_time), now + relied_on);
    return outcome;
}

Judgement judge(const Subject& subject, const net::Answer& answer) {
    const auto name = record_name(subject);
    const auto read = txt_records(name, expected_record(subject), answer);
    if (const auto* problem = std::get_if<Problem>(&read)) return *problem;
    const auto& records = std::get<std::vector<Bytes>>(read);

    std::optional<Judgement> best;
    for (const auto& record : records) {
        if (!is_among(issuer_of(record), subject.identities)) continue;
        auto outcome = judge_record(subject, record);
        const auto* proven = std::get_if<Proven>(&outcome);
        const auto* before = best ? std::get_if<Proven>(&*best) : nullptr;
        if (!best || (proven && (!before || holds_longer(*proven, *before))))
            best = std::move(outcome);
    }
    if (best) return bounded(*std::move(best), subject.now);
    return Problem{
        Fault::unauthorized,
        fmt::format(
            "{} and none names this CA: \"{}\" was expected",
            found_records(name, records),
            expected_record(subject)
        )};
}

} // namespace

Method dns_persist_01() {
    return {
        .type = acme::ChallengeType::dns_persist_01,
        .plan = plan,
        .judge = judge,
        .takes_wildcards = true,
    };
}

} // namespace chancery::validation
