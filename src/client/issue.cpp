// SPDX-License-Identifier: Apache-2.0
#include "client/issue.hpp"

#include "acme_client/obtain.hpp"
#include "acme_client/problem.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "client/standalone.hpp"
#include "crypto/certificate.hpp"
#include "crypto/csr.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

namespace {

/// certbot's block; sorted by type, as there.
std::string report(std::vector<Subproblem> failures, const Standalone& solver) {
    std::ranges::stable_sort(failures, {}, [](const Subproblem& each) {
        return acme_client::type_word(each.fault);
    });
    std::string text = "\nCertbot failed to authenticate some domains (authenticator: standalone). "
                       "The Certificate Authority reported these problems:";
    for (const auto& each : failures)
        text += fmt::format(
            "\n  Domain: {}\n  Type:   {}\n  Detail: {}\n",
            printable(each.identifier),
            acme_client::type_word(each.fault),
            each.detail
        );
    return text + "\nHint: " + solver.hint() + "\n";
}

std::vector<std::string> sorted_lower(const std::vector<std::string>& names) {
    std::vector<std::string> result;
    for (const auto& name : names)
        result.push_back(to_lower(name));
    std::ranges::sort(result);
    return result;
}

/// What is stored is what was asked for: a server's mistake must not replace a good certificate.
Issued checked(
    const acme_client::Chain& chain,
    const crypto::PrivateKey& key,
    const std::vector<std::string>& names
) {
    const auto blocks = parse_pem(chain.pem, "CERTIFICATE");
    if (blocks.empty())
        throw Error(Fault::malformed, "the server sent no certificate; nothing was saved");
    const auto leaf = crypto::read_certificate(blocks.front());
    if (leaf.key != key.public_key())
        throw Error(
            Fault::malformed, "the server sent a certificate for another key; nothing was saved"
        );
    if (sorted_lower(leaf.dns_names) != sorted_lower(names))
        throw Error(
            Fault::malformed,
            fmt::format(
                "the server sent a certificate for {} instead of {}; nothing was saved",
                printable(join(leaf.dns_names, " ")),
                join(names, " ")
            )
        );
    Issued issued{{to_pem(blocks.front(), "CERTIFICATE"), "", key.to_pem()}, leaf.not_after};
    for (std::size_t i = 1; i < blocks.size(); ++i)
        issued.version.chain += to_pem(blocks[i], "CERTIFICATE");
    return issued;
}

} // namespace

Issued issue(
    Enrolled& enrolled,
    const Options& options,
    const Settings& settings,
    const std::vector<std::string>& names,
    const std::optional<Secret>& reused,
    Console& console
) {
    const auto key = reused ? crypto::PrivateKey::from_pem(*reused)
                            : crypto::PrivateKey::generate(key_kind(settings));
    Standalone standalone(settings.http01_address, settings.http01_port);
    acme_client::Solver* const solvers[] = {&standalone};
    const auto outcome = acme_client::obtain_certificate(
        enrolled.session,
        {.names = names, .csr = crypto::make_csr(key, names), .timeout = options.issuance_timeout},
        solvers
    );
    if (const auto* unproven = std::get_if<acme_client::Unproven>(&outcome)) {
        console.notify(report(unproven->names, standalone));
        throw Error(Fault::unauthorized, "Some challenges have failed.");
    }
    return checked(std::get<acme_client::Chain>(outcome), key, names);
}

std::string summary(const std::vector<std::string>& names) {
    if (names.empty()) return "";
    if (names.size() == 1) return names.front();
    if (names.size() == 2) return names[0] + " and " + names[1];
    return fmt::format("{} and {} more domains", names.front(), names.size() - 1);
}

void require_same_key_kind(
    const Options& options, const Settings& settings, const Lineage& lineage
) {
    const auto key = crypto::PrivateKey::from_pem(read_key(lineage)).public_key();
    const auto type = key_type_of(key);
    const auto curve = fmt::format("secp{}r1", key.bits());
    const char* conflict = nullptr;
    if (options.key_type && *options.key_type != type) conflict = "--key-type";
    if (options.rsa_key_size && type == "rsa" && settings.rsa_key_size != key.bits())
        conflict = "--rsa-key-size";
    if (options.elliptic_curve && type == "ecdsa" && to_lower(settings.elliptic_curve) != curve)
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

std::string key_type_of(const crypto::PublicKey& key) {
    switch (key.type()) {
    case crypto::KeyType::rsa: return "rsa";
    case crypto::KeyType::ec_p256:
    case crypto::KeyType::ec_p384:
    case crypto::KeyType::ec_p521:
    case crypto::KeyType::ed25519: return "ecdsa";
    }
    return "";
}

} // namespace chancery::client
