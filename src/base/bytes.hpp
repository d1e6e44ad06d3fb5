// SPDX-License-Identifier: Apache-2.0
#pragma once

// Raw bytes, such as DER and digests; text is std::string.

#include <string>
#include <string_view>

namespace chancery {

using Bytes = std::string;
using BytesView = std::string_view;

} // namespace chancery
