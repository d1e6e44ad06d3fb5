// SPDX-License-Identifier: Apache-2.0
#include "issuance/validity.hpp"

#include "crypto/der.hpp"
#include "issuance/lints/lints.hpp"

#include <charconv>

namespace chancery::issuance::lints {

namespace {

using namespace std::chrono_literals;

/// The date and time of a Time element; none where it is not as RFC 5280 §4.1.2.5 writes it.
std::optional<Time> read_time(BytesView element) {
    if (element.size() < 2) return std::nullopt;
    const auto tag = static_cast<unsigned char>(element.front());
    const bool utc = tag == der::utc_time;
    if (!utc && tag != der::generalized_time) return std::nullopt;
    const std::string digits = (utc ? "20" : "") + std::string(element.substr(2));
    if (digits.size() != 15 || digits.back() != 'Z') return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return digits.substr(at, size); };
    const auto text = part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" +
                      part(10, 2) + ":" + part(12, 2) + "Z";
    const auto time = parse_rfc3339(text);
    // UTCTime until 2049, GeneralizedTime from 2050 on.
    if (!time || utc != (text < "2050")) return std::nullopt;
    return time;
}

} // namespace

/// Under public rules at most what BR §6.3.2 allows. The end is within the last second.
Finding check_validity(const ToBeSigned& certificate, const DraftRequest& request) {
    const auto from = read_time(certificate.not_before);
    const auto until = read_time(certificate.not_after);
    if (!from || !until) return "its times are not as RFC 5280 writes them";
    if (*from >= *until) return "it ends before it begins";
    const auto longest = public_limit(*from);
    if (request.profile.is_public() && *until - *from + 1s > longest)
        return "it is valid for over " + std::to_string(longest.count()) + " days";
    if (*until > request.issuer.not_after) return "it outlives its issuer";
    return std::nullopt;
}

} // namespace chancery::issuance::lints
