// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"

#include "crypto/certificate.hpp"
#include "fuzz.hpp"
#include "issuance/lints.hpp"

// Certificates, read by OpenSSL for us, and what is signed in them, read strictly by the lints:
// whatever both accept they read alike, and the strict reader stays within its bytes.
namespace chancery::fuzz {

namespace {

bool lies_within(BytesView part, BytesView whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_within(const issuance::ToBeSigned& read, BytesView der) {
    for (const auto part :
         {read.version,
          read.serial,
          read.signature_algorithm,
          read.issuer,
          read.subject,
          read.not_before,
          read.not_after,
          read.spki})
        require(lies_within(part, der), "a part lies within the certificate");
    std::size_t size = 0;
    for (const auto& extension : read.extensions) {
        require(lies_within(extension.oid, der), "an OID lies within the certificate");
        require(lies_within(extension.value, der), "an extension lies within the certificate");
        require(read.find(extension.oid) != nullptr, "an extension is found");
        size += extension.oid.size() + extension.value.size();
    }
    require(size <= der.size(), "the extensions do not overlap");
}

/// Element after element, into what is constructed, and written again from what was read: DER has
/// one spelling.
void walk(BytesView der, int depth) {
    der::Reader reader(der);
    Bytes written;
    while (const auto tag = reader.peek()) {
        const auto content = reader.content(*tag);
        require(lies_within(content, der), "a content lies within its container");
        written += der::element(*tag, content);
        if ((*tag & 0x20) != 0 && depth < 20) walk(content, depth + 1);
    }
    require(written == der, "an element has one spelling");
}

/// The first element of a certificate, which is what was signed.
std::optional<BytesView> signed_part(BytesView certificate) {
    return accepted({Fault::malformed}, [&] {
        return der::Reader(certificate).open(der::sequence).whole(der::sequence);
    });
}

std::optional<issuance::ToBeSigned> read_strictly(BytesView der) {
    auto read = accepted({Fault::malformed}, [&] { return issuance::read_to_be_signed(der); });
    if (read) check_within(*read, der);
    return read;
}

BytesView without_leading_zeros(BytesView number) {
    return number.substr(std::min(number.find_first_not_of('\0'), number.size()));
}

void check_alike(const crypto::CertificateInfo& info, const issuance::ToBeSigned& read) {
    require(info.serial == without_leading_zeros(read.serial), "the same serial");
    require(info.subject_der == read.subject, "the same subject");
    require(info.issuer_der == read.issuer, "the same issuer");
    require(info.key.spki() == read.spki, "the same key");
}

/// A certificate that signed itself: its last octet is of its signature.
void check_signature(BytesView certificate, const crypto::PublicKey& key) {
    const auto fits = [&](BytesView der) {
        return accepted({Fault::malformed}, [&] { return crypto::signed_by(der, key); });
    };
    if (!fits(certificate).value_or(false)) return;
    Bytes forged(certificate);
    forged.back() ^= 1;
    require(!fits(forged).value_or(false), "no other signature fits");
}

} // namespace

void run(std::string_view input) {
    (void)accepted({Fault::malformed}, [&] {
        walk(input, 0);
        return true;
    });
    (void)read_strictly(input);
    const auto info = accepted({Fault::malformed}, [&] { return crypto::read_certificate(input); });
    if (info) check_signature(input, info->key);
    const auto serial = accepted({Fault::malformed}, [&] { return crypto::serial_of(input); });
    if (info && serial) require(*serial == info->serial, "the same serial");
    const auto part = signed_part(input);
    if (!part) return;
    const auto read = read_strictly(*part);
    if (info && read) check_alike(*info, *read);
}

} // namespace chancery::fuzz
