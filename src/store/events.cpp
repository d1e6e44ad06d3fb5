// SPDX-License-Identifier: Apache-2.0
#include "store/events.hpp"

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "store/clock.hpp"
#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"

#include <limits>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

constexpr auto folded_for = 1h;
constexpr std::int64_t most_refusals = 100; ///< Of one actor that are told apart in that time.
constexpr std::int64_t no_event = std::numeric_limits<std::int64_t>::max();

/// A field of a line: tabs and line ends, which part fields and lines, are written as \t and \n.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\')
            result += "\\\\";
        else if (c == '\t')
            result += "\\t";
        else if (c == '\n')
            result += "\\n";
        else
            result += c;
    }
    return result;
}

std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const char next = text[++i];
        result += next == 't' ? '\t' : next == 'n' ? '\n' : next;
    }
    return result;
}

/// A change a line: field, from, to, parted by tabs.
std::string to_text(const std::vector<Change>& changes) {
    std::vector<std::string> lines;
    for (const auto& change : changes)
        lines.push_back(
            escaped(change.field) + '\t' + escaped(change.from) + '\t' + escaped(change.to)
        );
    return to_lines(lines);
}

std::vector<Change> changes_at(const db::Row& row, int column) {
    std::vector<Change> changes;
    for (const auto& line : lines_at(row, column)) {
        const auto fields = split(line, '\t');
        ensure(fields.size() == 3, "a change in the audit log has three fields");
        changes.push_back({unescaped(fields[0]), unescaped(fields[1]), unescaped(fields[2])});
    }
    return changes;
}

constexpr auto event_columns =
    db::of<
        "e",
        "number, id, at, actor_type, actor_id, actor_name, address, user_agent, action, "
        "object_type, object_id, object_name, department_id, outcome, detail, changes"> +
    ", r.count, r.last_at";

Event event_at(const db::Row& row) {
    constexpr auto& at = event_columns;
    return {
        .actor =
            {.type = known_at<ActorType>(row, at["e.actor_type"]),
             .id = text_at(row, at["e.actor_id"]),
             .name = text_at(row, at["e.actor_name"]),
             .address = text_at(row, at["e.address"]),
             .user_agent = text_at(row, at["e.user_agent"])},
        .action = text_at(row, at["e.action"]),
        .object_type = text_at(row, at["e.object_type"]),
        .object_id = text_at(row, at["e.object_id"]),
        .object_name = text_at(row, at["e.object_name"]),
        .department = optional_id_at<DepartmentId>(row, at["e.department_id"]),
        .outcome = known_at<Outcome>(row, at["e.outcome"]),
        .detail = text_at(row, at["e.detail"]),
        .changes = changes_at(row, at["e.changes"]),
    };
}

RecordedEvent recorded_at(const db::Row& row) {
    constexpr auto& at = event_columns;
    const auto time = time_at(row, at["e.at"]);
    return {
        .number = row.integer(at["e.number"]),
        .id = id_at<EventId>(row, at["e.id"]),
        .at = time,
        .event = event_at(row),
        .count = row.is_null(at["r.count"]) ? 1 : row.integer(at["r.count"]),
        .last_at = optional_time_at(row, at["r.last_at"]).value_or(time),
    };
}

/// Of what makes two alike. Each part is preceded by its length, so that no two lists
/// of parts read alike.
Bytes digest_of(std::initializer_list<std::string_view> parts) {
    Bytes all;
    for (const auto part : parts)
        all += std::to_string(part.size()) + ':' + std::string(part);
    return crypto::sha256(all);
}

Bytes digest_of(const Event& event) {
    return digest_of(
        {to_string(event.actor.type),
         std::string_view(event.actor.id),
         std::string_view(event.actor.name),
         std::string_view(event.actor.address),
         std::string_view(event.action),
         std::string_view(event.object_type),
         std::string_view(event.object_id),
         std::string_view(event.object_name),
         std::string_view(event.detail)}
    );
}

