// SPDX-License-Identifier: Apache-2.0
#pragma once

// The commands of `chanceryd`. Each returns the exit status; what goes wrong is thrown.

#include <filesystem>
#include <string>
#include <vector>

namespace chancery::daemon {

struct InitOptions {
    std::filesystem::path data;
    std::string organization;
    std::string country;
    std::string state;
    std::string locality;
    std::string listen = "0.0.0.0:8443";
    std::string http_listen; ///< Empty: chosen after `listen`; "none": nothing over plain HTTP.
    std::vector<std::string> hostnames;
    std::string contact;
    std::string store;
};

int init(const InitOptions& options);
int serve(const std::filesystem::path& data);
int check_config(const std::filesystem::path& data);
int accept_clock(const std::filesystem::path& data);

} // namespace chancery::daemon
