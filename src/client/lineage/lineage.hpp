// SPDX-License-Identifier: Apache-2.0
#pragma once

// The successive versions of one certificate, in certbot's layout: renewal/NAME.conf says where the
// four links are, which point into archive/NAME. This part reads; lineage_write.hpp writes.

#include "base/secret.hpp"
#include "base/words.hpp"
#include "client/lineage/directories.hpp"
#include "client/settings/config_obj.hpp"
#include "crypto/certificate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

using chancery::to_string;

enum class Item { cert, privkey, chain, fullchain };

constexpr auto words_of(Item) {
    using enum Item;
    return words<Item>({
        {cert, "cert"},
        {privkey, "privkey"},
        {chain, "chain"},
        {fullchain, "fullchain"},
    });
}

/// "cert7.pem" is 7; none for another name.
std::optional<int> version_of(std::string_view file, Item item);

struct Lineage {
    std::string name;
    std::string renewal_file;
    ConfigObj renewal;
    std::array<std::string, 4> links; ///< By Item; absolute.
    std::string archive;              ///< The directory that the links point into.

    const std::string& link(Item item) const { return links[static_cast<std::size_t>(item)]; }

    /// What a deploy hook gets.
    std::string live() const;
    std::string version_file(Item item, int version) const;
};

/// Throws invalid or malformed when it is broken: a file reference is missing, a link is none, or
/// points at nothing.
Lineage read_lineage(const std::string& renewal_file);

/// renewal/*.conf, sorted.
std::vector<std::string> renewal_files(const Directories& directories);

/// The name that a renewal file stands for.
std::string lineage_name(const std::string& renewal_file);

/// The numbers that all four items have, ascending.
std::vector<int> complete_versions(const Lineage& lineage);

/// Where the links point; 0 for one that points at no numbered file.
int linked_version(const Lineage& lineage, Item item);

/// What the cert link points at.
crypto::CertificateInfo read_leaf(const Lineage& lineage);

/// As certbot counts them: the common name first, then the DNS names and the IP addresses of the
/// subjectAltName. Throws invalid for a DNS name that is an address: a renewal would make it one.
std::vector<std::string> names_of(const crypto::CertificateInfo& certificate);

Secret read_key(const Lineage& lineage);

} // namespace chancery::client
