// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite_handle.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace chancery::db::sqlite {
namespace {

constexpr int least_version = 3'037'000; // STRICT, sqlite3_changes64
constexpr int busy_timeout_ms = 10'000;

void require_version() {
    if (sqlite3_libversion_number() >= least_version) return;
    throw Error(
        Fault::unavailable,
        fmt::format("SQLite is {}, but at least 3.37 is needed; upgrade it", sqlite3_libversion())
    );
}

[[noreturn]] void fail_to_open(const std::string& path, std::string_view why) {
    throw Error(Fault::unavailable, fmt::format("the database {} cannot be opened: {}", path, why));
}

/// SQLite gives its WAL the mode of the file, so this protects both. Never opens a file that is
/// there: closing it would drop the locks that this process has on it (POSIX).
void create_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0)
        ::close(file);
    else if (errno != EEXIST)
        fail_to_open(path, std::strerror(errno));
}

std::string reason(sqlite3* handle) {
    const int system = sqlite3_system_errno(handle);
    std::string text = sqlite3_errmsg(handle);
    return system == 0 ? text : fmt::format("{} ({})", text, std::strerror(system));
}

/// SQLite does not wait by itself for another process that is setting the same mode.
void set_wal(sqlite3* handle, const std::string& path) {
    std::string mode;
    const auto keep = [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0] ? values[0] : "";
        return 0;
    };
    int code = SQLITE_BUSY;
    for (int waited_ms = 0; (code & 0xff) == SQLITE_BUSY && waited_ms < busy_timeout_ms;
         waited_ms += sqlite3_sleep(10))
        code = sqlite3_exec(handle, "PRAGMA journal_mode=WAL", keep, &mode, nullptr);
    if (code != SQLITE_OK) fail_to_open(path, reason(handle));
    if (mode != "wal") fail_to_open(path, "its file system cannot hold SQLite's write-ahead log");
}

/// Before SQLite is used at all: counting its memory would take a lock for each allocation.
void set_up_once() {
    static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(done);
}

} // namespace

void Close::operator()(sqlite3* handle) const noexcept {
    sqlite3_close_v2(handle);
}

Handle open(const std::string& path, Access access) {
    require_version();
    set_up_once();
    if (access == Access::write) create_private(path);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(
        path.c_str(),
        &opened,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        nullptr
    );
    Handle handle(opened);
    if (code != SQLITE_OK) fail_to_open(path, opened ? reason(opened) : "out of memory");
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    if (access == Access::write && sqlite3_db_readonly(opened, "main") != 0)
        fail_to_open(path, "this user may not write it; give the file to the server's user");
    if (access == Access::write) set_wal(opened, path);
    // Automatic checkpoints are off: Checkpointer replaces them.
    const char* settings = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                           "PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;"
                           "PRAGMA trusted_schema=OFF;";
    const char* own = access == Access::write ? "PRAGMA cache_size=-8192"
                                              : "PRAGMA query_only=ON; PRAGMA cache_size=-512";
    if (sqlite3_exec(opened, settings, nullptr, nullptr, nullptr) != SQLITE_OK ||
        sqlite3_exec(opened, own, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail_to_open(path, reason(opened));
    return handle;
}

void set_durability(sqlite3* handle, Durability durability) {
    if (durability == Durability::none)
        execute_script(handle, "PRAGMA synchronous=OFF", Access::write);
}

void fail(sqlite3* handle, int code, Access access) {
    switch (code & 0xff) {
    case SQLITE_FULL:
        throw Error(
            Fault::unavailable,
            "the disk of the database is full and nothing was saved; free some space and try again"
        );
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(
            Fault::unavailable, "the database is locked by another program; try again later"
        );
    case SQLITE_READONLY:
        // On a connection for reading it is our own bug, and goes below.
        if (access == Access::read) break;
        [[fallthrough]];
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
        throw Error(
            Fault::unavailable, fmt::format("the database cannot be used: {}", reason(handle))
        );
    }
    throw Error(Fault::internal, fmt::format("SQLite: {} ({})", sqlite3_errmsg(handle), code));
}

void execute_script(sqlite3* handle, const std::string& sql, Access access) {
    const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle, code, access);
}

} // namespace chancery::db::sqlite
