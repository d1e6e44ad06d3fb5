// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "fuzz.hpp"
#include "validation/caa.hpp"

#include <charconv>

// Answers of strangers' hosts and name servers to every challenge type and to CAA: what is proven
// is so by a plainer look at the answer, and what is refused says why, printably and in bounds. An
// input is a digit for CAA or the type, a letter for what is asked about, and the answer.
namespace chancery::fuzz {

namespace {

using validation::Subject;

constexpr Time now{std::chrono::seconds{1'800'000'000}};
const std::string identity = "authority.example";

struct Input {
    bool is_wildcard;
    bool is_address;
    bool is_cut;
    std::string_view answer;
};

Subject subject_of(const Input& input) {
    return {
        .name = input.is_address ? "192.0.2.7" : "www.example.org",
        .is_wildcard = input.is_wildcard,
        .is_address = input.is_address,
        .token = "token",
        .key_authorization = "token.thumbprint",
        .account_urls = {"https://ca.example/acct/1"},
        .identities = {identity},
        .now = now,
    };
}

/// What stands before the separator, which is taken away with it.
std::string_view take(std::string_view& from, char separator) {
    const auto part = from.substr(0, from.find(separator));
    from.remove_prefix(std::min(from.size(), part.size() + 1));
    return part;
}

/// "200\nhttp://host/path\nbody".
net::HttpAnswer http_answer(const Input& input) {
    auto rest = input.answer;
    net::HttpAnswer answer{.is_whole = !input.is_cut, .address = "192.0.2.7"};
    const auto status = take(rest, '\n');
    std::from_chars(status.data(), status.data() + status.size(), answer.status);
    answer.url = take(rest, '\n');
    answer.body = rest;
    return answer;
}

/// "acme-tls/1\n" and the certificate.
net::TlsAnswer tls_answer(const Input& input) {
    auto rest = input.answer;
    const auto protocol = take(rest, '\n');
    return {Bytes(rest), std::string(protocol), "192.0.2.7"};
}

/// A letter and records with line feeds between, for one name after the other with form feeds
/// between.
net::DnsAnswer dns_answer(const Input& input, const std::vector<std::string>& names) {
    auto rest = input.answer;
    net::DnsAnswer answer;
    for (const auto& name : names) {
        auto set = take(rest, '\f');
        net::RecordSet read{.name = name, .result = net::DnsResult::no_records};
        if (!set.empty()) {
            read.result = static_cast<net::DnsResult>(static_cast<unsigned char>(set[0]) % 5);
            set.remove_prefix(1);
        }
        if (read.result == net::DnsResult::found)
            for (const auto record : split(set, '\n'))
                read.records.emplace_back(record);
        else
            read.why = set;
        answer.sets.push_back(std::move(read));
    }
    return answer;
}

net::Answer answer_to(const net::Probe& probe, const Input& input) {
    if (std::holds_alternative<net::HttpProbe>(probe)) return http_answer(input);
    if (std::holds_alternative<net::TlsProbe>(probe)) return tls_answer(input);
    return dns_answer(input, std::get<net::DnsProbe>(probe).names);
}

/// A refusal's sentence and fault.
void check(const validation::Judgement& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    if (!problem) return;
    const auto& detail = problem->detail;
    require(!detail.empty(), "a refusal says why");
    require(detail.size() < 3000, "a sentence is bounded", detail);
    require(printable(detail, detail.size()) == detail, "a sentence is printable", detail);
    const auto expected = {
        Fault::incorrect_response, Fault::dns, Fault::unauthorized, Fault::malformed, Fault::caa};
    require(
        std::ranges::find(expected, problem->fault) != expected.end(),
        "a refusal has a fault of validation",
        to_string(problem->fault)
    );
}

bool is_in(std::string_view part, std::string_view whole) {
    return to_lower(whole).find(to_lower(part)) != std::string::npos;
}

bool shows_digest(const Subject& subject, const net::TlsAnswer& answer) {
    const auto& der = answer.certificate;
    const auto info = accepted({Fault::malformed}, [&] { return crypto::read_certificate(der); });
    if (info) {
        const auto names = info->dns_names.size() + info->ip_addresses.size();
        require(names == 1, "a certificate that is taken has one name");
        require(crypto::signed_by(der, info->key), "a certificate that is taken is self-signed");
    }
    const auto digest = crypto::sha256(subject.key_authorization);
    return answer.protocol == "acme-tls/1" && der.find(digest) != der.npos;
}

/// What nobody can prove without, whichever the type; more where the type is an old one.
bool may_be_proven(acme::ChallengeType type, const Subject& subject, const net::Answer& answer) {
    if (const auto* http = std::get_if<net::HttpAnswer>(&answer))
        return http->status == 200 && http->is_whole &&
               trim(http->body) == subject.key_authorization;
    if (const auto* tls = std::get_if<net::TlsAnswer>(&answer)) return shows_digest(subject, *tls);
    const auto digest = to_base64url(crypto::sha256(subject.key_authorization));
    const auto& set = std::get<net::DnsAnswer>(answer).sets.front();
    const bool names_us = std::ranges::any_of(set.records, [&](const auto& record) {
        return is_in(identity, record) &&
               record.find(subject.account_urls.front()) != record.npos &&
               (!subject.is_wildcard || is_in("wildcard", record));
    });
    if (type == acme::ChallengeType::dns_persist_01) return names_us;
    return std::ranges::find(set.records, digest) != set.records.end();
}

void run_challenge(acme::ChallengeType type, Input input) {
    const auto method = validation::method(type);
    input.is_wildcard &= method.takes_wildcards;
    input.is_address &= method.takes_addresses;
    const auto subject = subject_of(input);
    const auto answer = answer_to(method.plan(subject), input);
    const auto outcome = method.judge(subject, answer);
    check(outcome);
    const auto* proven = std::get_if<validation::Proven>(&outcome);
    if (!proven) return;
    require(may_be_proven(type, subject, answer), "what is proven is in the answer");
    require(!proven->until || *proven->until >= now, "what is proven is not over");
}

/// By a look at the nearest records alone.
bool may_be_issued(const net::DnsAnswer& answer, bool is_wildcard) {
    const auto begins = [](const auto& record, std::string_view tag) {
        return record.size() > tag.size() && to_lower(record.substr(1, tag.size())) == tag;
    };
    for (const auto& set : answer.sets) {
        if (set.result == net::DnsResult::failed || set.result == net::DnsResult::bogus)
            return false;
        if (set.records.empty()) continue;
        return std::ranges::none_of(
                   set.records,
                   [&](const auto& record) {
                       return begins(record, "\x05issue") ||
                              (is_wildcard && begins(record, "\x09issuewild"));
                   }
               ) ||
               std::ranges::any_of(set.records, [](const auto& record) {
                   return is_in(identity, record);
               });
    }
    return true;
}

void run_caa(const Input& input) {
    const validation::CaaSubject subject{
        .name = "www.example.org",
        .is_wildcard = input.is_wildcard,
        .identities = {identity},
        .account_urls = {"https://ca.example/acct/1"},
        .method = input.is_cut ? std::nullopt : std::optional(acme::ChallengeType::dns_01),
    };
    const auto probe = std::get<net::DnsProbe>(validation::plan_caa(subject.name));
    const auto answer = dns_answer(input, probe.names);
    const auto outcome = validation::judge_caa(subject, answer);
    check(outcome);
    if (std::holds_alternative<validation::Proven>(outcome))
        require(may_be_issued(answer, input.is_wildcard), "what is allowed is in the records");
}

} // namespace

void run(std::string_view input) {
    if (input.size() < 2) return;
    const auto types = every<acme::ChallengeType>;
    const auto which = static_cast<unsigned char>(input[0] - '0') % (types.size() + 1);
    const Input read{
        .is_wildcard = (input[1] & 1) != 0,
        .is_address = (input[1] & 2) != 0,
        .is_cut = (input[1] & 4) != 0,
        .answer = input.substr(2),
    };
    if (which == 0) return run_caa(read);
    run_challenge(types[which - 1], read);
}

} // namespace chancery::fuzz
