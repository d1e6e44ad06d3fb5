// SPDX-License-Identifier: Apache-2.0
#include "db/postgres_values.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace chancery::db::postgres {
namespace {

// pg_type.dat: these never change.
constexpr Oid bool_type = 16;
constexpr Oid bytea_type = 17;
constexpr Oid name_type = 19;
constexpr Oid int8_type = 20;
constexpr Oid int2_type = 21;
constexpr Oid int4_type = 23;
constexpr Oid text_type = 25;
constexpr Oid varchar_type = 1043;

struct TypeOf {
    Oid operator()(std::nullptr_t) const { return 0; }

    Oid operator()(std::int64_t) const { return int8_type; }

    Oid operator()(std::string_view) const { return text_type; }

    Oid operator()(Blob) const { return bytea_type; }
};

std::array<char, 8> to_big_endian(std::int64_t value) {
    std::array<char, 8> bytes{};
    auto rest = static_cast<std::uint64_t>(value);
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, rest >>= 8U)
        *byte = static_cast<char>(rest & 0xffU);
    return bytes;
}

/// Of 1, 2, 4 or 8 bytes, with their sign.
std::int64_t from_big_endian(std::string_view bytes) {
    std::uint64_t value = !bytes.empty() && static_cast<signed char>(bytes[0]) < 0 ? ~0ULL : 0;
    for (const char byte : bytes)
        value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

} // namespace

void fail(const Result& result) {
    const char* found = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string_view state = found ? found : "";
    const char* primary = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
    const std::string message = primary ? primary : PQresultErrorMessage(result.get());
    if (state == "53100")
        throw Error(
            Fault::unavailable,
            "the disk of the database is full and nothing was saved; free some space and try again"
        );
    // Connection, conflict, resources, operator's intervention, the system, a lock: all may pass.
    for (const std::string_view passing : {"08", "40", "53", "57", "58", "55P03", "25P03"})
        if (state.starts_with(passing))
            throw Error(
                Fault::unavailable, fmt::format("the database cannot be used: {}", message)
            );
    throw Error(Fault::internal, fmt::format("PostgreSQL: {} ({})", message, state));
}

std::vector<Oid> types(std::span<const Param> params) {
    std::vector<Oid> result;
    result.reserve(params.size());
    for (const Param& param : params)
        result.push_back(std::visit(TypeOf{}, param));
    return result;
}

std::size_t count_parameters(std::string_view sql) {
    std::size_t highest = 0;
    for (std::size_t at = sql.find('$'); at != sql.npos; at = sql.find('$', at + 1)) {
        std::size_t number = 0;
        std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
        highest = std::max(highest, number);
    }
    return highest;
}

Arguments::Arguments(std::span<const Param> params) : formats_(params.size(), binary) {
    values_.reserve(params.size());
    lengths_.reserve(params.size());
    integers_.reserve(params.size()); // their addresses are kept
    for (const Param& param : params) {
        if (const auto* integer = std::get_if<std::int64_t>(&param)) {
            const auto& bytes = integers_.emplace_back(to_big_endian(*integer));
            add({bytes.data(), bytes.size()});
        } else if (const auto* text = std::get_if<std::string_view>(&param)) {
            add(*text);
        } else if (const auto* blob = std::get_if<Blob>(&param)) {
            add(blob->bytes);
        } else {
            values_.push_back(nullptr);
            lengths_.push_back(0);
        }
    }
}

/// An empty view may have no address, but a null pointer is NULL.
void Arguments::add(std::string_view value) {
    values_.push_back(value.empty() ? "" : value.data());
    lengths_.push_back(static_cast<int>(value.size()));
}

bool ResultRow::is_null(int column) const {
    return PQgetisnull(result_, row_, column) != 0;
}

std::int64_t ResultRow::integer(int column) const {
    if (is_null(column)) return 0;
    const Oid type = PQftype(result_, column);
    if (type == bool_type) return bytes(column) == std::string_view("\1", 1) ? 1 : 0;
    ensure(
        type == int8_type || type == int4_type || type == int2_type,
        "a column is read as the type it has (a SUM is numeric: CAST it AS BIGINT)"
    );
    return from_big_endian(bytes(column));
}

std::string_view ResultRow::text(int column) const {
    if (is_null(column)) return {};
    const Oid type = PQftype(result_, column);
    ensure(
        type == text_type || type == varchar_type || type == name_type,
        "a column is read as the type it has"
    );
    return bytes(column);
}

BytesView ResultRow::blob(int column) const {
    if (is_null(column)) return {};
    ensure(PQftype(result_, column) == bytea_type, "a column is read as the type it has");
    return bytes(column);
}

std::string_view ResultRow::bytes(int column) const {
    return {
        PQgetvalue(result_, row_, column),
        static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

} // namespace chancery::db::postgres
