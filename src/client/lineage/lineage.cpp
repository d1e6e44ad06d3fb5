// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/lineage.hpp"

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/lineage/files.hpp"
#include "model/name.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>

namespace chancery::client {

namespace {

std::string parent(const std::string& path) {
    return std::filesystem::path(path).parent_path();
}

void require_link(const std::string& link) {
    if (!files::is_link(link))
        throw Error(Fault::invalid, fmt::format("expected {} to be a symlink", link));
    const auto target = files::link_target(link);
    if (!files::exists(target))
        throw Error(
            Fault::invalid, fmt::format("target {} of symlink {} does not exist", target, link)
        );
}

} // namespace

std::optional<int> version_of(std::string_view file, Item item) {
    const auto prefix = to_string(item);
    if (!file.starts_with(prefix) || !file.ends_with(".pem")) return std::nullopt;
    const auto digits = file.substr(prefix.size(), file.size() - prefix.size() - 4);
    int version = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (error != std::errc() || end != digits.data() + digits.size() || version < 1)
        return std::nullopt;
    return version;
}

std::string Lineage::live() const {
    return parent(link(Item::cert));
}

std::string Lineage::version_file(Item item, int version) const {
    return fmt::format("{}/{}{}.pem", archive, to_string(item), version);
}

Lineage read_lineage(const std::string& renewal_file) {
    Lineage lineage{
        .name = lineage_name(renewal_file),
        .renewal_file = renewal_file,
        .renewal = ConfigObj::parse(files::read(renewal_file)),
        .links = {},
        .archive = {}};
    for (const auto item : every<Item>) {
        const auto link = lineage.renewal.find("", to_string(item));
        if (!link || link->empty())
            throw Error(
                Fault::invalid,
                fmt::format(
                    "renewal config file {} is missing a required file reference: {}",
                    renewal_file,
                    to_string(item)
                )
            );
        // A relative one is relative to the working directory, as with certbot.
        const auto path = absolute_path(*link);
        require_link(path);
        lineage.links[static_cast<std::size_t>(item)] = path;
    }
    lineage.archive = parent(files::link_target(lineage.link(Item::cert)));
    return lineage;
}

std::vector<std::string> renewal_files(const Directories& directories) {
    std::vector<std::string> result;
    for (const auto& name : files::list(directories.renewal()))
        if (name.ends_with(".conf") && !name.starts_with('.'))
            result.push_back(directories.renewal() + "/" + name);
    return result;
}

std::string lineage_name(const std::string& renewal_file) {
    return std::filesystem::path(renewal_file).stem();
}

std::vector<int> complete_versions(const Lineage& lineage) {
    std::array<std::vector<int>, 4> found;
    for (const auto& name : files::list(lineage.archive))
        for (const auto item : every<Item>)
            if (const auto version = version_of(name, item))
                found[static_cast<std::size_t>(item)].push_back(*version);
    auto versions = found.front();
    std::erase_if(versions, [&](int version) {
        return std::ranges::any_of(found, [&](const std::vector<int>& others) {
            return std::ranges::find(others, version) == others.end();
        });
    });
    std::ranges::sort(versions);
    return versions;
}

int linked_version(const Lineage& lineage, Item item) {
    const auto target = files::link_target(lineage.link(item));
    return version_of(std::filesystem::path(target).filename().string(), item).value_or(0);
}

crypto::CertificateInfo read_leaf(const Lineage& lineage) {
    const auto path = lineage.link(Item::cert);
    const auto blocks = parse_pem(files::read(path), "CERTIFICATE");
    if (blocks.empty()) throw Error(Fault::malformed, fmt::format("{} holds no certificate", path));
    return crypto::read_certificate(blocks.front());
}

std::vector<std::string> names_of(const crypto::CertificateInfo& certificate) {
    std::vector<std::string> names;
    const auto add = [&](std::string name) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    };
    const auto& common_name = certificate.common_name;
    // Some CAs repeat an address there.
    if (common_name && !Name{*common_name}.is_address()) add(*common_name);
    for (const auto& name : certificate.dns_names) {
        if (Name{name}.is_address())
            throw Error(
                Fault::invalid,
                fmt::format(
                    "the certificate has {} as a DNS name, which is not one", printable(name)
                )
            );
        add(name);
    }
    for (const auto& octets : certificate.ip_addresses)
        add(to_address_text(octets));
    return names;
}

Secret read_key(const Lineage& lineage) {
    return Secret(files::read(lineage.link(Item::privkey)));
}

} // namespace chancery::client
