// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints.hpp"

#include "base/error.hpp"
#include "crypto/der.hpp"
#include "issuance/lints/lints.hpp"

#include <algorithm>

namespace chancery::issuance {

namespace {

constexpr Lint table[] = {
    {"serial", "RFC 5280 §4.1.2.2", lints::check_serial},
    {"validity", "RFC 5280 §4.1.2.5; CA/Browser Forum BR §6.3.2", lints::check_validity},
    {"names", "RFC 5280 §4.2.1.6; BR §7.1.4.2", lints::check_names},
    {"extensions", "RFC 5280 §4.2; BR §7.1.2.7", lints::check_extensions},
    {"issuer", "RFC 5280 §4.1.2.4, §4.2.1.1", lints::check_issuer},
    {"publication", "RFC 5280 §4.2.1.13, §4.2.2.1; BR §7.1.2.11.2", lints::check_publication},
};

ToBeSigned::Extension read_extension(der::Reader extension) {
    ToBeSigned::Extension read{};
    read.oid = extension.content(der::object_identifier);
    read.critical = extension.peek() == der::boolean;
    // DER leaves a default out, so that a BOOLEAN here is TRUE.
    if (read.critical) read.critical = extension.content(der::boolean) == BytesView("\xff", 1);
    read.value = extension.content(der::octet_string);
    extension.finish();
    return read;
}

/// What a lint cannot read is a finding too: we wrote it, and no client is to blame.
template <class Check>
Finding finding_of(Check check) {
    try {
        return check();
    } catch (const Error& error) {
        return error.what();
    }
}

Finding findings_in(BytesView to_be_signed, const DraftRequest& request) {
    std::string findings;
    const auto certificate = read_to_be_signed(to_be_signed);
    for (const auto& lint : table)
        if (const auto finding = finding_of([&] { return lint.check(certificate, request); }))
            findings.append(findings.empty() ? "" : "; ")
                .append(lint.name)
                .append(" (")
                .append(lint.source)
                .append("): ")
                .append(*finding);
    return findings.empty() ? std::nullopt : Finding(findings);
}

} // namespace

std::span<const Lint> every_lint() {
    return table;
}

const ToBeSigned::Extension* ToBeSigned::find(BytesView oid) const {
    const auto found = std::ranges::find(extensions, oid, &Extension::oid);
    return found == extensions.end() ? nullptr : &*found;
}

ToBeSigned read_to_be_signed(BytesView der) {
    der::Reader whole(der);
    auto tbs = whole.open(der::sequence);
    whole.finish();

    ToBeSigned read{};
    read.version = tbs.open(der::context_constructed(0)).content(der::integer);
    read.serial = tbs.content(der::integer);
    read.signature_algorithm = tbs.whole(der::sequence);
    read.issuer = tbs.whole(der::sequence);
    auto validity = tbs.open(der::sequence);
    read.not_before = validity.any();
    read.not_after = validity.any();
    validity.finish();
    read.subject = tbs.whole(der::sequence);
    read.spki = tbs.whole(der::sequence);
    auto extensions = tbs.open(der::context_constructed(3)).open(der::sequence);
    while (!extensions.at_end())
        read.extensions.push_back(read_extension(extensions.open(der::sequence)));
    tbs.finish();
    return read;
}

void require_no_findings(BytesView to_be_signed, const DraftRequest& request) {
    const auto findings = finding_of([&] { return findings_in(to_be_signed, request); });
    ensure(!findings, "a draft passes its lints: " + findings.value_or("none"));
}

} // namespace chancery::issuance
