// SPDX-License-Identifier: Apache-2.0
// dns-account-01 (draft-ietf-acme-dns-account-label-03): dns-01 with a label that belongs to the
// client, so that several clients can prove the same name at the same time.
#include "base/error.hpp"
#include "crypto/digest.hpp"
#include "validation/method.hpp"
#include "validation/txt_records.hpp"

namespace chancery::validation {

namespace {

/// RFC 4648 §6 in lower case, of octets that need no padding.
std::string to_base32(BytesView octets) {
    constexpr char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    unsigned held = 0;
    int bits = 0;
    for (const char octet : octets) {
        held = (held << 8 | static_cast<unsigned char>(octet)) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            text += digits[held >> (bits - 5) & 31];
    }
    return text;
}

std::string record_name(const Subject& subject, const std::string& account_url) {
    constexpr std::size_t label_octets = 10;
    const auto digest = crypto::sha256(account_url);
    return "_" + to_base32(BytesView(digest).substr(0, label_octets)) + "._acme-challenge." +
           subject.name;
}

/// One for each URL of the account: which of them the client has, it alone knows.
net::Probe plan(const Subject& subject) {
    net::DnsProbe probe{.names = {}, .type = net::RecordType::txt};
    for (const auto& url : subject.account_urls)
        probe.names.push_back(record_name(subject, url));
    return probe;
}

/// §3.1 of the draft: with the account URL, which the administrator may hold beside the client's.
Judgement
judge_one(const Subject& subject, const std::string& account_url, const net::RecordSet& set) {
    auto outcome = judge_digest_record(
        record_name(subject, account_url), subject, net::DnsAnswer{.sets = {set}}
    );
    if (auto* problem = std::get_if<Problem>(&outcome))
        problem->detail += "; the name is that of the account " + account_url;
    return outcome;
}

Judgement judge(const Subject& subject, const net::Answer& answer) {
    const auto& urls = subject.account_urls;
    const auto* answered = std::get_if<net::DnsAnswer>(&answer);
    if (!answered) return judge_digest_record(record_name(subject, urls.front()), subject, answer);
    ensure(answered->sets.size() == urls.size(), "each name was looked up");
    std::optional<Judgement> first;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto outcome = judge_one(subject, urls[i], answered->sets[i]);
        if (std::holds_alternative<Proven>(outcome)) return outcome;
        if (!first) first = std::move(outcome);
    }
    return first.value();
}

} // namespace

Method dns_account_01() {
    return {
        .type = acme::ChallengeType::dns_account_01,
        .plan = plan,
        .judge = judge,
        .takes_wildcards = true,
    };
}

} // namespace chancery::validation
