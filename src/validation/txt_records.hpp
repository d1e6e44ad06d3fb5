// SPDX-License-Identifier: Apache-2.0
#pragma once

// TXT records, as the challenges by DNS read them, and the sentences that say what was found
// instead.

#include "net/probe/probe.hpp"
#include "validation/method.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chancery::validation {

/// The TXT records at this name, which alone was asked about; or why there are none. `expected` is
/// the value that one should have had.
std::variant<std::vector<Bytes>, Problem>
txt_records(const std::string& name, const std::string& expected, const net::Answer& answer);

/// Whether one of the records at this name is the key authorization's digest (RFC 8555 §8.4).
Judgement
judge_digest_record(const std::string& name, const Subject& subject, const net::Answer& answer);

/// `the TXT records of "NAME" are "a", "b" and 2 more`: printable and bounded.
std::string found_records(const std::string& name, const std::vector<Bytes>& records);

/// A look-up that failed, or that DNSSEC does not let hold: dns, with what it often means.
Problem failed_lookup(const net::RecordSet& set, std::string_view record_type);

} // namespace chancery::validation
