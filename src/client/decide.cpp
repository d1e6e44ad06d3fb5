// SPDX-License-Identifier: Apache-2.0
#include "client/decide.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace chancery::client {

using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

Names sorted(Names names) {
    std::ranges::sort(names);
    return names;
}

bool same(const Names& a, const Names& b) {
    return sorted(a) == sorted(b);
}

bool contains(const Names& all, const Names& some) {
    return std::ranges::includes(sorted(all), sorted(some));
}

Decision refuse(std::string reason) {
    return {Action::refuse, std::nullopt, std::move(reason)};
}

bool changes_key(const Request& request, const Existing& lineage) {
    return request.key_type && *request.key_type != lineage.key_type;
}

/// A type that was asked for counts only where the lineage was named too.
std::optional<Decision> refused_key(const Request& request, const Existing& lineage) {
    if (!changes_key(request, lineage) || request.cert_name) return std::nullopt;
    return refuse(fmt::format(
        "Are you trying to change the key type of the certificate named {} from {} to {}? Please "
        "provide both --cert-name and --key-type on the command line to confirm the change you are "
        "trying to make.",
        lineage.name,
        lineage.key_type == "rsa" ? "RSA" : "ECDSA",
        *request.key_type == "rsa" ? "RSA" : "ECDSA"
    ));
}

/// Without what file names cannot have.
std::string_view without_wildcard(std::string_view name) {
    return name.starts_with("*.") ? name.substr(2) : name;
}

/// Of those that fit equally well, the one that is named like the first name is the original, and
/// "a.example-0001" a duplicate. Else certbot's choice: the last one with the same names, the first
/// one with a part of them.
bool fits_better(const Request& request, const Existing& than, const Existing& candidate) {
    if (candidate.names.size() != than.names.size())
        return candidate.names.size() > than.names.size();
    const auto name = without_wildcard(request.names.front());
    const bool has_all = candidate.names.size() == request.names.size();
    return candidate.name == name || (has_all && than.name != name);
}

Decision identical(const Request& request, std::span<const Existing> existing, std::size_t index) {
    const auto& lineage = existing[index];
    if (auto refused = refused_key(request, lineage)) return *refused;
    const bool renew = request.force || changes_key(request, lineage);
    return {renew ? Action::renew : Action::keep, index};
}

Decision
other_names(const Request& request, std::span<const Existing> existing, std::size_t index) {
    const auto& lineage = existing[index];
    if (auto refused = refused_key(request, lineage)) return *refused;
    if (request.renew_with_new_domains || request.non_interactive) return {Action::renew, index};
    return refuse(fmt::format(
        "Missing command line flag or config entry for this setting:\nThe certificate {} has other "
        "names: {}. Did you intend to make it {}?\n\n(You can set this with the "
        "--renew-with-new-domains flag)",
        lineage.name,
        join(lineage.names, ", "),
        join(request.names, ", ")
    ));
}

Decision subset(const Request& request, std::span<const Existing> existing, std::size_t index) {
    const auto& lineage = existing[index];
    if (auto refused = refused_key(request, lineage)) return *refused;
    if (request.expand || request.force) return {Action::renew, index};
    return refuse(fmt::format(
        "Missing command line flag or config entry for this setting:\nYou have an existing "
        "certificate that contains a portion of the domains you requested (ref: {})\n\nIt contains "
        "these names: {}\n\nYou requested these names for the new certificate: {}.\n\nDo you want "
        "to expand and replace this existing certificate with the new certificate?\n\n(You can set "
        "this with the --expand flag)",
        lineage.renewal_file,
        join(lineage.names, ", "),
        join(request.names, ", ")
    ));
}

Decision by_name(const Request& request, std::span<const Existing> existing) {
    const auto found = std::ranges::find(existing, *request.cert_name, &Existing::name);
    if (found != existing.end()) {
        const auto index = static_cast<std::size_t>(found - existing.begin());
        return request.names.empty() || same(found->names, request.names)
                   ? identical(request, existing, index)
                   : other_names(request, existing, index);
    }
    if (!request.names.empty()) return {Action::create};
    return refuse(fmt::format(
        "No certificate with name {} found. Use -d to specify domains, or run chancery "
        "certificates to see possible certificate names.",
        *request.cert_name
    ));
}

struct Unit {
    std::string_view word;
    std::chrono::seconds length;
};

constexpr auto units = std::to_array<Unit>({
    {"second", 1s},
    {"minute", 1min},
    {"hour", 1h},
    {"day", 24h},
    {"week", 7 * 24h},
    {"month", 30 * 24h},
    {"year", 365 * 24h},
});

} // namespace

Decision decide(const Request& request, std::span<const Existing> existing) {
    if (request.cert_name) return by_name(request, existing);
    if (request.names.empty())
        return refuse("Please specify --domains, or --cert-name for an existing certificate name.");
    if (request.duplicate) return {Action::create};
    std::optional<std::size_t> best; // One with the same names is the largest that can be.
    for (std::size_t i = 0; i < existing.size(); ++i) {
        const auto& names = existing[i].names;
        if (!names.empty() && contains(request.names, names) &&
            (!best || fits_better(request, existing[*best], existing[i])))
            best = i;
    }
    if (!best) return {Action::create};
    return same(existing[*best].names, request.names) ? identical(request, existing, *best)
                                                      : subset(request, existing, *best);
}

std::optional<std::chrono::seconds> parse_interval(std::string_view text) {
    std::chrono::seconds sum{0};
    text = trim(text);
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        int count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc() || count < 0 || count > 100'000) return std::nullopt;
        text = trim(text.substr(static_cast<std::size_t>(end - text.data())));
        const auto word = to_lower(text.substr(0, text.find_first_of(" 0123456789")));
        text = trim(text.substr(word.size()));
        // A bare number is days.
        const auto unit = std::ranges::find_if(units, [&](const Unit& each) {
            return word == each.word || word == std::string(each.word) + "s" ||
                   (word.empty() && each.word == "day");
        });
        if (unit == units.end()) return std::nullopt;
        sum += count * unit->length;
    }
    return sum;
}

bool is_due(
    Time not_before, Time not_after, Time now, std::optional<std::chrono::seconds> before_expiry
) {
    if (before_expiry) return not_after < now + *before_expiry;
    const auto life = not_after - not_before;
    const auto share = life <= 10 * 24h ? life / 2 : life / 3;
    return not_after < now + std::min<std::chrono::seconds>(share, 30 * 24h);
}

} // namespace chancery::client
