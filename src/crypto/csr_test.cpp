// SPDX-License-Identifier: Apache-2.0
// Requests of our own writing, well signed, that no tool would make.
#include "crypto/csr.hpp"
#include "crypto/der.hpp"
#include "crypto/keys_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

std::optional<Fault> fault_of_csr(const Bytes& der) {
    return fault_of([&] { parse_csr(der); });
}

/// A request around an attribute list of our own writing, signed as it should be.
Bytes request_with(
    BytesView attributes,
    BytesView version = BytesView("\x02\x01\x00", 3),
    BytesView subject = {},
    const std::optional<Bytes>& spki = std::nullopt
) {
    const auto& key = test_key(KeyType::ecdsaP256);
    const auto info = der::element(
        der::sequence,
        {version,
         subject.empty() ? BytesView("\x30\x00", 2) : subject,
         spki.value_or(key.public_key().spki()),
         attributes}
    );
    const auto algorithm = der::element(der::sequence, der::oid("1.2.840.10045.4.3.2"));
    return der::element(
        der::sequence, {info, algorithm, der::bits(key.sign(info, SignatureForm::x509))}
    );
}

Bytes attribute(BytesView values, const char* oid = "1.2.840.113549.1.9.14") {
    return der::element(der::sequence, {der::oid(oid), der::element(der::set, values)});
}

Bytes request_with_extension(BytesView extension) {
    return request_with(
        der::element(der::context_constructed(0), attribute(der::element(der::sequence, extension)))
    );
}

Bytes extension(const char* oid, BytesView value, BytesView critical = {}) {
    return der::element(
        der::sequence, {der::oid(oid), critical, der::element(der::octet_string, value)}
    );
}

Bytes san(BytesView names) {
    return extension("2.5.29.17", der::element(der::sequence, names));
}

constexpr auto pkcs9 = "1.2.840.113549.1.9.14";
constexpr auto microsoft = "1.3.6.1.4.1.311.2.1.14";

/// Each list of extensions in an attribute of its own.
Bytes request_with_lists(std::initializer_list<std::pair<const char*, Bytes>> lists) {
    Bytes attributes;
    for (const auto& [oid, extensions] : lists)
        attributes += attribute(der::element(der::sequence, extensions), oid);
    return request_with(der::element(der::context_constructed(0), attributes));
}

Bytes dns(std::string_view name) {
    return der::element(der::context(2), name);
}

TEST(Csr, may_ask_for_the_same_in_both_attributes) {
    const auto names = san(dns("a.example") + dns("b.example"));
    const auto spelled_otherwise = san(dns("B.example.") + dns("a.example") + dns("b.example"));
    const auto key_usage = extension("2.5.29.15", from_hex("03020780"));
    for (const auto& request : {
             request_with_lists({{pkcs9, names}}),
             request_with_lists({{microsoft, names}}),
             request_with_lists({{pkcs9, names}, {microsoft, names}}),
             request_with_lists({{microsoft, names}, {pkcs9, names}}),
             request_with_lists({{pkcs9, names}, {pkcs9, names}}),
             request_with_lists({{pkcs9, names}, {microsoft, spelled_otherwise}}),
             request_with_lists({{pkcs9, names + key_usage}, {microsoft, names}}),
         })
        EXPECT_EQ(
            parse_csr(request).dns_names, (std::vector<std::string>{"a.example", "b.example"})
        );
}

TEST(Csr, may_have_an_attribute_that_says_nothing_of_names) {
    const auto names = san(dns("a.example"));
    const auto key_usage = extension("2.5.29.15", from_hex("03020780"));
    for (const auto& silent : {key_usage, san(""), key_usage + san(""), Bytes()})
        for (const auto* second : {pkcs9, microsoft}) {
            const auto after = request_with_lists({{pkcs9, names}, {second, silent}});
            const auto before = request_with_lists({{second, silent}, {pkcs9, names}});
            for (const auto& request : {after, before})
                EXPECT_EQ(parse_csr(request).dns_names, std::vector<std::string>{"a.example"})
                    << to_hex(silent);
        }
    const auto list = der::element(der::sequence, names);
    for (const auto& attributes :
         {attribute("", microsoft) + attribute(list),
          attribute(list) + attribute(""),
          attribute(list + list)})
        EXPECT_EQ(
            parse_csr(request_with(der::element(der::context_constructed(0), attributes)))
                .dns_names,
            std::vector<std::string>{"a.example"}
        );
}

