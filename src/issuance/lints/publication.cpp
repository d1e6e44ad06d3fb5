// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"
#include "issuance/lints/lints.hpp"

namespace chancery::issuance::lints {

namespace {

constexpr BytesView crl_distribution_points("\x55\x1d\x1f", 3);
constexpr BytesView authority_information_access("\x2b\x06\x01\x05\x05\x07\x01\x01", 8);
constexpr BytesView ca_issuers("\x2b\x06\x01\x05\x05\x07\x30\x02", 8);

/// The URL of the one distribution point, which names neither reasons nor another issuer.
BytesView crl_url(BytesView value) {
    der::Reader whole(value);
    auto points = whole.open(der::sequence);
    whole.finish();
    auto point = points.open(der::sequence);
    points.finish();
    auto names = point.open(der::context_constructed(0)).open(der::context_constructed(0));
    point.finish();
    const auto url = names.content(der::context(6));
    names.finish();
    return url;
}

/// The URL of the one access description, which is for the issuer's certificate.
BytesView ca_issuers_url(BytesView value) {
    der::Reader whole(value);
    auto descriptions = whole.open(der::sequence);
    whole.finish();
    auto description = descriptions.open(der::sequence);
    descriptions.finish();
    const bool is_ca_issuers = description.content(der::object_identifier) == ca_issuers;
    const auto url = description.content(der::context(6));
    description.finish();
    return is_ca_issuers ? url : BytesView();
}

struct Expected {
    BytesView oid;
    std::string name;
    BytesView url; ///< Empty: the extension is absent.
    BytesView (*read)(BytesView value);
};

Finding check(const ToBeSigned& certificate, const Expected& expected) {
    const auto* extension = certificate.find(expected.oid);
    if (expected.url.empty())
        return extension ? Finding(expected.name + " names a place that nobody keeps")
                         : std::nullopt;
    if (!extension) return "there is no " + expected.name;
    if (extension->critical) return expected.name + " must not be critical";
    // Over HTTPS, who checks a certificate would have to check another one first.
    if (!expected.url.starts_with("http://")) return expected.name + " must be an http URL";
    if (expected.read(extension->value) != expected.url)
        return expected.name + " is not where the issuer publishes";
    return std::nullopt;
}

} // namespace

/// Where the issuer's CRL and certificate are: what the issuer says, once each, over plain HTTP.
Finding check_publication(const ToBeSigned& certificate, const DraftRequest& request) {
    const auto& issuer = request.issuer;
    const Expected crl{crl_distribution_points, "cRLDistributionPoints", issuer.crl_url, crl_url};
    if (auto finding = check(certificate, crl)) return finding;
    return check(
        certificate,
        {authority_information_access, "authorityInfoAccess", issuer.ca_issuers_url, ca_issuers_url}
    );
}

} // namespace chancery::issuance::lints
