// SPDX-License-Identifier: Apache-2.0
#include "net/server/client_hello.hpp"

#include <algorithm>

namespace chancery::net {

namespace {

/// Takes a number of so many octets, and then as many octets as it says; nothing and all that is
/// left where there are fewer.
BytesView take_counted(BytesView& bytes, std::size_t octets) {
    std::size_t size = 0;
    for (const char octet : bytes.substr(0, octets))
        size = size << 8 | static_cast<unsigned char>(octet);
    bytes.remove_prefix(std::min(octets, bytes.size()));
    const bool is_whole = size <= bytes.size();
    const auto taken = is_whole ? bytes.substr(0, size) : BytesView();
    bytes.remove_prefix(is_whole ? size : bytes.size());
    return taken;
}

} // namespace

std::string parse_server_name(BytesView extension) {
    constexpr char host_name = 0;
    auto list = take_counted(extension, 2);
    if (!list.starts_with(host_name)) return {};
    list.remove_prefix(1);
    return std::string(take_counted(list, 2));
}

std::vector<std::string> parse_protocols(BytesView extension) {
    const auto names = take_names(take_counted(extension, 2));
    return {names.begin(), names.end()};
}

std::vector<std::string_view> take_names(BytesView list) {
    std::vector<std::string_view> names;
    while (!list.empty())
        names.push_back(take_counted(list, 1));
    return names;
}

} // namespace chancery::net
