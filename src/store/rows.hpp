// SPDX-License-Identifier: Apache-2.0
#pragma once

// Between our values and a row's columns. For the files of `store/` alone.

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/network.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "db/database.hpp"
#include "model/facts.hpp"
#include "model/limits.hpp"
#include "store/store.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

inline BytesView view_of(const IdBytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Tag>
db::Param param(const Id<Tag>& id) {
    return db::Blob{view_of(id.bytes)};
}

inline db::Param param(const std::optional<int>& value) {
    return value ? db::Param(std::int64_t{*value}) : db::Param(nullptr);
}

template <class Tag>
db::Param param(const std::optional<Id<Tag>>& id) {
    return id ? param(*id) : db::Param(nullptr);
}

inline db::Param param(Time time) {
    return time.time_since_epoch().count();
}

inline db::Param param(const std::optional<Time>& time) {
    return time ? param(*time) : db::Param(nullptr);
}

inline db::Param param(bool value) {
    return std::int64_t{value};
}

inline db::Param param(int value) {
    return std::int64_t{value};
}

inline db::Param param(std::int64_t value) {
    return value;
}

inline db::Param param(std::string_view text) {
    return text;
}

inline db::Param param(const std::string& text) {
    return std::string_view(text);
}

inline db::Param param(db::Blob blob) {
    return blob;
}

inline db::Param param(db::Param value) {
    return value;
}

/// Runs a statement with these parameters; returns how many rows it changed.
template <class... Params>
std::int64_t execute(Transaction& tx, db::Sql sql, const Params&... params) {
    const std::array<db::Param, sizeof...(Params)> bound{param(params)...};
    return tx.driver().execute(sql, bound, {});
}

/// Each row of a query, in its order.
template <class Fn, class... Params>
void for_each(const Reader& reader, db::Sql sql, Fn fn, const Params&... params) {
    const std::array<db::Param, sizeof...(Params)> bound{param(params)...};
    reader.driver().execute(sql, bound, [&](const db::Row& row) { fn(row); });
}

/// `read(row)` of the one row; none without one.
template <class Fn, class... Params>
auto find_one(const Reader& reader, db::Sql sql, Fn read, const Params&... params)
    -> std::optional<std::invoke_result_t<Fn, const db::Row&>> {
    std::optional<std::invoke_result_t<Fn, const db::Row&>> found;
    for_each(
        reader, sql, [&](const db::Row& row) { found.emplace(read(row)); }, params...
    );
    return found;
}

/// Whether the query, which has one row at most, has it.
template <class... Params>
bool any(const Reader& reader, db::Sql sql, const Params&... params) {
    return find_one(
               reader, sql, [](const db::Row&) { return true; }, params...
    )
        .has_value();
}

/// The smallest id that UUIDv7 gives at this time: rows are dropped in the order of their ids.
template <class SomeId>
SomeId first_id_at(Time time) {
    SomeId id;
    const auto milliseconds = static_cast<std::uint64_t>(time.time_since_epoch().count()) * 1000;
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - i)));
    return id;
}

template <class SomeId>
SomeId id_at(const db::Row& row, int column) {
    const auto bytes = row.blob(column);
    SomeId id;
    ensure(bytes.size() == id.bytes.size(), "an id in the database has 16 bytes");
    std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
    return id;
}

template <class SomeId>
std::optional<SomeId> optional_id_at(const db::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(id_at<SomeId>(row, column));
}

inline Time time_at(const db::Row& row, int column) {
    return Time(std::chrono::seconds(row.integer(column)));
}

inline std::optional<Time> optional_time_at(const db::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(time_at(row, column));
}

inline std::optional<int> optional_int_at(const db::Row& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(static_cast<int>(row.integer(column)));
}

inline std::string text_at(const db::Row& row, int column) {
    return std::string(row.text(column));
}

inline bool bool_at(const db::Row& row, int column) {
    return row.integer(column) != 0;
}

/// One item a line.
std::string to_lines(const std::vector<std::string>& items);
std::vector<std::string> lines_at(const db::Row& row, int column);

std::string to_lines(const std::vector<Network>& networks);
std::vector<Network> networks_at(const db::Row& row, int column);

Limits limits_at(const db::Row& row, int column);

/// A department's contacts, which are kept one a line, and its name, and the office's address and
/// name; and where the office is found.
inline constexpr db::Fragment contact_columns = "d.contacts, d.name, o.contact_email, o.name";
inline constexpr db::Fragment join_office = " JOIN organizations o ON o.id = d.organization_id ";

/// `contact_columns`, from `first` on. Who has no address is reached at the office's, and where
/// that has none there is only a name to ask for.
Contacts contacts_at(const db::Row& row, int first);

/// The value of a word that this program wrote. Throws internal for one that it never writes.
template <class T>
T known(const std::optional<T>& value, std::string_view word) {
    if (!value) ensure(false, "the database holds a word that is not known: " + std::string(word));
    return *value;
}

/// The value of the word in this column. Throws as `known`.
template <class E>
E known_at(const db::Row& row, int column) {
    return known(find_value<E>(row.text(column)), row.text(column));
}

} // namespace chancery::store
