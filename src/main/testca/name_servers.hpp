// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whom a test CA asks for names.

#include <string>
#include <vector>

namespace chancery::testca {

/// "127.0.0.1:8053", ":8053", "challtestsrv:8053" as libunbound writes it: "127.0.0.1@8053". Throws
/// invalid, or unavailable for a host that has no address.
std::string parse_name_server(const std::string& text);

/// Those of /etc/resolv.conf.
std::vector<std::string> system_name_servers();

} // namespace chancery::testca
