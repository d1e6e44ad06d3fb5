// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is asked of a stranger's host or of its DNS, and what came back. Plain values: who asks is
// net/probe/prober, who judges is validation/.

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "net/http.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chancery::net {

/// GET http://HOST/path, as a certificate authority asks it (RFC 8555 §8.3): redirects are
/// followed to the allowed ports, whatever certificate an https one shows.
struct HttpProbe {
    std::string host; ///< A DNS name, or an address (RFC 8738 §4).
    std::string path; ///< With its first slash.
};

/// A TLS handshake (RFC 8737 §3): nothing is sent after it.
struct TlsProbe {
    std::string host;        ///< A DNS name, or an address.
    std::string server_name; ///< SNI; for an address its reverse name (RFC 8738 §6).
    std::string protocol;    ///< ALPN.
};

enum class RecordType { txt, caa };

/// The records of this type at each of these names, all asked at once; CNAMEs are followed.
struct DnsProbe {
    std::vector<std::string> names;
    RecordType type;
};

using Probe = std::variant<HttpProbe, TlsProbe, DnsProbe>;

struct HttpAnswer {
    int status = 0;
    Headers headers = {};
    std::string body = {}; ///< Its beginning, where it is too long.
    bool is_whole = true;
    std::string url = {};     ///< That was asked last.
    std::string address = {}; ///< And of whom: "192.0.2.7".
};

struct TlsAnswer {
    Bytes certificate;    ///< DER of the leaf.
    std::string protocol; ///< ALPN that was agreed on; empty for none.
    std::string address;
};

enum class DnsResult {
    found,
    no_records,   ///< The name is there, or may be; this type is not.
    no_such_name, ///< NXDOMAIN.
    bogus,        ///< DNSSEC does not hold.
    failed,       ///< SERVFAIL, a loop, no answer in time.
};

struct RecordSet {
    std::string name; ///< As asked.
    DnsResult result = DnsResult::failed;
    std::vector<Bytes> records = {}; ///< TXT: its strings joined; CAA: the record's data.
    bool is_secure = false;          ///< DNSSEC holds.
    std::string why = {};            ///< Of `bogus` and `failed`: half a sentence.
};

/// One set a name, in the order asked.
struct DnsAnswer {
    std::vector<RecordSet> sets;
};

/// Nothing that can be judged: dns, connection, tls or unauthorized, with a sentence that names the
/// address, the port, what was expected, what came, and what it often means. Or unavailable: nobody
/// was asked, since too many wait.
struct NoAnswer {
    Fault fault;
    std::string why;
};

using Answer = std::variant<HttpAnswer, TlsAnswer, DnsAnswer, NoAnswer>;

} // namespace chancery::net
