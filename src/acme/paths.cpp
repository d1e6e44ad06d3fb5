// SPDX-License-Identifier: Apache-2.0
#include "acme/paths.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

constexpr std::size_t short_id_size = 32;
constexpr std::size_t dash_places[] = {8, 13, 18, 23};

} // namespace

std::string
fill(const Paths& paths, std::string_view path, const IdBytes& id, std::string_view word) {
    std::string text;
    text.reserve(path.size() + 48);
    for (const char c : path)
        if (c == ':') {
            auto written = to_text(id);
            if (paths.short_ids) std::erase(written, '-');
            text += written;
        } else if (c == '?') {
            text += word;
        } else {
            text += c;
        }
    return text;
}

std::string canonical_id(const Paths& paths, std::string_view text) {
    std::string id(text);
    if (paths.short_ids && id.size() == short_id_size)
        for (const auto place : dash_places)
            id.insert(place, 1, '-');
    return id;
}

std::string_view without_id(std::string_view path) {
    constexpr std::string_view id = "/:";
    return path.ends_with(id) ? path.substr(0, path.size() - id.size()) : path;
}

} // namespace chancery::acme
