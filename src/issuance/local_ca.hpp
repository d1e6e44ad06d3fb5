// SPDX-License-Identifier: Apache-2.0
#pragma once

// The built-in CA: signs at once, with a key of its own.

#include "crypto/key.hpp"
#include "issuance/issuer.hpp"

namespace chancery::issuance {

class LocalCa : public Issuer {
public:
    explicit LocalCa(crypto::PrivateKey key) : key_(std::move(key)) {}

    [[nodiscard]] Outcome issue(const Draft& draft, const std::string& resume) const override;
    [[nodiscard]] std::optional<Bytes> sign_crl(BytesView to_be_signed) const override;

private:
    crypto::PrivateKey key_;
};

} // namespace chancery::issuance
