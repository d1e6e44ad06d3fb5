// SPDX-License-Identifier: Apache-2.0
#include "validation/caa.hpp"

#include "base/text.hpp"
#include "model/name.hpp"
#include "validation/answer.hpp"
#include "validation/issue_value.hpp"
#include "validation/txt_records.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::validation {

namespace {

struct Property {
    bool is_critical = false;
    std::string tag; ///< In lower case: RFC 8659 §4.1 matches it so.
    BytesView value;
};

/// RFC 8659 §4.1: flags, the tag's size, the tag, the value. None where that is not so.
std::optional<Property> parse_property(BytesView record) {
    if (record.size() < 2) return std::nullopt;
    const std::size_t size = static_cast<unsigned char>(record[1]);
    if (size == 0 || record.size() - 2 < size) return std::nullopt;
    const auto tag = to_lower(record.substr(2, size));
    const auto is_tag_character = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    };
    if (!std::ranges::all_of(tag, is_tag_character)) return std::nullopt;
    return Property{(record[0] & '\x80') != 0, tag, record.substr(2 + size)};
}

/// Those that mean nothing for a certificate of a TLS server are known all the same.
bool is_known(std::string_view tag) {
    constexpr std::string_view known[] = {"issue", "issuewild", "iodef", "issuemail"};
    return std::ranges::find(known, tag) != std::end(known);
}

/// RFC 8657 §4: names of methods with commas between.
bool names_method(std::string_view list, const std::optional<acme::ChallengeType>& method) {
    const auto parts = split(list, ',');
    return method && std::ranges::find(parts, to_string(*method)) != parts.end();
}

/// Why a property does not let us issue; none where it does.
std::optional<std::string> refusal_of(const CaaSubject& subject, std::string_view value) {
    const auto issue = parse_issue_value(value);
    // RFC 8659 §4.2: what is malformed forbids all CAs to issue.
    if (!issue) return "is malformed";
    if (issue->issuer.empty()) return "forbids all CAs to issue";
    if (!is_among(issue->issuer, subject.identities)) return "is for another CA";
    // RFC 8657 §3, §4. Several of one kind could be read in two ways: none of them is right.
    const auto accounts = issue->values("accounturi");
    if (accounts.size() > 1) return "names several accounts";
    if (!accounts.empty() &&
        std::ranges::find(subject.account_urls, accounts.front()) == subject.account_urls.end())
        return "is for an account other than \"" + subject.account_urls.front() + '"';
    const auto methods = issue->values("validationmethods");
    if (methods.size() > 1) return "lists validation methods several times";
    if (!methods.empty() && !names_method(methods.front(), subject.method))
        return "does not allow " + (subject.method ? std::string(to_string(*subject.method))
                                                   : "names that no challenge has proven");
    return std::nullopt;
}

Problem refused(const CaaSubject& subject, std::string_view name, std::string_view why) {
    return {
        Fault::caa,
        fmt::format(
            "the CAA records of \"{}\" do not let this CA ({}) issue for \"{}{}\": {}",
            name,
            subject.identities.empty() ? "which has no name there" : join(subject.identities, ", "),
            subject.is_wildcard ? "*." : "",
            subject.name,
            why
        )};
}

/// RFC 8659 §4.3: issuewild, where there is one, takes the place of issue for a wildcard.
std::vector<Property> relevant(const std::vector<Property>& properties, bool is_wildcard) {
    const auto with_tag = [&](std::string_view tag) {
        std::vector<Property> found;
        std::ranges::copy_if(properties, std::back_inserter(found), [tag](const auto& property) {
            return property.tag == tag;
        });
        return found;
    };
    auto wild = is_wildcard ? with_tag("issuewild") : std::vector<Property>();
    return wild.empty() ? with_tag("issue") : wild;
}

/// `"letsencrypt.org" is for another CA, ";" forbids all CAs to issue and 2 more`.
std::string joined(const std::vector<std::string>& refusals) {
    constexpr std::size_t most_shown = 3;
    std::vector<std::string> shown(
        refusals.begin(),
        refusals.begin() + static_cast<std::ptrdiff_t>(std::min(refusals.size(), most_shown))
    );
    return join(shown, ", ") + (refusals.size() > most_shown
                                    ? fmt::format(" and {} more", refusals.size() - most_shown)
                                    : "");
}

Judgement judge_set(const CaaSubject& subject, const net::RecordSet& set) {
    std::vector<Property> properties;
    for (const auto& record : set.records) {
        auto property = parse_property(record);
        if (!property) return refused(subject, set.name, "one of them is malformed");
        // RFC 8659 §4.1: a critical property that is not understood forbids.
        if (property->is_critical && !is_known(property->tag))
            return refused(
                subject,
                set.name,
                "the property \"" + printable(property->tag, 50) +
                    "\" is critical and not supported here"
            );
        properties.push_back(*std::move(property));
    }
    std::vector<std::string> refusals;
    for (const auto& property : relevant(properties, subject.is_wildcard)) {
        const auto refusal = refusal_of(subject, property.value);
        if (!refusal) return Proven{};
        refusals.push_back(
            fmt::format("{} \"{}\" {}", property.tag, printable(property.value, 200), *refusal)
        );
    }
    if (refusals.empty()) return Proven{}; // nothing there is about issuing
    return refused(subject, set.name, joined(refusals));
}

std::vector<std::string> names_of(const std::string& name) {
    return at_or_above(Name{name});
}

} // namespace

net::Probe plan_caa(const std::string& name) {
    return net::DnsProbe{.names = names_of(name), .type = net::RecordType::caa};
}

Judgement judge_caa(const CaaSubject& subject, const net::Answer& answer) {
    if (auto problem = unanswered(answer)) return *std::move(problem);
    const auto& sets = answer_of<net::DnsAnswer>(answer).sets;
    ensure(
        std::ranges::equal(sets, names_of(subject.name), {}, &net::RecordSet::name),
        "the name and all above it were asked about"
    );
    // RFC 8659 §3: the first set from below counts.
    for (const auto& set : sets) {
        switch (set.result) {
        case net::DnsResult::found:
            if (set.records.empty()) continue;
            return judge_set(subject, set);
        case net::DnsResult::no_records:
        case net::DnsResult::no_such_name: continue;
        case net::DnsResult::bogus:
        case net::DnsResult::failed: return failed_lookup(set, "CAA");
        }
    }
    return Proven{};
}

} // namespace chancery::validation
