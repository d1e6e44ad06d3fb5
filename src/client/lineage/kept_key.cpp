// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/kept_key.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

bool keeps_its_key(const Lineage& lineage) {
    return to_lower(lineage.renewal.find("renewalparams", "reuse_key").value_or("")) == "true";
}

} // namespace

std::string key_type_of(const crypto::PublicKey& key) {
    switch (key.algorithm()) {
    case crypto::KeyAlgorithm::rsa: return "rsa";
    case crypto::KeyAlgorithm::ec_p256:
    case crypto::KeyAlgorithm::ec_p384:
    case crypto::KeyAlgorithm::ec_p521:
    case crypto::KeyAlgorithm::ed25519: return "ecdsa";
    }
    return "";
}

void require_same_key_kind(
    const Options& options, const Settings& settings, const Lineage& lineage
) {
    const bool gives_up = options.is_given("reuse_key") && !options.reuse_key;
    const bool keeps = settings.reuse_key || keeps_its_key(lineage);
    if (gives_up || !keeps || options.new_key) return;
    const auto key = crypto::PrivateKey::from_pem(read_key(lineage)).public_key();
    const auto type = key_type_of(key);
    const char* conflict = nullptr;
    if (settings.key_type != type)
        conflict = "--key-type";
    else if (type == "rsa" && settings.rsa_key_size != key.bits())
        conflict = "--rsa-key-size";
    else if (type == "ecdsa" && settings.elliptic_curve != fmt::format("secp{}r1", key.bits()))
        conflict = "--elliptic-curve";
    if (conflict)
        throw Error(
            Fault::invalid,
            fmt::format(
                "Unable to change the {} of this certificate because --reuse-key is set. To stop "
                "reusing the private key, specify --no-reuse-key. To change the private key this "
                "one time and then reuse it in future, add --new-key.",
                conflict
            )
        );
}

} // namespace chancery::client
