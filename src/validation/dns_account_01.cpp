// SPDX-License-Identifier: Apache-2.0
// dns-account-01 (draft-ietf-acme-dns-account-label-03): dns-01 with a label that belongs to the
// client, so that several clients can prove the same name at the same time.
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

std::string record_name(const Subject& subject) {
    constexpr std::size_t label_octets = 10;
    const auto digest = crypto::sha256(subject.account_url);
    return "_" + to_base32(BytesView(digest).substr(0, label_octets)) + "._acme-challenge." +
           subject.name;
}

net::Probe plan(const Subject& subject) {
    return net::DnsProbe{.names = {record_name(subject)}, .type = net::RecordType::txt};
}

/// §3.1 of the draft: with the account URL, which the administrator may hold beside the client's.
Outcome judge(const Subject& subject, const net::Answer& answer) {
    auto outcome = judge_digest_record(record_name(subject), subject, answer);
    auto* problem = std::get_if<Problem>(&outcome);
    if (problem && std::holds_alternative<net::DnsAnswer>(answer))
        problem->detail += "; the name is that of the account " + subject.account_url;
    return outcome;
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
