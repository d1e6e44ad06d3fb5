// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <system_error>

namespace chancery {

namespace {

constexpr std::string_view internal_sentence =
    "an internal error occurred; the log of the program has the cause";

} // namespace

Error::Error(Problem problem) : problem_(std::move(problem)) {
    if (problem_.fault != Fault::internal) return;
    diagnosis_ = std::exchange(problem_.detail, std::string(internal_sentence));
    problem_.subproblems.clear();
}

std::string sentence_of(const std::exception& error) {
    if (const auto* ours = dynamic_cast<const Error*>(&error)) return ours->problem().detail;
    if (dynamic_cast<const std::system_error*>(&error)) return error.what();
    return std::string(internal_sentence);
}

} // namespace chancery
