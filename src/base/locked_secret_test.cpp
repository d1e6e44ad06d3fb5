// SPDX-License-Identifier: Apache-2.0
#include "base/locked_secret.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace chancery {

namespace {

/// The kernel's flags of the mapping that holds this address (proc_pid_smaps(5), VmFlags).
std::string flags_at(const void* place) {
    const auto address = reinterpret_cast<std::uintptr_t>(place);
    std::ifstream maps("/proc/self/smaps");
    bool is_within = false;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        char dash = 0;
        if (words >> std::hex >> begin >> dash >> end && dash == '-')
            is_within = begin <= address && address < end;
        if (is_within && line.starts_with("VmFlags:")) return line + ' ';
    }
    return "no such mapping";
}

TEST(LockedSecret, is_kept_out_of_swap_core_dumps_and_children) {
    const LockedSecret secret(Secret("thirty-two octets of a master key"));
    EXPECT_EQ(secret.reveal(), "thirty-two octets of a master key");
    ASSERT_TRUE(secret.is_locked());
    const auto flags = flags_at(secret.reveal().data());
    for (const auto* flag : {" lo ", " dd ", " wf "})
        EXPECT_NE(flags.find(flag), std::string::npos) << flag << "in " << flags;
}

TEST(LockedSecret, stays_where_it_is_when_it_is_moved) {
    LockedSecret first(Secret("the key"));
    const auto* const place = first.reveal().data();
    const LockedSecret second(std::move(first));
    EXPECT_EQ(second.reveal(), "the key");
    EXPECT_EQ(second.reveal().data(), place);
}

TEST(LockedSecret, gives_its_page_back) {
    const void* place = nullptr;
    {
        const LockedSecret secret(Secret("the key"));
        place = secret.reveal().data();
    }
    EXPECT_EQ(flags_at(place).find(" lo "), std::string::npos);
}

} // namespace

} // namespace chancery
