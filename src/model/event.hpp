// SPDX-License-Identifier: Apache-2.0
#pragma once

// A row of the audit log: who did what to what, and how it ended. Plain value.

#include "base/id.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class ActorType { user, token, client, system };

constexpr auto words_of(ActorType) {
    using enum ActorType;
    return words<ActorType>({
        {user, "user"},
        {token, "token"},
        {client, "client"},
        {system, "system"},
    });
}

/// Who acts. `name` is what a person reads: "local:root", a token's name, an ACME account's.
struct Actor {
    ActorType type = ActorType::system;
    std::string id = {};
    std::string name = {};
    std::string address = {};
    std::string user_agent = {};
};

enum class Outcome { succeeded, refused, failed };

constexpr auto words_of(Outcome) {
    using enum Outcome;
    return words<Outcome>({
        {succeeded, "succeeded"},
        {refused, "refused"},
        {failed, "failed"},
    });
}

/// A field that changed; a secret appears as "set".
struct Change {
    std::string field;
    std::string from;
    std::string to;
};

struct Event {
    Actor actor;
    std::string action; ///< object.verb, such as "acmeAccount.created".
    std::string object_type = {};
    std::string object_id = {};
    std::string object_name = {};
    std::optional<DepartmentId> department = std::nullopt;
    Outcome outcome = Outcome::succeeded;
    std::string detail = {}; ///< A sentence, for a refusal.
    std::vector<Change> changes = {};
};

/// An event as it was kept.
struct RecordedEvent {
    std::int64_t number = 0; ///< Ascending.
    EventId id;
    Time at;
    Event event;
    std::int64_t count = 1; ///< The same refusal, counted within an hour.
    Time last_at;
};

} // namespace chancery
