// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints.hpp"

namespace chancery::issuance::lints {

/// RFC 5280 §4.1.2.2: positive, at most 20 octets. BR §7.1: at least 64 random bits, which the
/// length alone shows here.
Finding check_serial(const ToBeSigned& certificate, const DraftRequest& /*request*/) {
    constexpr std::size_t least = 16;
    constexpr std::size_t most = 20;
    const auto serial = certificate.serial;
    if (serial.size() < least || serial.size() > most) return "it must have 16 to 20 octets";
    if (static_cast<unsigned char>(serial.front()) >= 0x80) return "it must be positive";
    if (serial.front() == 0 && static_cast<unsigned char>(serial[1]) < 0x80)
        return "it has a leading zero too many";
    return std::nullopt;
}

} // namespace chancery::issuance::lints
