// SPDX-License-Identifier: Apache-2.0
#include "validation/method.hpp"

namespace chancery::validation {

// Each is the last function of the file of its name.
Method http_01();
Method dns_01();
Method tls_alpn_01();
Method dns_account_01();
Method dns_persist_01();

Method method(acme::ChallengeType type) {
    using acme::ChallengeType;
    switch (type) {
    case ChallengeType::http_01: return http_01();
    case ChallengeType::dns_01: return dns_01();
    case ChallengeType::tls_alpn_01: return tls_alpn_01();
    case ChallengeType::dns_account_01: return dns_account_01();
    case ChallengeType::dns_persist_01: return dns_persist_01();
    }
    throw Error(Fault::internal, "a challenge type without a method");
}

} // namespace chancery::validation
