// SPDX-License-Identifier: Apache-2.0
// Which signing requests fit an order and its profile.
#include "issuance/draft.hpp"
#include "issuance/issuance_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance {

namespace {

using Names = std::vector<Name>;

using Texts = std::vector<std::string>;

crypto::Csr csr_of(Texts dns_names, Texts common_names = {}) {
    return {
        .key = test_key(KeyType::ecdsaP256).public_key(),
        .dns_names = std::move(dns_names),
        .ip_addresses = {},
        .common_names = std::move(common_names),
        .other_san_types = {},
    };
}

const Bytes& client_spki() {
    return test_key(KeyType::ecdsaP384).public_key().spki();
}

/// Why it does not fit; empty when it does.
std::string refusal(const crypto::Csr& csr, const Names& ordered, const Profile& profile = {}) {
    const auto call = [&] { require_fit(csr, ordered, profile, client_spki()); };
    const auto fault = fault_of(call);
    EXPECT_EQ(fault.value_or(Fault::bad_csr), Fault::bad_csr);
    return sentence_of(call);
}

struct Row {
    Texts in_csr;
    Texts common_names;
    Names ordered;
    std::string_view refusal; ///< A part of it; empty when the request fits.
};

void expect_refusals(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        const auto why = refusal(csr_of(row.in_csr, row.common_names), row.ordered);
        EXPECT_EQ(why.empty(), row.refusal.empty()) << why;
        EXPECT_NE(why.find(row.refusal), std::string::npos) << why;
    }
}

// conforms-refusal: 8555-7.4-4
TEST(SigningRequest, names_exactly_what_the_order_names) {
    expect_refusals({
        {{}, {}, {{"a.example"}}, "the CSR has no name; the order has a.example"},
        {{"b.example"}, {}, {{"a.example"}}, "the CSR has b.example; the order has a.example"},
        {{"a.example"}, {}, {{"a.example"}, {"b.example"}}, "exactly what the order names"},
        {{"a.example", "b.example"}, {}, {{"a.example"}}, "exactly what the order names"},
        {{"*.a.example"}, {}, {{"a.example"}}, "exactly what the order names"},
        {{"b.a.example"}, {}, {{"*.a.example"}}, "exactly what the order names"},
        {{}, {"a.example"}, {{"a.example"}, {"b.example"}}, "exactly what the order names"},
        {{"a.example.."}, {}, {{"a.example"}}, "exactly what the order names"},
        {{"."}, {}, {{"a.example"}}, "exactly what the order names"},
        {{"a.example"}, {"b.example"}, {{"a.example"}}, "CN \"b.example\" is not among the names"},
        {{"a.example"}, {"b.example", "a.example"}, {{"a.example"}}, "CN \"b.example\" is not"},
        {{"a.example"}, {"a.example", "b.example"}, {{"a.example"}}, "CN \"b.example\" is not"},
        {{"a.example"}, {"Example\r\nHost"}, {{"a.example"}}, "CN \"Example\\u000d\\u000aHost\""},
    });
}

TEST(SigningRequest, may_spell_names_as_tools_do) {
    const std::string long_name = std::string(60, 'a') + ".campus.example"; // no CN has room for it
    expect_refusals({
        {{"a.example"}, {}, {{"a.example"}}, ""},
        {{"a.example"}, {"a.example"}, {{"a.example"}}, ""},
        {{"b.example", "a.example"}, {"b.example"}, {{"a.example"}, {"b.example"}}, ""},
        {{"a.example", "a.example"}, {}, {{"a.example"}}, ""}, // twice is once
        {{"A.Example"}, {"a.EXAMPLE"}, {{"a.example"}}, ""},   // names have no case
        {{"a.example."}, {"a.example."}, {{"a.example"}}, ""}, // nor a final dot
        {{"a.example.", "a.example"}, {}, {{"a.example"}}, ""},
        {{"*.a.example"}, {"*.a.example."}, {{"*.a.example"}}, ""},
        {{long_name}, {}, {{long_name}}, ""},
    });
}

// conforms: 8555-7.4-5
TEST(SigningRequest, may_have_its_names_in_the_cn_or_in_the_subject_alt_name_or_in_both) {
    const Names both{{"a.example"}, {"b.example"}};
    expect_refusals({
        {{}, {"a.example"}, {{"a.example"}}, ""}, // old tools: in the CN only
        {{"a.example", "b.example"}, {}, both, ""},
        {{"a.example", "b.example"}, {"b.example"}, both, ""},
        {{"a.example"}, {"b.example"}, both, ""},
        {{}, {"a.example", "b.example"}, both, ""},
        {{"a.example"}, {"c.example"}, both, "CN \"c.example\" is not among"},
        {{"a.example"}, {"a.example"}, both, "exactly what the order names"},
    });
}

/// What was ordered, in a field of the CSR.
struct Crossing {
    const char* ordered;
    const char* field;
    const char* written; ///< Octets in hexadecimal for an iPAddress.
    bool fits;
};

