// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chancery {

/// As a shell reads it as one word: in quotation marks where it must be.
std::string shell_word(std::string_view text);

} // namespace chancery
