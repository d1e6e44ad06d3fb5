// SPDX-License-Identifier: Apache-2.0
#pragma once

// Brings the words that rows have to camelCase, in which the API has them.

#include <string>

namespace chancery::store {

/// The SQL. Events keep the words that they were recorded with: the audit log is never rewritten.
std::string words_in_camel_case();

} // namespace chancery::store
