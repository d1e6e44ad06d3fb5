// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: what DNS looks like on the wire (RFC 1035 §3, §4).

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace chancery::net::testing {

namespace rr {
constexpr int a = 1;
constexpr int cname = 5;
constexpr int txt = 16;
constexpr int aaaa = 28;
constexpr int rrsig = 46;
constexpr int dnskey = 48;
constexpr int caa = 257;
} // namespace rr

inline std::string two_octets(std::size_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

inline std::string wire_name(std::string_view name) {
    std::string wire;
    while (!name.empty()) {
        const auto label = name.substr(0, name.find('.'));
        wire += static_cast<char>(label.size());
        wire += label;
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    return wire + '\0';
}

inline std::string txt_data(std::initializer_list<std::string_view> strings) {
    std::string data;
    for (const auto text : strings) {
        data += static_cast<char>(text.size());
        data += text;
    }
    return data;
}

/// A resource record (RFC 1035 §4.1.3). `owner` as the wire has it.
inline std::string record(const std::string& owner, int type, const std::string& data) {
    return owner + two_octets(static_cast<std::size_t>(type)) + std::string("\0\1\0\0\0\1", 6) +
           two_octets(data.size()) + data;
}

/// Of an absent record: it may be remembered for an hour (RFC 2308).
inline std::string start_of_authority(const std::string& name) {
    const auto data = wire_name("ns.example") + wire_name("host.example") +
                      std::string("\0\0\0\1\0\0\x0e\x10\0\0\x0e\x10\0\0\x0e\x10\0\0\x0e\x10", 20);
    const auto zone = name.find('.') == name.npos ? name : name.substr(name.find('.') + 1);
    return wire_name(zone) + std::string("\0\6\0\1\0\0\x0e\x10", 8) + two_octets(data.size()) +
           data;
}

struct Asked {
    std::string name;
    int type = 0;
    std::string octets = {}; ///< As they came; empty where the query holds none.
};

inline Asked read_question(std::string_view query) {
    constexpr std::size_t head = 12;
    if (query.size() < head + 5) return {};
    Asked asked;
    auto at = head;
    while (at < query.size() && query[at] != 0) {
        const auto size = static_cast<std::size_t>(query[at]);
        asked.name += (asked.name.empty() ? "" : ".") + std::string(query.substr(at + 1, size));
        at += size + 1;
    }
    asked.octets = query.substr(head, at + 5 - head);
    asked.type =
        static_cast<unsigned char>(query[at + 1]) * 256 + static_cast<unsigned char>(query[at + 2]);
    return asked;
}

} // namespace chancery::net::testing
