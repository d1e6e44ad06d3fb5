// SPDX-License-Identifier: Apache-2.0
#include "validation/txt_records.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "validation/answer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::validation {

namespace {

constexpr std::size_t most_shown = 3;
constexpr std::size_t longest_shown = 100;

} // namespace

std::string found_records(const std::string& name, const std::vector<Bytes>& records) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(records.size(), most_shown); ++i)
        shown.push_back('"' + printable(records[i], longest_shown) + '"');
    auto sentence = fmt::format(
        "the TXT {} of \"{}\" {} {}",
        records.size() == 1 ? "record" : "records",
        name,
        records.size() == 1 ? "is" : "are",
        join(shown, ", ")
    );
    if (records.size() > most_shown)
        sentence += fmt::format(" and {} more", records.size() - most_shown);
    return sentence;
}

Problem failed_lookup(const net::RecordSet& set, std::string_view record_type) {
    const auto why = printable(set.why.empty() ? "no answer" : set.why, 300);
    if (set.result == net::DnsResult::bogus)
        return {
            Fault::dns,
            fmt::format(
                "the {} records of \"{}\" do not hold under DNSSEC ({}): are the zone's signatures "
                "current, and is the DS record of its parent that of its key?",
                record_type,
                set.name,
                why
            )};
    return {
        Fault::dns,
        fmt::format(
            "the {} records of \"{}\" could not be looked up ({}): do all name servers of its zone "
            "answer?",
            record_type,
            set.name,
            why
        )};
}

std::variant<std::vector<Bytes>, Problem>
txt_records(const std::string& name, const std::string& expected, const net::Answer& answer) {
    if (auto problem = unanswered(answer)) return *std::move(problem);
    const auto& sets = answer_of<net::DnsAnswer>(answer).sets;
    ensure(sets.size() == 1 && sets.front().name == name, "one name was asked about");
    const auto& set = sets.front();
    switch (set.result) {
    case net::DnsResult::found: return set.records;
    case net::DnsResult::no_records:
        return Problem{
            Fault::incorrect_response,
            fmt::format(
                "\"{}\" has no TXT record where \"{}\" was expected: is it published yet, on all "
                "name servers of the zone?",
                name,
                expected
            )};
    case net::DnsResult::no_such_name:
        return Problem{
            Fault::dns,
            fmt::format(
                "\"{}\" does not exist (NXDOMAIN) where a TXT record \"{}\" was expected: is it "
                "published yet, on all name servers of the zone?",
                name,
                expected
            )};
    case net::DnsResult::bogus:
    case net::DnsResult::failed: return failed_lookup(set, "TXT");
    }
    return failed_lookup(set, "TXT");
}

Judgement
judge_digest_record(const std::string& name, const Subject& subject, const net::Answer& answer) {
    const auto expected = to_base64url(crypto::sha256(subject.key_authorization));
    const auto read = txt_records(name, expected, answer);
    if (const auto* problem = std::get_if<Problem>(&read)) return *problem;
    const auto& records = std::get<std::vector<Bytes>>(read);
    if (std::ranges::find(records, expected) != records.end()) return Proven{};
    return Problem{
        Fault::incorrect_response,
        fmt::format(
            "{} where \"{}\" was expected: a record of an earlier attempt that is still there, or "
            "not all name servers of the zone have the new one",
            found_records(name, records),
            expected
        )};
}

} // namespace chancery::validation
