// SPDX-License-Identifier: Apache-2.0
#include "crypto/known_keys.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <array>

namespace chancery::crypto {

namespace {

struct KnownKey {
    std::string_view digest; ///< SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.
    std::string_view publication;
};

/// Sorted by digest.
constexpr std::array known_keys{
    KnownKey{"06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9", "RFC 8037 §A.1"},
    KnownKey{"2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827", "RFC 7515 §A.3"},
    KnownKey{"2f95601fa82060b909bfc6b979dbd303d34d34e0afb27ea496beac362f242a4b", "RFC 6979 §A.2.6"},
    KnownKey{"2fb6d46385242ea4ad431f7175e7014eb74a5fc60f65b50ca54cc23c5b08de38", "RFC 6979 §A.2.7"},
    KnownKey{"51b944cdfa544d4c3273aa6bf350625a7dd53bbb6a71723274f538b19a207760", "RFC 7517 §A.2"},
    KnownKey{"55f96361b78cbb84f1fc604b0718e82bd91abb46d8fc25ae871b35fbbf8b7974", "RFC 9421 §B.1.3"},
    KnownKey{"5a7a78cca4a0f420d9bc62bb669c3c2759e39f723d3ae10dcbe0f0815a07ecd4", "RFC 6979 §A.2.5"},
    KnownKey{"627771f25da426d1f9ae315e42106d700b1529850eee1592acf39603959d795d", "RFC 7520 §3.4"},
    KnownKey{"6fd13c2435a361e7c588cd17f55f5ad3df0177a66c1727a6a200845f4d7ab88c", "RFC 7515 §A.2"},
    KnownKey{
        "8fb6bad671cfe698393c453357da61b56d757ab8c0f3fb9c87f2849e63131878",
        "RFC 9500 §2.1 (testRSA2048)"},
    KnownKey{"9146ce73d6abeda5e0ab6926e7bd9b563f2f2258b488d520534a0b84ba5871df", "RFC 7515 §A.4"},
    KnownKey{
        "96465ea5dc9bb2da7b351d808a7196e5761f2412a5040131c68d719aaba28fb9",
        "RFC 9500 §2.1 (testRSA4096)"},
    KnownKey{
        "9a9e5b0f404f4e2d4386e38b04ac91e535946dc2a7f8d84a31404b476e5c35e1",
        "RFC 9500 §2.1 (testRSA1024)"},
    KnownKey{
        "acb1b8327fef995e2458fdf5e3c33b2dc0749feabd6a894cb9bda9d70ac06c24",
        "RFC 9500 §2.3 (testECCP521)"},
    KnownKey{"ad32320cf6c596d884b05381ba573aba8ddd5749b4de8f4a23a79f9a89ddaeb2", "RFC 7517 §A.2"},
    KnownKey{
        "b2b04340cfaee616ec9c2c62d261b208e54bb197498df52e8cadede23ac0ba5e",
        "RFC 9500 §2.3 (testECCP256)"},
    KnownKey{
        "c4c10105a0be0ed4dd3354428dc38a9bfee64da141ce16e75c94eda272f9dd3a",
        "RFC 9500 §2.3 (testECCP384)"},
    KnownKey{"c6479a15a50ac4cd9b6414e27c69bf37345dc1046dc648875c4898fbd35cc74b", "RFC 7520 §3.2"},
};

static_assert(std::is_sorted(
    known_keys.begin(),
    known_keys.end(),
    [](const KnownKey& a, const KnownKey& b) { return a.digest < b.digest; }
));

} // namespace

std::string_view publication_of(BytesView spki_sha256) {
    const auto digest = to_hex(spki_sha256);
    const auto* at = std::lower_bound(
        known_keys.begin(),
        known_keys.end(),
        digest,
        [](const KnownKey& key, const std::string& wanted) { return key.digest < wanted; }
    );
    return at != known_keys.end() && at->digest == digest ? at->publication : std::string_view();
}

} // namespace chancery::crypto
