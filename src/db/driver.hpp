// SPDX-License-Identifier: Apache-2.0
#pragma once

// One connection to a database. SQL is the common subset of SQLite and PostgreSQL, with parameters
// $1, $2, ...; what they spell differently is in `Dialect`.

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "db/sql.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace chancery::db {

struct Blob {
    BytesView bytes;
};

/// A parameter. Views must live until `execute` returns.
using Param = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

/// The current row. Views are valid until the row handler returns. Asking a column for another type
/// than its own throws internal.
class Row {
public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    /// 0 where null. A truth value is 0 or 1.
    virtual std::int64_t integer(int column) const = 0;
    /// Empty where null.
    virtual std::string_view text(int column) const = 0;
    virtual BytesView blob(int column) const = 0;
};

using RowHandler = std::function<void(const Row&)>;

/// What the two databases spell differently, for migrations.
struct Dialect {
    std::string_view name;      ///< "sqlite", "postgresql".
    std::string_view blob;      ///< BLOB, BYTEA
    std::string_view integer;   ///< INTEGER, BIGINT
    std::string_view text;      ///< TEXT, TEXT COLLATE "C"
    std::string_view serial;    ///< An ascending integer primary key that the database gives.
    std::string_view table_end; ///< STRICT, or nothing.
    /// The same, for a table that is kept in the order of its primary key: one tree instead of two.
    std::string_view clustered_end;
    std::string_view lock;   ///< The statement before a migration's transaction, or nothing.
    std::string_view unlock; ///< The one after it.
};

enum class Access { read, write };

/// What a commit of SQLite's waits for. Without the disk, a crash of the machine may take the whole
/// database with it: for one that ends with its program.
enum class Durability { disk, none };

class Driver {
public:
    virtual ~Driver() = default;

    virtual const Dialect& dialect() const = 0;

    /// Runs a statement that is prepared once and kept. Gives each row to `row`, and returns how
    /// many rows an INSERT, UPDATE or DELETE changed (0 for a SELECT). `row` must not use the
    /// connection.
    /// Throws unavailable (disk full, connection lost, busy) or internal (a constraint, an error in
    /// the SQL).
    virtual std::int64_t execute(Sql sql, std::span<const Param> params, const RowHandler& row) = 0;

    /// The same, for parameters in braces; rows are dropped where no handler is given.
    std::int64_t
    execute(Sql sql, std::initializer_list<Param> params = {}, const RowHandler& row = {}) {
        return execute(sql, std::span<const Param>(params.begin(), params.size()), row);
    }

    /// Several statements at once, not kept: migrations.
    virtual void execute_script(const std::string& sql) = 0;

    /// To read: one snapshot. To write: waits for the other processes that write, and sees all that
    /// they committed; so nothing that was read changes before the commit.
    virtual void begin(Access access) = 0;
    virtual void commit() = 0;
    /// Does nothing when no transaction is open.
    virtual void rollback() noexcept = 0;
    virtual void savepoint() = 0;
    virtual void release() = 0;
    virtual void rollback_to_savepoint() = 0;
    /// False after an error that ended the transaction by itself (SQLite: FULL, IOERR, NOMEM).
    virtual bool in_transaction() const = 0;
};

/// Where a database is: a file of SQLite's, or "postgresql://...".
struct Location {
    std::string url; ///< A path, or a PostgreSQL connection URI.
    Durability durability = Durability::disk;

    bool is_postgres() const {
        return url.starts_with("postgres://") || url.starts_with("postgresql://");
    }
};

/// Throws unavailable with a sentence that says what could not be opened and why.
std::unique_ptr<Driver>
open_sqlite(const std::string& path, Access access, Durability durability = Durability::disk);
std::unique_ptr<Driver> open_postgres(const std::string& url);

} // namespace chancery::db
