// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the challenge test server was told to answer: DNS records, tokens, redirects, key
// authorizations. Safe to use from several threads.

#include "testca/dns_message.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chancery::testca {

struct CaaRecord {
    std::string tag;
    std::string value;
};

class ChallengeAnswers {
public:
    /// Of names that have no address of their own; empty: none.
    void set_default_ipv4(std::string address);
    void set_default_ipv6(std::string address);

    void add_a(const std::string& host, const std::vector<std::string>& addresses);
    void add_aaaa(const std::string& host, const std::vector<std::string>& addresses);
    void add_txt(const std::string& host, std::string text);
    void add_caa(const std::string& host, const std::vector<CaaRecord>& records);
    void set_cname(const std::string& host, const std::string& target);
    /// Every question about this name fails.
    void set_servfail(const std::string& host);

    /// All records of this type at this name.
    void clear(dns::Type type, const std::string& host);
    void clear_servfail(const std::string& host);

    dns::Reply look_up(const dns::Query& query) const;

    /// By token; and the target of a redirect, by path; and the key authorization that is to be
    /// proven by TLS, by host.
    void set_http(const std::string& token, std::string content);
    void set_redirect(const std::string& path, std::string target);
    void set_tls(const std::string& host, std::string key_authorization);
    void clear_http(const std::string& token);
    void clear_redirect(const std::string& path);
    void clear_tls(const std::string& host);
    std::optional<std::string> find_http(const std::string& token) const;
    std::optional<std::string> find_redirect(const std::string& path) const;
    std::optional<std::string> find_tls(const std::string& host) const;

private:
    using Texts = std::map<std::string, std::string>;

    void add_addresses(
        dns::Type type, const std::string& host, const std::vector<std::string>& addresses
    );
    std::vector<Bytes> data_of(const std::string& name, std::uint16_t type) const;
    static std::optional<std::string> find(const Texts& texts, const std::string& key);

    mutable std::mutex mutex_;
    /// The data of the records, by name in lower case and type.
    std::map<std::pair<std::string, std::uint16_t>, std::vector<Bytes>> records_;
    Texts cnames_;
    std::set<std::string> failing_;
    std::string default_ipv4_ = "127.0.0.1";
    std::string default_ipv6_ = "::1";
    Texts http_, redirects_, tls_;
};

} // namespace chancery::testca
