// SPDX-License-Identifier: Apache-2.0
#pragma once

// DNS messages (RFC 1035) of a server that is authoritative for everything: the one question of a
// query, and the reply to it. Bytes in, bytes out.

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chancery::testca::dns {

enum Type : std::uint16_t { a = 1, cname = 5, soa = 6, txt = 16, aaaa = 28, opt = 41, caa = 257 };

struct Query {
    std::uint16_t id = 0;
    bool recursion_desired = false;
    std::string name; ///< As it was asked, without the final dot: "www.Example.org".
    std::uint16_t type = 0;
    std::uint16_t class_of = 1;
    std::size_t most_octets = 512; ///< Of a reply over UDP: RFC 1035 §4.2.1, or EDNS's number.
};

/// None for what is not a query with one question: there is nobody to answer.
std::optional<Query> parse_query(BytesView message);

struct Record {
    std::string owner;
    std::uint16_t type = 0;
    Bytes data;
};

enum class Code : std::uint8_t { no_error = 0, server_failure = 2, not_implemented = 4 };

struct Reply {
    Code code = Code::no_error;
    std::vector<Record> answers = {};
};

/// Nothing in it may be kept by a cache. Cut after the question, with its mark, where it would be
/// longer than that.
Bytes to_message(const Query& query, const Reply& reply, std::size_t most_octets);

/// The data of records.
Bytes name_data(const std::string& name);
Bytes txt_data(const std::string& text); ///< In strings of 255 octets.
Bytes caa_data(const std::string& tag, const std::string& value);

} // namespace chancery::testca::dns