TEST(Csr, may_write_an_address_as_text_in_one_of_its_attributes) {
    const auto address = san(der::element(der::context(7), from_hex("c0000207")));
    for (const auto* text : {"192.0.2.7", "192.0.2.7."}) {
        const auto csr =
            parse_csr(request_with_lists({{pkcs9, address}, {microsoft, san(dns(text))}}));
        EXPECT_EQ(csr.ip_addresses, std::vector<Bytes>{from_hex("c0000207")}) << text;
        EXPECT_TRUE(csr.dns_names.empty());
    }
}

TEST(Csr, has_what_any_of_its_attributes_asks_for_besides_names) {
    const auto names = san(dns("a.example"));
    const auto ca = extension("2.5.29.19", from_hex("30030101ff"));
    const auto staple = extension("1.3.6.1.5.5.7.1.24", from_hex("3003020105"));
    const auto mail = san(dns("a.example") + der::element(der::context(1), "a@a.example"));
    const auto csr = parse_csr(request_with_lists(
        {{pkcs9, names}, {microsoft, names + ca}, {pkcs9, staple}, {pkcs9, mail}}
    ));
    EXPECT_TRUE(csr.asks_for_ca);
    EXPECT_TRUE(csr.asks_for_must_staple);
    EXPECT_EQ(csr.other_san_types, std::vector<std::string>{"rfc822Name"});
}

TEST(Csr, that_asks_for_different_names_is_refused) {
    const auto names = san(dns("a.example"));
    const auto address = der::element(der::context(7), from_hex("c0000201"));
    for (const auto& other :
         {san(dns("b.example")),
          san(dns("a.example") + dns("b.example")),
          san(dns("a.example..")),
          san(dns("a.example") + address),
          san(address)})
        for (const auto* second : {pkcs9, microsoft}) {
            EXPECT_EQ(
                fault_of_csr(request_with_lists({{pkcs9, names}, {second, other}})), Fault::bad_csr
            ) << to_hex(other);
            EXPECT_EQ(
                fault_of_csr(request_with_lists({{second, other}, {pkcs9, names}})), Fault::bad_csr
            ) << to_hex(other);
        }
    EXPECT_EQ(fault_of_csr(request_with_extension(names + names)), Fault::bad_csr);
    const auto two =
        der::element(der::sequence, names) + der::element(der::sequence, san(dns("b.example")));
    EXPECT_EQ( // two values of the one attribute
        fault_of_csr(request_with(der::element(der::context_constructed(0), attribute(two)))),
        Fault::bad_csr
    );
}

TEST(ComparableName, is_without_case_and_final_dot_and_an_address_in_one_spelling) {
    EXPECT_EQ(comparable_name("A.Example."), "a.example");
    EXPECT_EQ(comparable_name("a.example.."), "a.example.");
    EXPECT_EQ(comparable_name("192.0.2.7."), "192.0.2.7");
    EXPECT_EQ(comparable_name("2001:DB8:0::7"), "2001:db8::7");
    EXPECT_EQ(comparable_name("."), "");
    EXPECT_EQ(comparable_name(""), "");
}

TEST(Csr, may_have_an_empty_list_of_names) {
    const auto csr = parse_csr(request_with_extension(san("")));
    EXPECT_TRUE(csr.dns_names.empty());
    EXPECT_TRUE(csr.ip_addresses.empty());
}

/// The usual request, signed with an algorithm that is written so.
Bytes signed_with(KeyType kind, BytesView algorithm) {
    const auto& key = test_key(kind);
    const auto info = der::element(
        der::sequence,
        {BytesView("\x02\x01\x00", 3), BytesView("\x30\x00", 2), key.public_key().spki()}
    );
    return der::element(
        der::sequence, {info, algorithm, der::bits(key.sign(info, SignatureForm::x509))}
    );
}

