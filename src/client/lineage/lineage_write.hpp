// SPDX-License-Identifier: Apache-2.0
#pragma once

// New versions and new lineages. Everything is on disk under a name that nobody looks at before it
// gets its own, and the links in live/ move last: a step that fails, or a crash, leaves the old
// state or the new one.

#include "base/secret.hpp"
#include "client/lineage/lineage.hpp"

#include <string>

namespace chancery::client {

/// PEM.
struct NewVersion {
    std::string cert;
    std::string chain;
    Secret key;
};

/// The directories of a config directory, with certbot's modes; those that are there stay as they
/// are.
void make_layout(const Directories& directories);

/// `wanted`, or `wanted-0001` and so on where that is taken. Throws conflict when directories of
/// that name lie there without a renewal file.
std::string free_name(const Directories& directories, const std::string& wanted);

/// A renewal file that says where the lineage's files will be, and nothing else.
ConfigObj new_renewal_file(const Directories& directories, const std::string& name);

/// `name` is from free_name; `renewal` is complete.
Lineage create_lineage(
    const Directories& directories,
    const std::string& name,
    const NewVersion& version,
    const ConfigObj& renewal
);

/// The number that add_version will give.
int next_version(const Lineage& lineage);

/// Adds the version, writes the lineage's renewal file as it is now, and moves the links.
void add_version(const Lineage& lineage, const NewVersion& version);

/// Writes the lineage's renewal file as it is now.
void save_renewal_file(const Lineage& lineage);

/// Moves the links to the newest complete version; false where they are there already.
bool deploy_newest(const Lineage& lineage);

} // namespace chancery::client
