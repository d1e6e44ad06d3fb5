// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's directories, and what lies where below them.

#include <string>

namespace chancery::client {

struct Directories {
    std::string config = "/etc/letsencrypt";
    std::string work = "/var/lib/letsencrypt";
    std::string logs = "/var/log/letsencrypt";

    std::string archive() const { return config + "/archive"; }

    std::string live() const { return config + "/live"; }

    std::string renewal() const { return config + "/renewal"; }

    std::string renewal_file(const std::string& name) const {
        return renewal() + "/" + name + ".conf";
    }

    /// `moment` is "pre", "deploy" or "post".
    std::string hooks(const std::string& moment) const {
        return config + "/renewal-hooks/" + moment;
    }

    /// One directory a server: "accounts/acme.example.org:8443/acme/ov/directory". Throws invalid
    /// for what is not an http or https URL, or one that would lead out of the directory.
    std::string accounts(const std::string& server) const;
};

/// With a number, ".conf" and what a file is called before it is renamed, a file's name has 255.
inline constexpr std::size_t longest_lineage_name = 240;

/// Absolute, without "." and "..", without a slash at the end. Throws invalid where the working
/// directory is gone.
std::string absolute_path(const std::string& path);

} // namespace chancery::client
