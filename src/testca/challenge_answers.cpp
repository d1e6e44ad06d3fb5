// SPDX-License-Identifier: Apache-2.0
#include "testca/challenge_answers.hpp"

#include "base/address.hpp"
#include "base/text.hpp"

namespace chancery::testca {

namespace {

constexpr std::size_t ipv4_octets = 4;
constexpr std::size_t ipv6_octets = 16;

/// As names are compared: lower case, without the final dot.
std::string folded(const std::string& name) {
    auto text = to_lower(name);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::size_t octets_of(std::uint16_t type) {
    return type == dns::a ? ipv4_octets : ipv6_octets;
}

} // namespace

void ChallengeAnswers::set_default_ipv4(std::string address) {
    const std::lock_guard lock(mutex_);
    default_ipv4_ = std::move(address);
}

void ChallengeAnswers::set_default_ipv6(std::string address) {
    const std::lock_guard lock(mutex_);
    default_ipv6_ = std::move(address);
}

void ChallengeAnswers::add_a(const std::string& host, const std::vector<std::string>& addresses) {
    add_addresses(dns::a, host, addresses);
}

void ChallengeAnswers::add_aaaa(
    const std::string& host, const std::vector<std::string>& addresses
) {
    add_addresses(dns::aaaa, host, addresses);
}

/// What is not an address of the type's family is left out, as Pebble's server does.
void ChallengeAnswers::add_addresses(
    dns::Type type, const std::string& host, const std::vector<std::string>& addresses
) {
    const std::lock_guard lock(mutex_);
    auto& records = records_[{folded(host), type}];
    for (const auto& address : addresses)
        if (auto octets = parse_address(address); octets && octets->size() == octets_of(type))
            records.push_back(*std::move(octets));
}

void ChallengeAnswers::add_txt(const std::string& host, std::string text) {
    const std::lock_guard lock(mutex_);
    records_[{folded(host), dns::txt}].push_back(dns::txt_data(std::move(text)));
}

void ChallengeAnswers::add_caa(const std::string& host, const std::vector<CaaRecord>& records) {
    const std::lock_guard lock(mutex_);
    for (const auto& record : records)
        records_[{folded(host), dns::caa}].push_back(dns::caa_data(record.tag, record.value));
}

void ChallengeAnswers::set_cname(const std::string& host, const std::string& target) {
    const std::lock_guard lock(mutex_);
    cnames_[folded(host)] = folded(target);
}

void ChallengeAnswers::set_servfail(const std::string& host) {
    const std::lock_guard lock(mutex_);
    failing_.insert(folded(host));
}

void ChallengeAnswers::clear(dns::Type type, const std::string& host) {
    const std::lock_guard lock(mutex_);
    if (type == dns::cname) cnames_.erase(folded(host));
    records_.erase({folded(host), type});
}

void ChallengeAnswers::clear_servfail(const std::string& host) {
    const std::lock_guard lock(mutex_);
    failing_.erase(folded(host));
}

std::vector<Bytes> ChallengeAnswers::data_of(const std::string& name, std::uint16_t type) const {
    const auto found = records_.find({name, type});
    if (found != records_.end() && !found->second.empty()) return found->second;
    if (type != dns::a && type != dns::aaaa) return {};
    const auto octets = parse_address(type == dns::a ? default_ipv4_ : default_ipv6_);
    if (!octets || octets->size() != octets_of(type)) return {};
    return {*octets};
}

dns::Reply ChallengeAnswers::look_up(const dns::Query& query) const {
    const std::lock_guard lock(mutex_);
    dns::Reply reply;
    auto owner = query.name;
    if (failing_.contains(folded(owner))) return {.code = dns::Code::server_failure};
    if (const auto alias = cnames_.find(folded(owner)); alias != cnames_.end()) {
        reply.answers.push_back(
            {.owner = owner, .type = dns::cname, .data = dns::name_data(alias->second)}
        );
        owner = alias->second;
    }
    for (auto& data : data_of(folded(owner), query.type))
        reply.answers.push_back({.owner = owner, .type = query.type, .data = std::move(data)});
    return reply;
}

void ChallengeAnswers::set_http(const std::string& token, std::string content) {
    const std::lock_guard lock(mutex_);
    http_[token] = std::move(content);
}

void ChallengeAnswers::set_redirect(const std::string& path, std::string target) {
    const std::lock_guard lock(mutex_);
    redirects_[path] = std::move(target);
}

void ChallengeAnswers::set_tls(const std::string& host, std::string key_authorization) {
    const std::lock_guard lock(mutex_);
    tls_[folded(host)] = std::move(key_authorization);
}

void ChallengeAnswers::clear_http(const std::string& token) {
    const std::lock_guard lock(mutex_);
    http_.erase(token);
}

void ChallengeAnswers::clear_redirect(const std::string& path) {
    const std::lock_guard lock(mutex_);
    redirects_.erase(path);
}

void ChallengeAnswers::clear_tls(const std::string& host) {
    const std::lock_guard lock(mutex_);
    tls_.erase(folded(host));
}

std::optional<std::string> ChallengeAnswers::find(const Texts& texts, const std::string& key) {
    const auto found = texts.find(key);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> ChallengeAnswers::find_http(const std::string& token) const {
    const std::lock_guard lock(mutex_);
    return find(http_, token);
}

std::optional<std::string> ChallengeAnswers::find_redirect(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    return find(redirects_, path);
}

std::optional<std::string> ChallengeAnswers::find_tls(const std::string& host) const {
    const std::lock_guard lock(mutex_);
    return find(tls_, folded(host));
}

} // namespace chancery::testca
