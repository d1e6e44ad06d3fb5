// SPDX-License-Identifier: Apache-2.0
#include "testca/dns_message.hpp"

#include <gtest/gtest.h>

namespace chancery::testca::dns {

namespace {

using namespace std::string_literals;

const Bytes question = "\x03www\x07"
                       "Example\x03org\0"s;

/// "www.Example.org A IN", with the flags and the number of additional records given.
Bytes query(const std::string& flags = "\x01\x00"s, const std::string& additional = "\0\0"s) {
    return "\x12\x34"s + flags + "\0\x01\0\0\0\0"s + additional + question + "\0\x01\0\x01"s;
}

TEST(DnsQuery, is_read) {
    const auto read = parse_query(query());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, 0x1234);
    EXPECT_TRUE(read->recursion_desired);
    EXPECT_EQ(read->name, "www.Example.org");
    EXPECT_EQ(read->type, a);
    EXPECT_EQ(read->most_octets, 512u);
    EXPECT_FALSE(parse_query(query("\0\0"s))->recursion_desired);
}

TEST(DnsQuery, says_how_long_a_reply_it_takes) {
    const auto with_edns = query("\x01\0"s, "\0\x01"s) + "\0\0\x29\x04\xd0\0\0\0\0\0\0"s;
    EXPECT_EQ(parse_query(with_edns)->most_octets, 1232u);
    const auto too_little = query("\x01\0"s, "\0\x01"s) + "\0\0\x29\0\x10\0\0\0\0\0\0"s;
    EXPECT_EQ(parse_query(too_little)->most_octets, 512u);
    const auto no_edns = query("\x01\0"s, "\0\x01"s);
    EXPECT_EQ(parse_query(no_edns)->most_octets, 512u);
}

TEST(DnsQuery, that_is_none_has_no_answer) {
    EXPECT_FALSE(parse_query(""));
    EXPECT_FALSE(parse_query(query("\x81\0"s))) << "a reply";
    EXPECT_FALSE(parse_query(query("\x11\0"s))) << "another operation";
    for (std::size_t size = 0; size < query().size(); ++size)
        EXPECT_FALSE(parse_query(query().substr(0, size))) << size;
    auto two = query();
    two[5] = 2;
    EXPECT_FALSE(parse_query(two)) << "two questions";
    auto pointer = query();
    pointer[12] = '\xc0';
    EXPECT_FALSE(parse_query(pointer)) << "a pointer";
}

TEST(DnsReply, repeats_the_question_and_has_the_records_and_who_says_so) {
    const auto asked = parse_query(query()).value();
    const auto message = to_message(
        asked, {.answers = {{.owner = asked.name, .type = a, .data = "\x7f\0\0\x01"s}}}, 512
    );
    EXPECT_EQ(message.substr(0, 12), "\x12\x34\x85\x80\0\x01\0\x01\0\x01\0\0"s);
    EXPECT_EQ(message.substr(12, question.size() + 4), question + "\0\x01\0\x01"s);
    EXPECT_EQ(
        message.substr(12 + question.size() + 4, question.size() + 14),
        question + "\0\x01\0\x01\0\0\0\0\0\x04\x7f\0\0\x01"s
    );
    // The rest is the SOA of the root.
    EXPECT_EQ(message.substr(12 + 2 * question.size() + 18, 5), "\0\0\x06\0\x01"s);
}

TEST(DnsReply, that_is_too_long_is_cut_and_says_so) {
    const auto asked = parse_query(query()).value();
    Reply reply;
    for (int i = 0; i < 10; ++i)
        reply.answers.push_back({.owner = asked.name, .type = txt, .data = txt_data("0123456789")});
    const auto cut = to_message(asked, reply, 100);
    EXPECT_EQ(cut.substr(2, 10), "\x87\x80\0\x01\0\0\0\0\0\0"s);
    EXPECT_EQ(cut.size(), 12 + question.size() + 4);
    EXPECT_GT(to_message(asked, reply, 65535).size(), 300u);
}

TEST(DnsReply, may_be_a_failure) {
    const auto asked = parse_query(query()).value();
    EXPECT_EQ(to_message(asked, {.code = Code::server_failure}, 512).substr(2, 2), "\x85\x82"s);
}

TEST(RecordData, is_as_the_standards_write_it) {
    EXPECT_EQ(
        name_data("a.bc"),
        "\x01"
        "a\x02"
        "bc\0"s
    );
    EXPECT_EQ(name_data(""), "\0"s);
    EXPECT_EQ(
        txt_data("ab"),
        "\x02"
        "ab"s
    );
    EXPECT_EQ(txt_data(""), "\0"s);
    const std::string longer(300, 'x');
    EXPECT_EQ(txt_data(longer), "\xff"s + longer.substr(0, 255) + "\x2d"s + longer.substr(255));
    EXPECT_EQ(caa_data("issue", "ca.example"), "\0\x05issueca.example"s);
}

} // namespace

} // namespace chancery::testca::dns
