// SPDX-License-Identifier: Apache-2.0
#include "testca/methods.hpp"

#include "testca/chance.hpp"
#include "testca/knobs.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace chancery::testca {

namespace {

using acme::ChallengeType;
using namespace std::chrono_literals;

/// What holds for no longer than that is not relied on for another order (workflow/orders).
constexpr auto once = 1h;

/// A method is a pair of plain functions, so what they depend on is the process's.
const Knobs& knobs() {
    static const auto read = read_knobs([](const char* name) { return std::getenv(name); });
    return read;
}

template <ChallengeType type>
net::Probe plan(const validation::Subject& subject) {
    std::this_thread::sleep_for(some_of(knobs().longest_sleep));
    // A question about no name is answered at once.
    if (knobs().always_valid) return net::DnsProbe{.names = {}, .type = net::RecordType::txt};
    return validation::method(type).plan(subject);
}

template <ChallengeType type>
validation::Judgement judge(const validation::Subject& subject, const net::Answer& answer) {
    auto outcome = knobs().always_valid ? validation::Judgement(validation::Proven{})
                                        : validation::method(type).judge(subject, answer);
    auto* proven = std::get_if<validation::Proven>(&outcome);
    if (proven && !happens(knobs().authorization_reuse))
        proven->until = std::min(proven->until.value_or(Time::max()), Time(subject.now + once));
    return outcome;
}

template <ChallengeType type>
validation::Method row() {
    auto method = validation::method(type);
    method.plan = plan<type>;
    method.judge = judge<type>;
    return method;
}

} // namespace

validation::Method method(ChallengeType type) {
    switch (type) {
    case ChallengeType::http_01: return row<ChallengeType::http_01>();
    case ChallengeType::dns_01: return row<ChallengeType::dns_01>();
    case ChallengeType::tls_alpn_01: return row<ChallengeType::tls_alpn_01>();
    case ChallengeType::dns_account_01: return row<ChallengeType::dns_account_01>();
    case ChallengeType::dns_persist_01: return row<ChallengeType::dns_persist_01>();
    }
    throw Error(Fault::internal, "a challenge type without a row");
}

} // namespace chancery::testca
