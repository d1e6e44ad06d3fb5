// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "crypto/der.hpp"
#include "issuance/lints/lints.hpp"
#include "model/name.hpp"

#include <algorithm>

namespace chancery::issuance::lints {

namespace {

constexpr BytesView subject_alt_name("\x55\x1d\x11", 3);
constexpr BytesView common_name("\x55\x04\x03", 3);
constexpr std::uint8_t dns_name = der::context(2);
constexpr std::uint8_t ip_address = der::context(7);

/// The subject's common name; empty without one.
std::string common_name_of(BytesView subject) {
    der::Reader whole(subject);
    for (auto name = whole.open(der::sequence); !name.at_end();) {
        auto attribute = name.open(der::set).open(der::sequence);
        if (attribute.content(der::object_identifier) != common_name) continue;
        return std::string(attribute.content(der::utf8_string));
    }
    return {};
}

/// BR §7.1.2.7.12: at least two labels of letters, digits and hyphens; "*" only as the whole first
/// label. Under the office's rules also a host of one label, and underscores where the profile says
/// so.
bool is_fit(const std::string& name, const Profile& profile) {
    const NameForm form{
        .underscores = profile.names.underscores, .single_label = !profile.is_public()};
    const auto parsed = parse_dns_name(name, form);
    const auto* fit = std::get_if<Name>(&parsed);
    return fit && fit->value == name;
}

} // namespace

/// The subjectAltName holds what was ordered and nothing else, and the common name is one of them.
Finding check_names(const ToBeSigned& certificate, const DraftRequest& request) {
    const auto* extension = certificate.find(subject_alt_name);
    if (!extension) return "there is no subjectAltName";
    const bool subject_is_empty = certificate.subject.size() == 2;
    if (extension->critical != subject_is_empty)
        return "the subjectAltName is critical exactly where the subject is empty";

    std::vector<std::string> dns_names;
    std::vector<Bytes> addresses;
    der::Reader value(extension->value);
    for (auto names = value.open(der::sequence); !names.at_end();) {
        const auto type = names.peek();
        if (type == dns_name)
            dns_names.emplace_back(names.content(dns_name));
        else if (type == ip_address)
            addresses.emplace_back(names.content(ip_address));
        else
            return "the subjectAltName has a name of another type";
    }
    value.finish();
    if (dns_names != request.dns_names || addresses != request.ip_addresses)
        return "the subjectAltName is not what was ordered";
    if (dns_names.empty() && addresses.empty()) return "it names nothing";
    for (const auto& name : dns_names)
        if (!is_fit(name, request.profile))
            return "a DNS name is not one that the profile allows: " + printable(name);
    const auto name = common_name_of(certificate.subject);
    if (!name.empty() && std::ranges::find(dns_names, name) == dns_names.end())
        return "the common name is not among its names";
    return std::nullopt;
}

} // namespace chancery::issuance::lints
