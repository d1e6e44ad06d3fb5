// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "crypto/der.hpp"
#include "crypto/openssl.hpp"

#include <gtest/gtest.h>
#include <openssl/objects.h>

namespace chancery::der {

namespace {

using crypto::encoded;
using crypto::octets;
using namespace std::chrono_literals;

Bytes hex(std::string_view text) {
    return parse_hex(text).value();
}

template <class Function>
bool refused(Function function) {
    try {
        function();
    } catch (const Error& error) {
        return error.fault() == Fault::malformed;
    }
    return false;
}

TEST(DerWriter, writes_lengths_as_openssl_does) {
    for (const std::size_t size : {0u, 1u, 127u, 128u, 255u, 256u, 65535u, 65536u}) {
        const Bytes content(size, 'x');
        const std::unique_ptr<ASN1_OCTET_STRING, crypto::Free<ASN1_OCTET_STRING_free>> string(
            ASN1_OCTET_STRING_new()
        );
        ASN1_OCTET_STRING_set(string.get(), octets(content), static_cast<int>(size));
        EXPECT_EQ(element(octet_string, content), encoded(string.get(), i2d_ASN1_OCTET_STRING));
    }
}

TEST(DerWriter, joins_several_contents) {
    EXPECT_EQ(to_hex(element(sequence, {"a", "", "bc"})), "3003616263");
}

TEST(DerWriter, writes_integers_as_openssl_does) {
    for (const auto* number :
         {"", "00", "01", "7f", "80", "00ff", "0000000180", "ffffffffffffffff"}) {
        const auto bytes = hex(number);
        const auto value = crypto::to_number(bytes);
        const std::unique_ptr<ASN1_INTEGER, crypto::Free<ASN1_INTEGER_free>> asn1(
            BN_to_ASN1_INTEGER(value.get(), nullptr)
        );
        EXPECT_EQ(unsigned_integer(bytes), encoded(asn1.get(), i2d_ASN1_INTEGER)) << number;
    }
}

TEST(DerWriter, writes_object_identifiers_as_openssl_does) {
    for (const auto* dotted : {
             "1.2.840.10045.2.1",
             "2.5.29.17",
             "1.3.6.1.4.1.311.2.1.14",
             "2.23.140.1.2.2",
             "0.9.2342.19200300.100.1.25",
             "1.3.101.112",
             "2.999.18446744073709551615",
         }) {
        const std::unique_ptr<ASN1_OBJECT, crypto::Free<ASN1_OBJECT_free>> object(
            OBJ_txt2obj(dotted, 1)
        );
        ASSERT_TRUE(object) << dotted;
        EXPECT_EQ(oid(dotted), encoded(object.get(), i2d_ASN1_OBJECT)) << dotted;
    }
    for (const auto* wrong : {"", "1", "1.", ".1", "1..2", "1.2.x", "3.1", "1.2 "})
        EXPECT_THROW(oid(wrong), Error) << wrong;
}

TEST(DerWriter, writes_times_as_rfc_5280_has_them) {
    for (const std::int64_t seconds :
         {-631'152'000L, 0L, 1'800'000'000L, 2'524'607'999L, 2'524'608'000L, 253'402'300'799L}) {
        const std::unique_ptr<ASN1_TIME, crypto::Free<ASN1_TIME_free>> asn1(
            ASN1_TIME_set(nullptr, seconds)
        );
        EXPECT_EQ(time(Time{std::chrono::seconds{seconds}}), encoded(asn1.get(), i2d_ASN1_TIME))
            << seconds;
    }
    EXPECT_EQ(time(Time{2'524'607'999s}), element(utc_time, "491231235959Z"));
    EXPECT_EQ(time(Time{2'524'608'000s}), element(generalized_time, "20500101000000Z"));
    EXPECT_THROW(time(Time{253'402'300'800s}), Error);
}

TEST(DerReader, reads_what_the_writer_wrote) {
    const auto der = element(
        sequence,
        {unsigned_integer("\x05"), element(octet_string, Bytes(300, 'x')), element(set, "")}
    );
    Reader outer(der);
    auto inner = outer.open(sequence);
    outer.finish();
    EXPECT_EQ(inner.peek(), integer);
    EXPECT_EQ(inner.content(integer), "\x05");
    EXPECT_EQ(inner.whole(octet_string).size(), 304u);
    EXPECT_EQ(inner.any(), (Bytes{'\x31', '\0'}));
    EXPECT_TRUE(inner.at_end());
    EXPECT_FALSE(inner.peek());
    inner.finish();
}

TEST(DerReader, refuses_what_is_not_der) {
    for (const auto* wrong : {
             "",                 // nothing
             "04",               // no length
             "0401",             // no content
             "048003aabbcc",     // indefinite
             "048101aa",         // 1 in the long form
             "04817f",           // likewise, and short
             "0482000401020304", // a leading zero
             "0481",             // a length without octets
             "04850000000001aa", // five length octets
             "0484ffffffff",     // longer than everything
             "1f0100",           // a tag of two octets
             "3f810100",         // likewise, constructed
             "0600",             // an object identifier of no octet
             "0603551d91",       // that ends within a number
             "0604551d8011",     // with a number that is not minimal
         })
        EXPECT_TRUE(refused([&] { Reader(hex(wrong)).any(); })) << wrong;
}

TEST(DerReader, refuses_another_tag_and_what_is_left_over) {
    EXPECT_TRUE(refused([] { Reader(hex("0400")).content(integer); }));
    EXPECT_TRUE(refused([] { Reader(hex("0400")).open(sequence); }));
    EXPECT_TRUE(refused([] {
        const auto der = hex("040000");
        Reader reader(der);
        reader.content(octet_string);
        reader.finish();
    }));
    EXPECT_TRUE(
        refused([] { // an inner element that runs past its container, though not past the end
            const auto der = hex("300304020000");
            Reader reader(der);
            reader.open(sequence).any();
        })
    );
}

} // namespace

} // namespace chancery::der
