// SPDX-License-Identifier: Apache-2.0
#pragma once

// Parameters and rows in PostgreSQL's binary form, and its errors as ours. For the driver alone.

#include "db/driver.hpp"

#include <libpq-fe.h>

#include <array>
#include <memory>
#include <vector>

namespace chancery::db::postgres {

constexpr int binary = 1;

struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};

using Result = std::unique_ptr<PGresult, Clear>;

/// Throws what the failed result is to us.
[[noreturn]] void fail(const Result& result);

/// Of each parameter; 0 for null, whose type its place in the statement decides.
std::vector<Oid> types(std::span<const Param> params);

/// N of the last of $1, $2, ..., $N in the text.
std::size_t count_parameters(std::string_view sql);

/// The values as PQexecPrepared wants them. Views of `params`.
class Arguments {
public:
    explicit Arguments(std::span<const Param> params);
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    int count() const { return static_cast<int>(values_.size()); }

    const char* const* values() const { return values_.data(); }

    const int* lengths() const { return lengths_.data(); }

    const int* formats() const { return formats_.data(); }

private:
    void add(std::string_view value);

    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::array<char, 8>> integers_;
};

class ResultRow final : public Row {
public:
    ResultRow(const PGresult* result, int row) : result_(result), row_(row) {}

    bool is_null(int column) const override;
    std::int64_t integer(int column) const override;
    std::string_view text(int column) const override;
    BytesView blob(int column) const override;

private:
    std::string_view bytes(int column) const;

    const PGresult* result_;
    int row_;
};

} // namespace chancery::db::postgres