TEST(Csr, may_have_null_parameters_for_its_signature_or_none) {
    const auto null = from_hex("0500");
    for (const auto& [kind, oid] :
         {std::pair{KeyType::ecdsaP256, "1.2.840.10045.4.3.2"},
          std::pair{KeyType::ecdsaP384, "1.2.840.10045.4.3.3"},
          std::pair{KeyType::ecdsaP521, "1.2.840.10045.4.3.4"},
          std::pair{KeyType::rsa2048, "1.2.840.113549.1.1.11"},
          std::pair{KeyType::ed25519, "1.3.101.112"}}) {
        const auto algorithm = [&](BytesView parameters) {
            return der::element(der::sequence, {der::oid(oid), parameters});
        };
        EXPECT_FALSE(fault_of_csr(signed_with(kind, algorithm("")))) << oid;
        EXPECT_FALSE(fault_of_csr(signed_with(kind, algorithm(null)))) << oid;
        for (const auto& other :
             {from_hex("3000"), from_hex("020100"), null + null, from_hex("0501"), Bytes(1, '\0')})
            EXPECT_EQ(fault_of_csr(signed_with(kind, algorithm(other))), Fault::bad_csr)
                << oid << ' ' << to_hex(other);
    }
}

TEST(Csr, may_write_its_key_as_other_programs_do) {
    const auto& key = test_key(KeyType::ecdsaP256).public_key();
    const auto algorithm = der::element(
        der::sequence, {der::oid("1.2.840.10045.2.1"), der::oid("1.2.840.10045.3.1.7")}
    );
    const auto point = Bytes(key.spki().substr(key.spki().size() - 65));
    const auto is_odd = (point.back() & 1) != 0;
    const auto spki_with = [&](BytesView written) {
        return der::element(der::sequence, {algorithm, der::bits(written)});
    };
    const auto compressed = Bytes(1, is_odd ? '\x03' : '\x02') + point.substr(1, 32);
    const auto with_key = [](const Bytes& spki) {
        return request_with({}, BytesView("\x02\x01\x00", 3), {}, spki);
    };
    EXPECT_EQ(parse_csr(with_key(spki_with(compressed))).key.spki(), key.spki());
    const auto other_sign = Bytes(1, is_odd ? '\x02' : '\x03') + point.substr(1, 32);
    for (const auto& bad :
         {other_sign,                         // another key, which did not sign
          Bytes("\x02") + Bytes(32, '\xff'),  // no x of the curve's field
          Bytes(1, '\x06') + point.substr(1), // hybrid, with the wrong sign or the right one
          compressed + Bytes(1, '\0'),
          Bytes(1, '\0')})
        EXPECT_EQ(fault_of_csr(with_key(spki_with(bad))), Fault::bad_csr) << to_hex(bad);
}

TEST(Csr, may_have_an_rsa_key_without_null_parameters) {
    const auto& key = test_key(KeyType::rsa2048);
    const auto spki = key.public_key().spki();
    der::Reader outer(spki);
    auto inner = outer.open(der::sequence);
    inner.any();
    const auto bare = der::element(
        der::sequence,
        {der::element(der::sequence, der::oid("1.2.840.113549.1.1.1")),
         inner.whole(der::bit_string)}
    );
    const auto info =
        der::element(der::sequence, {BytesView("\x02\x01\x00", 3), BytesView("\x30\x00", 2), bare});
    const auto algorithm = der::element(der::sequence, der::oid("1.2.840.113549.1.1.11"));
    const auto csr = parse_csr(der::element(
        der::sequence, {info, algorithm, der::bits(key.sign(info, SignatureForm::x509))}
    ));
    EXPECT_EQ(csr.key.spki(), spki);
}

TEST(Csr, without_attributes_is_taken) {
    EXPECT_TRUE(parse_csr(request_with({})).dns_names.empty());
    EXPECT_TRUE(
        parse_csr(request_with(der::element(der::context_constructed(0), ""))).dns_names.empty()
    );
}

TEST(Csr, of_another_version_is_refused) {
    for (const auto* version : {"020103", "0201ff", "02020000", "0200", "02020100", "0a0100"})
        EXPECT_EQ(fault_of_csr(request_with({}, from_hex(version))), Fault::bad_csr) << version;
}

TEST(Csr, with_names_that_are_none_is_refused) {
    EXPECT_FALSE(fault_of_csr(request_with_extension(san(der::element(der::context(2), "a.b")))));
    for (const auto& names : {
             der::element(der::context(2), ""),
             der::element(der::context(2), Bytes("a\0b", 3)),   // NUL
             der::element(der::context(2), "\xc3\xa4.example"), // not IA5String
             der::element(der::context(2), "a b"),
             der::element(der::context(7), "abc"),         // neither IPv4 nor IPv6
             der::element(der::context(7), Bytes(8, 'x')), // address and mask
             der::element(der::context(9), "x"),
             der::element(der::utf8_string, "a.example"),
             der::element(der::context_constructed(2), "a.example"),
         })
        EXPECT_EQ(fault_of_csr(request_with_extension(san(names))), Fault::bad_csr)
            << to_hex(names);
}

