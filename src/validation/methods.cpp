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

std::vector<acme::ChallengeType>
types_for(const Name& name, const std::vector<std::string>& words) {
    std::vector<acme::ChallengeType> types;
    for (const auto& word : words) {
        const auto type = find_value<acme::ChallengeType>(word);
        ensure(type.has_value(), "an endpoint's challenge types are known");
        const auto found = method(*type);
        if (name.is_wildcard() && !found.takes_wildcards) continue;
        if (name.is_address() && !found.takes_addresses) continue;
        types.push_back(*type);
    }
    return types;
}

} // namespace chancery::validation
