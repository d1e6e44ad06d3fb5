// SPDX-License-Identifier: Apache-2.0
// The cryptographic limit of an issuance on this processor: five signature checks, the CSR check
// and the signature, in one thread with cached keys and nothing else. Beside it OpenSSL's own seven
// operations without any of our code, so that the limit cannot be flattered by a slow `crypto/`.
#include "base/bytes.hpp"
#include "crypto/certificate.hpp"
#include "crypto/csr.hpp"
#include "crypto/random.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <fmt/core.h>
#include <memory>

namespace chancery::bench {

namespace {

using namespace std::chrono_literals;

constexpr int checks_of_an_issuance = 5;
constexpr std::size_t signing_input_size = 480; // A typical finalize has 900, the others 300.

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Microseconds of CPU for one call: the median of five rounds.
template <class Operation>
double cost(double seconds, Operation operation) {
    constexpr int calls_between_looks = 20;
    std::array<double, 5> rounds{};
    for (auto& round : rounds) {
        const double start = cpu_seconds();
        const double end = start + seconds / rounds.size();
        long calls = 0;
        while (cpu_seconds() < end) {
            for (int i = 0; i < calls_between_looks; ++i)
                operation();
            calls += calls_between_looks;
        }
        round = (cpu_seconds() - start) * 1e6 / static_cast<double>(calls);
    }
    std::ranges::sort(rounds);
    return rounds[rounds.size() / 2];
}

void require(bool holds) {
    if (holds) return;
    fmt::print(stderr, "chancery-limit: an operation that must succeed did not\n");
    std::exit(1);
}

Bytes certificate_to_sign(const crypto::PublicKey& subject, const crypto::PublicKey& issuer) {
    using namespace crypto;
    const Time now{1'800'000'000s};
    return to_be_signed(
        {.serial = "\x41" + random_bytes(19),
         .issuer_key_algorithm = issuer.algorithm(),
         .issuer = to_der({"DE", "", "", "Example University", "Example University Issuing CA I1"}),
         .subject = to_der({"DE", "Hessen", "Town", "Example University", "n0001.load.example"}),
         .not_before = now - 1h,
         .not_after = now + 90 * 24h,
         .spki = subject.spki(),
         .extensions =
             {basic_constraints_end_entity(),
              key_usage_end_entity(subject.algorithm()),
              extended_key_usage_server(false),
              subject_key_identifier(subject.spki()),
              authority_key_identifier(key_identifier(issuer.spki())),
              subject_alternative_name({"n0001.load.example"}, {}, false)}}
    );
}

struct Costs {
    double check;
    double csr;
    double sign;
    double issuance;
};

Costs costs(double seconds) {
    using namespace crypto;
    const auto client = PrivateKey::generate(KeyType::ecdsaP256);
    const auto subject = PrivateKey::generate(KeyType::ecdsaP256);
    const auto issuer = PrivateKey::generate(KeyType::ecdsaP256);
    const Bytes message(signing_input_size, 'x');
    const auto signature = client.sign(message, SignatureForm::jws);
    const auto csr = make_csr(subject, {"n0001.load.example"});
    const auto certificate = certificate_to_sign(subject.public_key(), issuer.public_key());

    const auto check = [&] {
        require(client.public_key().verify(message, signature, SignatureForm::jws));
    };
    const auto check_csr = [&] { require(parse_csr(csr).dns_names.size() == 1); };
    const auto sign = [&] { require(!sign_certificate(certificate, issuer).empty()); };
    const auto issue = [&] {
        for (int i = 0; i < checks_of_an_issuance; ++i)
            check();
        check_csr();
        sign();
    };
    return {
        .check = cost(seconds / 4, check),
        .csr = cost(seconds / 4, check_csr),
        .sign = cost(seconds / 4, sign),
        .issuance = cost(seconds, issue)};
}

/// Six verifications and a signature of a digest with contexts that are ready: less than any
/// program can do with.
double bare_cost(double seconds) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_EC_gen("P-256"), EVP_PKEY_free
    );
    const auto context = [&](auto init) {
        std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> made(
            EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free
        );
        require(made && init(made.get()) == 1);
        return made;
    };
    const auto signing = context(EVP_PKEY_sign_init);
    const auto verifying = context(EVP_PKEY_verify_init);
    const std::array<unsigned char, 32> digest{1, 2, 3};
    std::array<unsigned char, 80> signature{};
    std::size_t size = 0;
    const auto sign = [&] {
        size = signature.size();
        require(
            EVP_PKEY_sign(signing.get(), signature.data(), &size, digest.data(), digest.size()) == 1
        );
    };
    const auto verify = [&] {
        require(
            EVP_PKEY_verify(
                verifying.get(), signature.data(), size, digest.data(), digest.size()
            ) == 1
        );
    };
    return cost(seconds, [&] {
        sign();
        for (int i = 0; i < checks_of_an_issuance + 1; ++i)
            verify();
    });
}

} // namespace

} // namespace chancery::bench

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 2.0;
    if (argc > 2 || seconds <= 0) {
        fmt::print(stderr, "usage: chancery-limit [SECONDS OF CPU, default 2]\n");
        return 2;
    }
    const auto costs = chancery::bench::costs(seconds);
    const double bare = chancery::bench::bare_cost(seconds / 2);
    fmt::print(
        "{{\"per_second\":{:.1f},\"microseconds\":{:.1f},\"check\":{:.1f},\"csr\":{:.1f},"
        "\"sign\":{:.1f},\"bare_microseconds\":{:.1f}}}\n",
        1e6 / costs.issuance,
        costs.issuance,
        costs.check,
        costs.csr,
        costs.sign,
        bare
    );
    return 0;
}
