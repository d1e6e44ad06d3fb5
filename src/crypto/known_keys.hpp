// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keys whose private halves anybody can read: those of standards' examples.

#include "base/bytes.hpp"

#include <string_view>

namespace chancery::crypto {

/// Where the key with this SHA-256 of its SubjectPublicKeyInfo was published; empty for one that we
/// do not know.
std::string_view publication_of(BytesView spki_sha256);

} // namespace chancery::crypto