/// Who is refused, wherever it asks from.
Bytes digest_of(const Actor& actor) {
    return digest_of({to_string(actor.type), actor.id, actor.name});
}

/// What an actor is told beyond the refusals that are told apart.
Event further_refusal(const Event& event) {
    auto further = event;
    further.object_type = further.object_id = further.object_name = "";
    further.detail = "more than " + std::to_string(most_refusals) +
                     " different refusals within an hour: further ones are counted here alone";
    return further;
}

std::int64_t append(Transaction& tx, const Event& event, Time now) {
    note_record(tx, now);
    std::int64_t number = 0;
    for_each(
        tx,
        "INSERT INTO events (id, at, actor_type, actor_id, actor_name, address, user_agent, "
        "action, object_type, object_id, object_name, department_id, outcome, detail, changes) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
        "RETURNING number",
        [&](const db::Row& row) { number = row.integer(0); },
        crypto::new_id<EventId>(now),
        now,
        to_string(event.actor.type),
        event.actor.id,
        event.actor.name,
        event.actor.address,
        event.actor.user_agent,
        event.action,
        event.object_type,
        event.object_id,
        event.object_name,
        event.department,
        to_string(event.outcome),
        event.detail,
        to_text(event.changes)
    );
    return number;
}

/// Counts it where it is in the log already.
bool count_again(Transaction& tx, const Bytes& digest, Time now) {
    return execute(
               tx,
               "UPDATE refusals SET count = count + 1, last_at = $1 "
               "WHERE digest = $2 AND first_at > $3",
               now,
               db::Blob{digest},
               now - folded_for
           ) > 0;
}

/// At most some more than `most_refusals`, whatever the actor tries.
std::int64_t count_refusals(const Reader& reader, const Bytes& actor, Time now) {
    return find_one(
               reader,
               "SELECT COUNT(*) FROM refusals WHERE actor = $1 AND first_at > $2",
               [](const db::Row& row) { return row.integer(0); },
               db::Blob{actor},
               now - folded_for
    )
        .value_or(0);
}

} // namespace

void record(Transaction& tx, const Event& event, Time now) {
    append(tx, event, now);
}

void record_refusal(Transaction& tx, const Event& event, Time now) {
    if (count_again(tx, digest_of(event), now)) return;
    const auto actor = digest_of(event.actor);
    const bool is_new = count_refusals(tx, actor, now) < most_refusals;
    const auto recorded = is_new ? event : further_refusal(event);
    const auto digest = digest_of(recorded);
    if (!is_new && count_again(tx, digest, now)) return;
    execute(
        tx,
        "INSERT INTO refusals (event_number, digest, first_at, count, last_at, actor) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        append(tx, recorded, now),
        db::Blob{digest},
        now,
        1,
        now,
        db::Blob{actor}
    );
}

std::vector<RecordedEvent>
list_events(const Reader& reader, const Scope& scope, const EventFilter& filter) {
    std::vector<RecordedEvent> events;
    for_each(
        reader,
        db::sql<
            "SELECT " + event_columns +
            " FROM events e LEFT JOIN refusals r ON r.event_number = e.number "
            "WHERE e.number < $1 AND e.actor_name = COALESCE($2, e.actor_name) "
            "AND e.action = COALESCE($3, e.action) AND e.outcome = COALESCE($4, e.outcome) "
            "AND e.object_type = COALESCE($5, e.object_type) "
            "AND ($6 = '' OR e.object_id = $6) AND ($7 = 0 OR e.department_id = $8) "
            "AND " +
            within<"e.department_id", "$10", "$11"> + " ORDER BY e.number DESC LIMIT $9">,
        [&](const db::Row& row) { events.push_back(recorded_at(row)); },
        filter.before.value_or(no_event),
        unless_empty(filter.actor),
        unless_empty(filter.action),
        unless_empty(filter.outcome ? to_string(*filter.outcome) : ""),
        unless_empty(filter.object_type),
        filter.object_id,
        filter.department.has_value(),
        filter.department,
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return events;
}

} // namespace chancery::store