TEST(Csr, with_extensions_that_are_not_well_formed_is_refused) {
    const auto ca = from_hex("30030101ff");
    EXPECT_TRUE(parse_csr(request_with_extension(extension("2.5.29.19", ca))).asks_for_ca);
    EXPECT_FALSE( // an explicit FALSE is no DER, but clear
        parse_csr(request_with_extension(extension("2.5.29.19", from_hex("3003010100"))))
            .asks_for_ca
    );
    for (const auto& bad : {
             extension("2.5.29.19", from_hex("3003010101")),   // a BOOLEAN of 1
             extension("2.5.29.19", from_hex("30040102ffff")), // of two octets
             extension("2.5.29.19", ca + '\0'),
             extension("2.5.29.19", from_hex("30060101ff0101ff")),
             extension("2.5.29.19", ""),
             extension("2.5.29.19", ca, "\x01\x01\x01"),
             extension("2.5.29.17", "\x30\x05"),
             extension("1.3.6.1.5.5.7.1.24", from_hex("3003040105")),
             Bytes("\x05\x00", 2),
         })
        EXPECT_EQ(fault_of_csr(request_with_extension(bad)), Fault::bad_csr) << to_hex(bad);
}

TEST(Csr, has_every_common_name_in_whatever_string_type) {
    using Names = std::vector<std::string>;
    const auto part = [](std::uint8_t type, BytesView text) {
        return der::element(
            der::set, der::element(der::sequence, {der::oid("2.5.4.3"), der::element(type, text)})
        );
    };
    const auto common_names = [&](BytesView parts) {
        const auto subject = der::element(der::sequence, parts);
        return parse_csr(request_with({}, BytesView("\x02\x01\x00", 3), subject)).common_names;
    };
    const auto common_name = [&](std::uint8_t type, BytesView text) {
        return common_names(part(type, text));
    };
    EXPECT_EQ(common_name(der::printable_string, "a.b"), Names{"a.b"});
    EXPECT_EQ(common_name(0x1e, BytesView("\0a\0.\0b", 6)), Names{"a.b"}); // BMPString
    EXPECT_EQ(
        common_name(0x1c, BytesView("\0\0\0a\0\0\0.\0\0\0b", 12)), Names{"a.b"}
    ); // UniversalString
    EXPECT_EQ(common_name(der::utf8_string, ""), Names{});
    EXPECT_EQ(
        common_names(part(der::utf8_string, "a.b") + part(der::printable_string, "c.d")),
        (Names{"a.b", "c.d"})
    );
    EXPECT_EQ(fault_of([&] { common_name(0x1e, "abc"); }), Fault::bad_csr);
    EXPECT_EQ(fault_of([&] { common_name(0x1c, BytesView("\0\0\0a\0\0", 6)); }), Fault::bad_csr);
    EXPECT_EQ(fault_of([&] { common_name(0x1c, BytesView("\0\1\0a", 4)); }), Fault::bad_csr);
    EXPECT_EQ(fault_of([&] { common_name(0x1e, BytesView("\x30\x42", 2)); }), Fault::bad_csr);
    EXPECT_EQ(fault_of([&] { common_name(der::integer, "a"); }), Fault::bad_csr);
}

TEST(MakeCsr, asks_for_what_it_was_told) {
    const auto& key = test_key(KeyType::ecdsaP256);
    const Bytes address("\xc0\0\x02\x01", 4);
    const auto plain = parse_csr(make_csr(key, {"a.example"}, {address}));
    EXPECT_EQ(plain.dns_names, std::vector<std::string>{"a.example"});
    EXPECT_EQ(plain.ip_addresses, std::vector<Bytes>{address});
    EXPECT_EQ(plain.common_names, std::vector<std::string>{"a.example"});
    EXPECT_FALSE(plain.asks_for_must_staple);
    const auto more = parse_csr(make_csr(key, {}, {address}, {must_staple()}));
    EXPECT_TRUE(more.asks_for_must_staple);
    EXPECT_TRUE(more.common_names.empty());
}

} // namespace

} // namespace chancery::crypto
