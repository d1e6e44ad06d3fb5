// SPDX-License-Identifier: Apache-2.0
// dns-01 (RFC 8555 §8.4): a TXT record below the name.
#include "validation/method.hpp"
#include "validation/txt_records.hpp"

namespace chancery::validation {

namespace {

std::string record_name(const Subject& subject) {
    return "_acme-challenge." + subject.name;
}

net::Probe plan(const Subject& subject) {
    return net::DnsProbe{.names = {record_name(subject)}, .type = net::RecordType::txt};
}

Judgement judge(const Subject& subject, const net::Answer& answer) {
    return judge_digest_record(record_name(subject), subject, answer);
}

} // namespace

Method dns_01() {
    return {
        .type = acme::ChallengeType::dns_01,
        .plan = plan,
        .judge = judge,
        .takes_wildcards = true,
    };
}

} // namespace chancery::validation