crypto::Csr csr_with(const Crossing& crossing) {
    auto csr = csr_of({});
    const std::string_view field = crossing.field;
    if (field == "CN") csr.common_names = {crossing.written};
    if (field == "dNSName") csr.dns_names = {crossing.written};
    if (field == "iPAddress") csr.ip_addresses = {crypto::from_hex(crossing.written)};
    return csr;
}

// conforms-refusal: 8555-7.4-4
TEST(SigningRequest, is_compared_by_the_type_of_its_names) {
    const char* const v6 = "2001:db8::1";
    for (const auto& crossing : std::vector<Crossing>{
             {"a.example", "CN", "a.example", true},
             {"a.example", "dNSName", "a.example", true},
             {"a.example", "iPAddress", "c0000201", false},
             {"*.a.example", "CN", "*.a.example", true},
             {"*.a.example", "dNSName", "*.a.example", true},
             {"*.a.example", "dNSName", "a.example", false},
             {"192.0.2.1", "iPAddress", "c0000201", true},
             {"192.0.2.1", "iPAddress", "c0000202", false},
             {"192.0.2.1", "iPAddress", "00000000000000000000ffffc0000201", false},
             // As text: no DNS name is an address, so there is no doubt what is meant.
             {"192.0.2.1", "CN", "192.0.2.1", true},
             {"192.0.2.1", "dNSName", "192.0.2.1", true},
             {v6, "iPAddress", "20010db8000000000000000000000001", true},
             {v6, "CN", "2001:db8::1", true},
             {v6, "CN", "2001:0DB8:0000:0000:0000:0000:0000:0001", true},
             {v6, "dNSName", "2001:db8:0:0:0:0:0:1", true},
             {"192.0.2.1", "dNSName", "192.0.2.1.", true},
             {v6, "CN", "2001:db8::1.", true},
             // What an address is not written as.
             {"192.0.2.1", "dNSName", "192.0.2.1..", false},
             {"192.0.2.1", "dNSName", "192.0.2.01", false},
             {"192.0.2.1", "dNSName", "3221225985", false},
             {"192.0.2.1", "dNSName", "192.0.513", false},
             {"192.0.2.1", "dNSName", "::ffff:192.0.2.1", false},
             {"192.0.2.1", "dNSName", "1.2.0.192.in-addr.arpa", false},
             {v6, "CN", "[2001:db8::1]", false},
             {v6, "dNSName", "2001:db8::1/128", false},
         })
        EXPECT_EQ(refusal(csr_with(crossing), {{crossing.ordered}}).empty(), crossing.fits)
            << crossing.ordered << " as " << crossing.field << ' ' << crossing.written;
}

TEST(SigningRequest, asks_for_nothing_but_names) {
    const Names ordered{{"a.example"}};
    auto csr = csr_of({"a.example"});
    csr.ip_addresses = {Bytes(4, '\x7f')};
    EXPECT_NE(refusal(csr, ordered).find("127.127.127.127, a.example;"), std::string::npos);
    EXPECT_EQ(refusal(csr, {{"a.example"}, {"127.127.127.127"}}), "");
    csr = csr_of({"a.example"});
    csr.other_san_types = {"rfc822Name", "otherName"};
    EXPECT_NE(refusal(csr, ordered).find("of the type rfc822Name"), std::string::npos);
    csr.other_san_types = {"registeredID"};
    EXPECT_NE(refusal(csr, ordered).find("of the type registeredID"), std::string::npos);
    csr = csr_of({"a.example"});
    csr.asks_for_ca = true;
    EXPECT_NE(refusal(csr, ordered).find("a CA certificate"), std::string::npos);
    csr = csr_of({"a.example"});
    csr.asks_for_must_staple = true;
    EXPECT_NE(refusal(csr, ordered).find("must-staple"), std::string::npos);
    EXPECT_EQ(refusal(csr, ordered, {.name = "stapled", .takes_must_staple = true}), "");
}

// conforms: 8555-11.1-2
TEST(SigningRequest, has_a_key_of_its_own) {
    const Names ordered{{"a.example"}};
    auto csr = csr_of({"a.example"});
    csr.key = test_key(KeyType::ecdsaP384).public_key(); // RFC 8555 §11.1: the client's
    EXPECT_NE(refusal(csr, ordered).find("is the account key"), std::string::npos);
}

crypto::PublicKey rsa_of(std::size_t octets) {
    return crypto::PublicKey::from_rsa(
        "\xc1" + Bytes(octets - 1, '\x55'), BytesView("\x01\x00\x01", 3)
    );
}

