// SPDX-License-Identifier: Apache-2.0
#pragma once

// The built-in CA: writes the certificate itself, and signs it at once with a key of its own.

#include "crypto/key.hpp"
#include "issuance/issuer.hpp"

namespace chancery::issuance {

class LocalCa : public Issuer {
public:
    explicit LocalCa(crypto::PrivateKey key) : key_(std::move(key)) {}

    [[nodiscard]] Draft draft(const DraftRequest& request, Time now) const override;
    [[nodiscard]] IssuerAnswer issue(const Errand& errand) const override;
    [[nodiscard]] std::optional<Bytes> sign_crl(BytesView to_be_signed) const override;

private:
    crypto::PrivateKey key_;
};

} // namespace chancery::issuance
