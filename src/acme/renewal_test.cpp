// SPDX-License-Identifier: Apache-2.0
#include "acme/renewal.hpp"
#include "acme/testing.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

using namespace std::chrono_literals;

// conforms: 9773-4.1-1
TEST(RenewalId, of_the_standard_is_read_and_written) {
    // RFC 9773 §4.1, the example.
    const std::string text = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";
    const auto id = parse_renewal_id(text);
    EXPECT_EQ(to_hex(id.authority_key_identifier), "69885b6b87464041e1b37b847ba0ae2cde01c8d4");
    EXPECT_EQ(to_hex(id.serial), "87654321");
    EXPECT_EQ(to_string(id), text);
}

TEST(RenewalId, without_a_sign_octet_is_read_and_written) {
    const RenewalId id{Bytes(20, 'k'), Bytes("\x01\x02", 2)};
    EXPECT_EQ(parse_renewal_id(to_string(id)), id);
}

// conforms: 9773-4.1-2
TEST(RenewalId, has_one_spelling) {
    for (const auto* text :
         {"",
          ".",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.",
          ".AIdlQyE",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.h2VDIQ",   // negative
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AAAB",     // a zero too many
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AA",       // no serial at all
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ=.AIdlQyE", // padding
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE.", // a second dot
          "aYhba4dGQEHhs3uEe6CuLN4ByNR.AIdlQyE",  // bits left over
          "%61YhRa4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"})
        EXPECT_EQ(fault_of([&] { parse_renewal_id(text); }), Fault::malformed) << text;
    const std::string long_part(200, 'A');
    EXPECT_EQ(fault_of([&] { parse_renewal_id(long_part + ".AQ"); }), Fault::malformed);
    EXPECT_EQ(fault_of([&] { parse_renewal_id("AQ." + long_part); }), Fault::malformed);
}

// conforms: 9773-4.2-1
TEST(RenewalInfo, has_its_window_and_perhaps_an_explanation) {
    const RenewalWindow window{Time(1'735'776'000s), Time(1'735'948'800s)};
    EXPECT_EQ(renewal_info_json(window, ""), json::parse(R"({"suggestedWindow":
            {"start":"2025-01-02T00:00:00Z","end":"2025-01-04T00:00:00Z"}})"));
    EXPECT_EQ(
        renewal_info_json(window, "https://pki.example.org/why"), json::parse(R"({"suggestedWindow":
            {"start":"2025-01-02T00:00:00Z","end":"2025-01-04T00:00:00Z"},
            "explanationURL":"https://pki.example.org/why"})")
    );
}

} // namespace

} // namespace chancery::acme
