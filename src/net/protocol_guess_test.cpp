// SPDX-License-Identifier: Apache-2.0
#include "net/protocol_guess.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::string_view_literals;

TEST(ProtocolGuess, knows_tls_by_its_records) {
    for (const auto bytes :
         {"\x15\x03\x01\x00\x02\x02\x46"sv, // an alert, as OpenSSL answers "GET /"
          "\x15\x03\x03\x00\x02\x02\x0a"sv,
          "\x16\x03\x03\x00\x7a\x02"sv})
        EXPECT_EQ(guess_protocol(bytes), Protocol::tls);
}

TEST(ProtocolGuess, knows_http2_by_its_frames_and_by_its_name) {
    for (const auto bytes :
         {"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80"sv, // SETTINGS of nginx
          "\x00\x00\x00\x04\x00"sv,                                         // empty, as it comes
          "\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,         // GOAWAY
          "HTTP/2 200\r\n"sv,
          "HTTP/2.0 200 OK\r\n"sv})
        EXPECT_EQ(guess_protocol(bytes), Protocol::http2);
}

TEST(ProtocolGuess, knows_plain_http_also_by_its_pages) {
    for (const auto bytes :
         {"HTTP/1.1 400 Bad Request\r\n"sv,
          "HTTP/"sv,
          "<!DOCTYPE HTML PUBLIC \"-//W3C"sv,
          "<!doct"sv,
          "<html>\r\n<head>"sv})
        EXPECT_EQ(guess_protocol(bytes), Protocol::http) << bytes;
}

TEST(ProtocolGuess, takes_nothing_else_for_one_of_them) {
    for (const auto bytes :
         {""sv,
          "HTTP"sv,
          "SSH-2.0-OpenSSH_9.2\r\n"sv,
          "220 mail.example.org ESMTP\r\n"sv,
          "\x15\x02\x01\x00\x02"sv,                 // SSL 2
          "\x00\x00\x13\x04\x00\x00\x00\x00\x00"sv, // SETTINGS have six octets each
          "\x00\x00\x12\x04\x01\x00\x00\x00\x00"sv,
          "\x00\x00\x12\x04\x00\x00\x00\x00\x01"sv, // of a stream
          "\x00\x00\x07\x07\x00\x00\x00\x00\x00"sv,
          "\x00\x01\x02\x03\x04"sv,
          "<xml>"sv})
        EXPECT_EQ(guess_protocol(bytes), std::nullopt) << bytes;
}

} // namespace

} // namespace chancery::net
