// SPDX-License-Identifier: Apache-2.0
#pragma once

// Strict JSON (RFC 8259): no duplicate members, bounded depth, valid UTF-8. `parse` makes a Value;
// a Reader walks it and knows the path for its messages; `to_text` writes a Value.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chancery::json {

class Value;
using Array = std::vector<Value>;
/// In the order written; small enough that a search is a walk.
using Object = std::vector<std::pair<std::string, Value>>;

class Value {
public:
    using Variant =
        std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

    Value(std::nullptr_t = nullptr) {}

    Value(bool value) : value_(value) {}

    Value(int value) : value_(std::int64_t{value}) {}

    Value(std::int64_t value) : value_(value) {}

    Value(double value) : value_(value) {}

    Value(const char* value) : value_(std::string(value)) {}

    Value(std::string_view value) : value_(std::string(value)) {}

    Value(std::string value) : value_(std::move(value)) {}

    Value(Array value) : value_(std::move(value)) {}

    Value(Object value) : value_(std::move(value)) {}

    /// null where there is none.
    template <class T>
    Value(const std::optional<T>& value) {
        if (value) *this = Value(*value);
    }

    const Variant& variant() const noexcept { return value_; }

    Variant& variant() noexcept { return value_; }

    bool is_null() const noexcept { return std::holds_alternative<std::nullptr_t>(value_); }

    /// The member with this name of an object; null otherwise.
    const Value* find(std::string_view name) const noexcept;

    bool operator==(const Value&) const = default;

private:
    Variant value_;
};

/// Throws malformed, saying what is wrong and where.
Value parse(std::string_view text);

/// Compact; an object's members in their order.
std::string to_text(const Value& value);

/// Two spaces a level, for people.
std::string to_pretty_text(const Value& value);

/// A value with its place, such as "/identifiers/0/value". What is asked of it and is not there, or
/// is of another type, throws malformed with the place. Must not outlive the value.
class Reader {
public:
    explicit Reader(const Value& value, std::string path = {})
        : value_(&value),
          path_(std::move(path)) {}

    const Value& value() const noexcept { return *value_; }

    /// "the value" at the top, else the JSON pointer (RFC 6901).
    std::string place() const;

    bool is_null() const noexcept { return value_->is_null(); }

    bool is_object() const noexcept;
    bool is_string() const noexcept;

    /// The member. Throws malformed when this is no object or has no such member.
    Reader at(std::string_view name) const;

    /// The member, unless it is absent or null. Throws malformed when this is no object.
    std::optional<Reader> find(std::string_view name) const;

    const std::string& string() const;
    std::int64_t integer() const;
    bool boolean() const;
    std::vector<Reader> array() const;
    /// The members with their names. Throws malformed when this is no object.
    std::vector<std::pair<std::string, Reader>> members() const;

    /// Throws malformed: "/a/b must be <what>".
    [[noreturn]] void fail(std::string_view what) const;

private:
    const Value* value_;
    std::string path_;
};

} // namespace chancery::json
