// SPDX-License-Identifier: Apache-2.0
#include "acme_client/links.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::acme_client {

namespace {

constexpr std::size_t most_links = 10;

/// `;rel="alternate up"`, `; rel=alternate`: whether one of the words is the relation.
bool has_relation(std::string_view parameters, std::string_view relation) {
    for (const auto parameter : split(parameters, ';')) {
        const auto equals = parameter.find('=');
        if (equals == parameter.npos) continue;
        if (!equals_ignoring_case(trim(parameter.substr(0, equals)), "rel")) continue;
        auto words = trim(parameter.substr(equals + 1));
        if (words.size() >= 2 && words.front() == '"' && words.back() == '"')
            words = words.substr(1, words.size() - 2);
        return std::ranges::any_of(split(words, ' '), [&](std::string_view word) {
            return equals_ignoring_case(word, relation);
        });
    }
    return false;
}

std::string resolved(std::string_view target, const std::string& base) {
    if (!target.starts_with('/')) return std::string(target);
    const auto host = base.find("://");
    const auto path = base.find('/', host == std::string::npos ? 0 : host + 3);
    return base.substr(0, path) + std::string(target);
}

/// Several links of one field stand with commas between them; a target may hold commas, too.
void append(
    std::vector<std::string>& to,
    std::string_view field,
    std::string_view relation,
    const std::string& base
) {
    while (to.size() < most_links) {
        const auto begin = field.find('<');
        const auto end = field.find('>', begin == field.npos ? field.size() : begin);
        if (end == field.npos) return;
        const auto target = field.substr(begin + 1, end - begin - 1);
        field.remove_prefix(end + 1);
        const auto parameters = field.substr(0, field.find(",", 0));
        if (has_relation(parameters, relation)) to.push_back(resolved(target, base));
        field.remove_prefix(parameters.size());
    }
}

} // namespace

std::vector<std::string>
find_links(const net::Response& response, std::string_view relation, const std::string& base) {
    std::vector<std::string> links;
    for (const auto& [name, value] : response.headers)
        if (equals_ignoring_case(name, "Link")) append(links, value, relation, base);
    return links;
}

} // namespace chancery::acme_client
