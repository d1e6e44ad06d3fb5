// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every fuzz target shares: an invariant that aborts, so that libFuzzer keeps the input, and
// a call that may fail only with the faults that its header names.

#include "base/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace chancery::fuzz {

[[noreturn]] inline void fail(std::string_view what, std::string_view detail = {}) {
    std::fprintf(
        stderr,
        "\ninvariant broken: %.*s\n%.*s\n",
        static_cast<int>(what.size()),
        what.data(),
        static_cast<int>(detail.size()),
        detail.data()
    );
    std::abort();
}

inline void require(bool holds, std::string_view what, std::string_view detail = {}) {
    if (!holds) fail(what, detail);
}

/// What the call returns; none when it throws one of these faults, with a sentence. Any other
/// fault, `internal` before all, is a bug, and so is any other exception, which ends the program.
template <class Call>
auto accepted(std::initializer_list<Fault> expected, Call call) -> std::optional<decltype(call())> {
    try {
        return call();
    } catch (const Error& error) {
        const bool is_expected = std::ranges::find(expected, error.fault()) != expected.end();
        if (!is_expected) fail(to_string(error.fault()), error.what());
        require(!error.problem().detail.empty(), "a refusal says why", to_string(error.fault()));
        return std::nullopt;
    }
}

/// One input. Each target defines it.
void run(std::string_view input);

} // namespace chancery::fuzz
