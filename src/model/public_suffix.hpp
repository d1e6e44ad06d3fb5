// SPDX-License-Identifier: Apache-2.0
#pragma once

// The Public Suffix List: below which names strangers have their domains. Debian's package
// publicsuffix, where it is newer than the copy inside libpsl.

#include "model/name.hpp"

#include <string>
#include <string_view>

namespace chancery {

/// Nobody's own domain: "co.uk", also of the list's private section, such as "github.io". A
/// top-level domain is one, whether the list knows it or not.
bool is_public_suffix(std::string_view name);

/// A public suffix of the list's ICANN section: a registry's, such as "co.uk".
bool is_registry_suffix(std::string_view name);

/// The label before the public suffix, and that: "example.co.uk" of "*.www.example.co.uk". An
/// address, and a public suffix, have none above them: they are their own.
std::string registered_domain(const Name& name);

} // namespace chancery