TEST(SigningRequest, has_a_key_that_may_be_certified) {
    const Names ordered{{"a.example"}};
    auto csr = csr_of({"a.example"});
    for (const auto kind : {KeyType::ecdsaP256, KeyType::ed25519, KeyType::rsa2048}) {
        csr.key = test_key(kind).public_key();
        EXPECT_EQ(refusal(csr, ordered), "");
    }
    csr.key = rsa_of(128);
    EXPECT_NE(refusal(csr, ordered).find("this one has 1024"), std::string::npos);
    csr.key = rsa_of(513);
    EXPECT_NE(refusal(csr, ordered).find("this one has 4104"), std::string::npos);
    // RFC 7515 §A.3: anybody has its private half.
    csr.key = crypto::PublicKey::from_ec_point(
        crypto::KeyAlgorithm::ec_p256,
        crypto::from_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        crypto::from_base64url("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    );
    EXPECT_NE(refusal(csr, ordered).find("the CSR's key is not safe"), std::string::npos);
}

/// `openssl genrsa 2056`: fit to be certified, but of a size that no profile has a word for.
crypto::PublicKey odd_sized() {
    return crypto::PublicKey::from_spki(crypto::from_base64(
        "MIIBIzANBgkqhkiG9w0BAQEFAAOCARAAMIIBCwKCAQIAouT41tnQkZBlJ2bn27sNW/m93z81+vqdjBLl3GxN"
        "PamJqKyncYXVPwY5jPA8wrC4InBZ1ocfFe8jIOWpGAQN3mZ8cG1AIaUZkkONbSb/Evw/AcVSE7BYL40GEEvL"
        "1y24dxn5GUf+ate8JIPY110t7OAXOBj9BIIOXHWLT7CtBb0oEIjFx3v3m9RScI/PGZesVHWbbvrOKZJUy1B9"
        "XE+FJ+8+5ZBDiJharuwQUrsYNICcd3iglOTarUTrg12HiVVLAoKdvhRNzHAwDTMvpA7V3p/0G30aSZFyEL5f"
        "BomRe4rd+e7Qm2EzrEMx0kJdkQhPtF/V2P31QBdupkXWzorFrH0CAwEAAQ=="
    ));
}

TEST(SigningRequest, has_a_key_of_the_profiles_kinds) {
    const Names ordered{{"a.example"}};
    const Profile profile{.name = "strict", .key_types = {"ecdsaP256", "rsa3072"}};
    auto csr = csr_of({"a.example"});
    EXPECT_EQ(refusal(csr, ordered, profile), "");
    csr.key = test_key(KeyType::rsa2048).public_key();
    EXPECT_EQ(
        refusal(csr, ordered, profile),
        "the profile strict accepts keys of ecdsaP256, rsa3072; the CSR's is RSA 2048"
    );
    csr.key = odd_sized();
    EXPECT_EQ(
        refusal(csr, ordered, profile),
        "the profile strict accepts keys of ecdsaP256, rsa3072; the CSR's is RSA 2056"
    );
    EXPECT_EQ(refusal(csr, ordered), "");
}

TEST(SigningRequest, has_a_key_on_p521_only_where_the_profile_names_it) {
    const Names ordered{{"a.example"}};
    auto csr = csr_of({"a.example"});
    csr.key = test_key(KeyType::ecdsaP521).public_key();
    EXPECT_EQ(
        refusal(csr, ordered, {.name = "usual"}),
        "the profile usual does not accept P-521 keys: use P-256 or P-384"
    );
    EXPECT_EQ(refusal(csr, ordered, {.name = "wide", .key_types = {"ecdsaP521"}}), "");
}

TEST(CommonName, is_the_requests_if_it_was_ordered) {
    const Names ordered{{"a.example"}, {"b.example"}};
    EXPECT_EQ(choose_common_name(csr_of({"a.example"}, {"B.example."}), ordered), "b.example");
    EXPECT_EQ(choose_common_name(csr_of({"a.example"}), ordered), "a.example");
    // Whoever forgot to ask whether the request fits still gets no name that was not ordered.
    EXPECT_EQ(choose_common_name(csr_of({"a.example"}, {"c.example"}), ordered), "a.example");
}

TEST(CommonName, is_the_last_that_is_a_name) {
    const Names ordered{{"a.example"}, {"b.example"}, {"192.0.2.7"}};
    EXPECT_EQ(choose_common_name(csr_of({}, {"a.example", "b.example"}), ordered), "b.example");
    EXPECT_EQ(choose_common_name(csr_of({}, {"b.example", "192.0.2.7"}), ordered), "b.example");
}

TEST(CommonName, has_at_most_64_characters) {
    // X.520: ub-common-name.
    const auto name = [](std::size_t size) { return std::string(size - 8, 'a') + ".example"; };
    EXPECT_EQ(choose_common_name(csr_of({}), {{name(64)}}), name(64));
    EXPECT_EQ(choose_common_name(csr_of({}), {{name(65)}}), "");
    EXPECT_EQ(choose_common_name(csr_of({}, {name(65)}), {{name(65)}, {"b.example"}}), "");
    EXPECT_EQ(choose_common_name(csr_of({}), {{"192.0.2.7"}, {"b.example"}}), "b.example");
    EXPECT_EQ(choose_common_name(csr_of({}, {"192.0.2.7"}), {{"192.0.2.7"}}), "");
}

} // namespace

} // namespace chancery::issuance
