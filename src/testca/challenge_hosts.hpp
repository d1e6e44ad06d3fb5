// SPDX-License-Identifier: Apache-2.0
#pragma once

// The web server and the TLS server that a validated host would have, with what the challenge test
// server was told to answer.

#include "net/http.hpp"
#include "net/tls.hpp"
#include "testca/challenge_answers.hpp"
#include "testca/request_history.hpp"

#include <string>
#include <vector>

namespace chancery::testca {

struct ChallengeParts {
    ChallengeAnswers& answers;
    RequestHistory& history;
};

enum class Transport { http, https };

/// RFC 8555 §8.3; redirects over plain HTTP alone, so that one to HTTPS ends there.
net::Response
answer_http(const ChallengeParts& parts, Transport transport, const net::Request& request);

/// DNS over HTTPS (RFC 8484), by POST.
net::Response answer_doh(const ChallengeParts& parts, const net::Request& request);

dns::Reply
answer_dns(const ChallengeParts& parts, const dns::Query& query, const std::string& user_agent);

/// RFC 8737: a certificate that proves the key authorization of the name asked for; none for
/// another name, or a client that does not ask as a CA does.
std::optional<net::TlsIdentity>
answer_tls(const ChallengeParts& parts, const net::ClientHello& hello);

/// A self-signed certificate, for those who look at none.
net::TlsIdentity self_signed(const std::vector<std::string>& dns_names);

} // namespace chancery::testca
