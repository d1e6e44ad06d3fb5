// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/lineage_write.hpp"

#include "base/error.hpp"
#include "client/lineage/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery::client {

namespace {

constexpr mode_t key_mode = 0600;
// The umask takes away from these (certbot's modes).
constexpr mode_t public_mode = 0666;
constexpr mode_t public_directory_mode = 0777;
constexpr mode_t renewal_file_mode = 0644;

// The oldest certbot that is to read these files without a warning.
constexpr std::string_view layout_version = "2.1.0";

std::string readme(std::string_view prefix) {
    return fmt::format(
        "This directory contains your keys and certificates.\n\n"
        "`{0}privkey.pem`  : the private key for your certificate.\n"
        "`{0}fullchain.pem`: the certificate file used in most server software.\n"
        "`{0}chain.pem`    : used for OCSP stapling in Nginx >=1.3.7.\n"
        "`{0}cert.pem`     : will break many server configurations, and should not be used\n"
        "                 without reading further documentation.\n\n"
        "WARNING: DO NOT MOVE OR RENAME THESE FILES!\n"
        "         They are expected to remain in this location.\n",
        prefix
    );
}

bool is_taken(const std::string& directory) {
    return files::exists(directory) && !files::list(directory).empty();
}

std::string content(const NewVersion& version, Item item) {
    switch (item) {
    case Item::cert: return version.cert;
    case Item::chain: return version.chain;
    case Item::fullchain: return version.cert + version.chain;
    case Item::privkey: break;
    }
    ensure(false, "a private key is written by itself");
    return {};
}

void write_item(const std::string& path, const NewVersion& version, Item item) {
    if (item == Item::privkey)
        files::write_key(path, version.key.reveal(), key_mode);
    else
        files::write_new(path, content(version, item), public_mode);
}

/// Group, and what group and others may, as with the key before (certbot's rule).
void copy_key_access(const std::string& before, const std::string& key) {
    struct stat status {};

    if (stat(before.c_str(), &status) != 0) return;
    const mode_t kept = status.st_mode & (S_IRGRP | S_IWGRP | S_IXGRP | S_IROTH);
    // Another group first: the mode must not open the key to the old one.
    if (chown(key.c_str(), static_cast<uid_t>(-1), status.st_gid) != 0)
        files::fail("give its group to", key, errno);
    if (chmod(key.c_str(), key_mode | kept) != 0) files::fail("write", key, errno);
}

void stage_live(const std::string& staged, const std::string& archive, const std::string& live) {
    files::make_directory(staged, public_directory_mode);
    const auto relative = std::filesystem::path(archive).lexically_relative(live).string();
    for (const auto item : every<Item>)
        files::make_link(
            fmt::format("{}/{}1.pem", relative, to_string(item)),
            fmt::format("{}/{}.pem", staged, to_string(item))
        );
    files::write_new(staged + "/README", readme(""), public_mode);
    files::sync_directory(staged);
}

void move_links(const Lineage& lineage, int version) {
    for (const auto item : every<Item>) {
        const auto& link = lineage.link(item);
        const auto target = std::filesystem::read_symlink(link).parent_path();
        files::replace_link(
            (target / fmt::format("{}{}.pem", to_string(item), version)).string(), link
        );
    }
    files::sync_directory(lineage.live());
}

} // namespace

void make_layout(const Directories& directories) {
    files::make_directory(directories.config, 0755);
    files::make_directory(directories.renewal(), 0755);
    files::make_directory(directories.archive(), 0700);
    files::make_directory(directories.live(), 0700);
    for (const auto* moment : {"pre", "deploy", "post"})
        files::make_directory(directories.hooks(moment), 0755);
    const auto base = directories.live() + "/README";
    if (!files::exists(base)) files::replace(base, readme("[cert name]/"), public_mode);
}

