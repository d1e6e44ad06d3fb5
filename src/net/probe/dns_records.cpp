// SPDX-License-Identifier: Apache-2.0
#include "net/probe/dns_records.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::net {

namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

bool is_of_labels(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

} // namespace

std::optional<Bytes> join_txt(BytesView data) {
    if (data.empty()) return std::nullopt;
    Bytes joined;
    while (!data.empty()) {
        const std::size_t size = static_cast<unsigned char>(data.front());
        data.remove_prefix(1);
        if (size > data.size()) return std::nullopt;
        joined += data.substr(0, size);
        data.remove_prefix(size);
    }
    return joined;
}

bool is_dns_name(std::string_view name) {
    if (name.size() > longest_name) return false;
    return std::ranges::all_of(split(name, '.'), [](std::string_view label) {
        return !label.empty() && label.size() <= longest_label &&
               std::ranges::all_of(label, is_of_labels);
    });
}

} // namespace chancery::net
