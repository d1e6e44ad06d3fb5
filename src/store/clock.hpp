// SPDX-License-Identifier: Apache-2.0
#pragma once

// When the newest record was made, by the clock of its time.

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

/// To within ten seconds; never later than a record is.
Time find_newest_record(const Reader& reader);

/// A record is made now. Every row of the audit log says so by itself.
void note_record(Transaction& tx, Time now);

/// An administrator takes this clock for right, whatever records there are.
void accept_clock(Transaction& tx, Time now);

/// What has a later time than it should.
struct LaterRows {
    struct Of {
        std::int64_t count = 0;
        std::optional<Time> newest = std::nullopt;
    };

    Of certificates;
    Of orders;
    Of events;
    std::int64_t first_event = 0; ///< Numbers of the audit log; 0 without any.
    std::int64_t last_event = 0;
    std::vector<std::string> certificate_ids; ///< The newest ten.
};

LaterRows find_later_rows(const Reader& reader, Time than);

} // namespace chancery::store