std::string free_name(const Directories& directories, const std::string& wanted) {
    if (wanted.size() > longest_lineage_name)
        throw Error(
            Fault::invalid,
            fmt::format(
                "{} is too long for the name of a file: choose a shorter --cert-name", wanted
            )
        );
    auto name = wanted;
    for (int number = 1; files::exists(directories.renewal_file(name)); ++number)
        name = fmt::format("{}-{:04}", wanted, number);
    for (const auto& above : {directories.archive(), directories.live()})
        if (const auto path = above + "/" + name; is_taken(path))
            throw Error(
                Fault::conflict,
                fmt::format(
                    "{} exists, but {} does not: move it away, or choose another --cert-name",
                    path,
                    directories.renewal_file(name)
                )
            );
    return name;
}

ConfigObj new_renewal_file(const Directories& directories, const std::string& name) {
    ConfigObj renewal;
    renewal.set_heading("renew_before_expiry = 30 days");
    renewal.set("", "version", std::string(layout_version));
    renewal.set("", "archive_dir", directories.archive() + "/" + name);
    for (const auto item : every<Item>)
        renewal.set(
            "",
            std::string(to_string(item)),
            fmt::format("{}/{}/{}.pem", directories.live(), name, to_string(item))
        );
    renewal.add_section("renewalparams", "Options used in the renewal process");
    return renewal;
}

Lineage create_lineage(
    const Directories& directories,
    const std::string& name,
    const NewVersion& version,
    const ConfigObj& renewal
) {
    const auto archive = directories.archive() + "/" + name;
    const auto live = directories.live() + "/" + name;
    const auto staged_archive = directories.archive() + "/." + name + ".new";
    const auto staged_live = directories.live() + "/." + name + ".new";
    files::Unfinished unfinished;
    for (const auto& path : {staged_archive, staged_live}) {
        files::remove_all(path); // What a crash left; the lock says that nobody else is at it.
        unfinished.note(path);
    }
    files::make_directory(staged_archive, public_directory_mode);
    for (const auto item : every<Item>)
        write_item(fmt::format("{}/{}1.pem", staged_archive, to_string(item)), version, item);
    files::sync_directory(staged_archive);
    stage_live(staged_live, archive, live);

    // An empty directory may be in the way, and rename takes its place.
    files::rename(staged_archive, archive);
    unfinished.note(archive);
    files::rename(staged_live, live);
    unfinished.note(live);
    files::sync_directory(directories.archive());
    files::sync_directory(directories.live());
    // The lineage is there from here on.
    files::replace(directories.renewal_file(name), renewal.to_text(), renewal_file_mode);
    unfinished.finish();
    return read_lineage(directories.renewal_file(name));
}

int next_version(const Lineage& lineage) {
    int newest = 0;
    for (const auto& name : files::list(lineage.archive))
        for (const auto item : every<Item>)
            if (const auto prefix = to_string(item); name.starts_with(prefix))
                newest = std::max(newest, std::atoi(name.c_str() + prefix.size()));
    return newest + 1;
}

void add_version(const Lineage& lineage, const NewVersion& version) {
    const auto number = next_version(lineage);
    const auto before = files::link_target(lineage.link(Item::privkey));
    files::Unfinished unfinished;
    for (const auto item : every<Item>) {
        const auto staged =
            fmt::format("{}/.{}{}.pem.new", lineage.archive, to_string(item), number);
        files::remove_all(staged);
        unfinished.note(staged);
        write_item(staged, version, item);
        if (item == Item::privkey) copy_key_access(before, staged);
    }
    for (const auto item : every<Item>) {
        const auto path = lineage.version_file(item, number);
        files::rename(
            fmt::format("{}/.{}{}.pem.new", lineage.archive, to_string(item), number), path
        );
        unfinished.note(path);
    }
    files::sync_directory(lineage.archive);
    save_renewal_file(lineage);
    // The version is complete: if the links do not all move now, the next run moves them.
    unfinished.finish();
    move_links(lineage, number);
}

void save_renewal_file(const Lineage& lineage) {
    files::replace(lineage.renewal_file, lineage.renewal.to_text(), renewal_file_mode);
}

bool deploy_newest(const Lineage& lineage) {
    const auto versions = complete_versions(lineage);
    if (versions.empty()) return false;
    const bool there = std::ranges::all_of(every<Item>, [&](Item item) {
        return linked_version(lineage, item) >= versions.back();
    });
    if (!there) move_links(lineage, versions.back());
    return !there;
}

} // namespace chancery::client
