// SPDX-License-Identifier: Apache-2.0
#include "db/checkpointer.hpp"
#include "db/driver.hpp"
#include "db/sqlite_handle.hpp"

#include <sqlite3.h>

#include <fmt/format.h>
#include <unordered_map>
#include <utility>
#include <vector>

namespace chancery::db {
namespace {

constexpr Dialect sqlite_dialect{
    .name = "sqlite",
    .blob = "BLOB",
    .integer = "INTEGER",
    .text = "TEXT",
    .serial = "INTEGER PRIMARY KEY",
    .table_end = "STRICT",
    .clustered_end = "STRICT, WITHOUT ROWID",
    .lock = "", // BEGIN IMMEDIATE is the lock
    .unlock = "",
};

struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

/// A prepared statement, and SQLite's index of each parameter: it numbers names such as "$2" in
/// the order in which they first stand in the text.
struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> indexes = {};
    bool reads = true;
};

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }

    std::int64_t integer(int column) const override {
        return holds(column, SQLITE_INTEGER) ? sqlite3_column_int64(statement_, column) : 0;
    }

    std::string_view text(int column) const override { return bytes(column, SQLITE_TEXT); }

    BytesView blob(int column) const override { return bytes(column, SQLITE_BLOB); }

private:
    /// False where null.
    bool holds(int column, int type) const {
        const int actual = sqlite3_column_type(statement_, column);
        if (actual == type) return true;
        ensure(actual == SQLITE_NULL, "a column is read as the type it has");
        ensure(column < sqlite3_column_count(statement_), "the statement has this column");
        return false;
    }

    std::string_view bytes(int column, int type) const {
        if (!holds(column, type)) return {};
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        const int size = sqlite3_column_bytes(statement_, column);
        return data ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
    }

    sqlite3_stmt* statement_;
};

/// Binds views as they are: they live until the statement is reset.
struct Bind {
    sqlite3_stmt* statement;
    int index;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }

    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }

    int operator()(std::string_view value) const {
        return sqlite3_bind_text64(
            statement, index, data(value), value.size(), SQLITE_STATIC, SQLITE_UTF8
        );
    }

    int operator()(Blob value) const {
        return sqlite3_bind_blob64(
            statement, index, data(value.bytes), value.bytes.size(), SQLITE_STATIC
        );
    }

private:
    /// SQLite takes a null pointer for NULL, but an empty view is an empty value.
    static const char* data(std::string_view value) { return value.empty() ? "" : value.data(); }
};

class SqliteDriver final : public Driver {
public:
    SqliteDriver(const std::string& path, Access access, Durability durability)
        : access_(access),
          handle_(sqlite::open(path, access)),
          checkpointer_(path, durability) {
        sqlite::set_durability(handle_.get(), durability);
        if (access != Access::write) return;
        sqlite3_wal_hook(
            handle_.get(),
            [](void* driver, sqlite3*, const char*, int pages) {
                static_cast<SqliteDriver*>(driver)->log_pages_ = pages;
                return SQLITE_OK;
            },
            this
        );
    }

    SqliteDriver(const SqliteDriver&) = delete;
    SqliteDriver& operator=(const SqliteDriver&) = delete;

    using Driver::execute;

    const Dialect& dialect() const override { return sqlite_dialect; }

    std::int64_t execute(Sql sql, std::span<const Param> params, const RowHandler& row) override {
        ensure(running_ == nullptr, "a row handler does not use its connection");
        const Statement& statement = prepared(sql);
        const Use use(*this, statement.handle.get());
        bind(statement, params);
        while (step(running_))
            if (row) row(SqliteRow(running_));
        return statement.reads ? 0 : sqlite3_changes64(handle_.get());
    }

    void execute_script(const std::string& sql) override {
        ensure(running_ == nullptr, "a row handler does not use its connection");
        sqlite::execute_script(handle_.get(), sql, access_);
    }

    void begin(Access access) override {
        if (access == Access::write)
            execute("BEGIN IMMEDIATE");
        else
            execute("BEGIN");
    }

    void commit() override {
        log_pages_ = 0;
        execute("COMMIT");
        if (log_pages_ > 0) checkpointer_.tend(handle_.get(), log_pages_);
    }

    void rollback() noexcept override {
        if (!in_transaction()) return;
        try {
            execute("ROLLBACK");
        } catch (const std::exception&) {
            // SQLite has undone it by itself, or will when the connection closes.
        }
    }

    void savepoint() override { execute("SAVEPOINT one_of_group"); }

    void release() override { execute("RELEASE one_of_group"); }

    void rollback_to_savepoint() override { execute("ROLLBACK TO one_of_group"); }

    bool in_transaction() const override { return sqlite3_get_autocommit(handle_.get()) == 0; }

private:
    /// A statement under way; ready for its next use when this goes, also by an exception.
    class Use {
    public:
        Use(SqliteDriver& driver, sqlite3_stmt* statement) : driver_(driver) {
            driver_.running_ = statement;
        }

        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

        ~Use() {
            sqlite3_reset(driver_.running_);
            sqlite3_clear_bindings(driver_.running_);
            driver_.running_ = nullptr;
        }

    private:
        SqliteDriver& driver_;
    };

    const Statement& prepared(Sql sql) {
        const auto found = statements_.find(sql.text().data());
        if (found != statements_.end()) return found->second;
        return statements_.emplace(sql.text().data(), prepare(sql.text())).first->second;
    }

    Statement prepare(std::string_view sql) {
        sqlite3_stmt* made = nullptr;
        const char* rest = nullptr;
        const int code = sqlite3_prepare_v3(
            handle_.get(),
            sql.data(),
            static_cast<int>(sql.size()),
            SQLITE_PREPARE_PERSISTENT,
            &made,
            &rest
        );
        if (code != SQLITE_OK) sqlite::fail(handle_.get(), code, access_);
        Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(made)};
        ensure(made && rest == sql.data() + sql.size(), "a text holds one statement");
        for (int i = 1; i <= sqlite3_bind_parameter_count(made); ++i) {
            const int index = sqlite3_bind_parameter_index(made, fmt::format("${}", i).c_str());
            ensure(index != 0, "parameters are $1, $2, ... without gaps");
            statement.indexes.push_back(index);
        }
        statement.reads = sqlite3_stmt_readonly(made) != 0;
        return statement;
    }

    void bind(const Statement& statement, std::span<const Param> params) {
        ensure(params.size() == statement.indexes.size(), "each parameter has a value");
        for (std::size_t i = 0; i < params.size(); ++i) {
            const int code =
                std::visit(Bind{statement.handle.get(), statement.indexes[i]}, params[i]);
            if (code != SQLITE_OK) sqlite::fail(handle_.get(), code, access_);
        }
    }

    bool step(sqlite3_stmt* statement) {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE) sqlite::fail(handle_.get(), code, access_);
        return code == SQLITE_ROW;
    }

    const Access access_;
    sqlite::Handle handle_;
    sqlite::Checkpointer checkpointer_;
    int log_pages_ = 0; ///< In the write-ahead log after the last commit that wrote.
    sqlite3_stmt* running_ = nullptr;
    std::unordered_map<const char*, Statement> statements_;
};

} // namespace

std::unique_ptr<Driver> open_sqlite(const std::string& path, Access access, Durability durability) {
    return std::make_unique<SqliteDriver>(path, access, durability);
}

} // namespace chancery::db
