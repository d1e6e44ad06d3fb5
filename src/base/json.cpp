// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chancery::json {

namespace {

constexpr std::size_t max_depth = 16;

/// Builds a Value from the parser's events (the names are Boost.JSON's) and refuses what Boost
/// would take: an object that names a member twice.
struct Builder {
    /// No message has as many; each is compared with those before it.
    static constexpr std::size_t max_object_size = 100;
    static constexpr std::size_t max_array_size = 100'000;
    static constexpr std::size_t max_key_size = 64 * 1024;
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using Code = boost::system::error_code;
    using Text = boost::json::string_view;

    std::vector<Value> open;        ///< The containers that are not closed yet, outermost first.
    std::vector<std::string> names; ///< The names of open objects' members whose values are due.
    std::string part;
    std::optional<std::string> duplicate;
    Value result;

    bool put(Value value, Code& code) {
        if (open.empty()) {
            result = std::move(value);
            return true;
        }
        auto& container = open.back().variant();
        if (auto* array = std::get_if<Array>(&container)) {
            array->push_back(std::move(value));
            return true;
        }
        auto& object = std::get<Object>(container);
        auto name = std::move(names.back());
        names.pop_back();
        if (std::ranges::any_of(object, [&](const auto& m) { return m.first == name; })) {
            duplicate = std::move(name);
            code = boost::json::error::syntax;
            return false;
        }
        object.emplace_back(std::move(name), std::move(value));
        return true;
    }

    bool close(Code& code) {
        auto value = std::move(open.back());
        open.pop_back();
        return put(std::move(value), code);
    }

    std::string take(Text text) {
        part.append(text.data(), text.size());
        return std::exchange(part, {});
    }

    bool append(Text text) {
        part.append(text.data(), text.size());
        return true;
    }

    bool on_document_begin(Code&) { return true; }

    bool on_document_end(Code&) { return true; }

    bool on_object_begin(Code&) {
        open.emplace_back(Object{});
        return true;
    }

    bool on_object_end(std::size_t, Code& code) { return close(code); }

    bool on_array_begin(Code&) {
        open.emplace_back(Array{});
        return true;
    }

    bool on_array_end(std::size_t, Code& code) { return close(code); }

    bool on_key_part(Text text, std::size_t, Code&) { return append(text); }

    bool on_key(Text text, std::size_t, Code&) {
        names.push_back(take(text));
        return true;
    }

    bool on_string_part(Text text, std::size_t, Code&) { return append(text); }

    bool on_string(Text text, std::size_t, Code& code) { return put(take(text), code); }

    bool on_number_part(Text, Code&) { return true; }

    bool on_int64(std::int64_t value, Text, Code& code) { return put(value, code); }

    bool on_uint64(std::uint64_t value, Text, Code& code) {
        return put(static_cast<double>(value), code);
    }

    /// Boost makes an infinity of what is too large, which no JSON can write.
    bool on_double(double value, Text, Code& code) {
        if (!std::isfinite(value)) code = boost::json::error::exponent_overflow;
        return !code && put(value, code);
    }

    bool on_bool(bool value, Code& code) { return put(value, code); }

    bool on_null(Code& code) { return put(nullptr, code); }

    bool on_comment_part(Text, Code&) { return true; }

    bool on_comment(Text, Code&) { return true; }
};

/// ASCII that stands for itself in a JSON string.
constexpr bool is_plain(char c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/// What a reader cannot see is escaped (base/unicode), so that JSON can be shown as it is; what is
/// not UTF-8 becomes U+FFFD.
void write_string(std::string& out, std::string_view text) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";
    out += '"';
    while (!text.empty()) {
        // Nearly all of it, in one step.
        const auto* const special = std::ranges::find_if_not(text, is_plain);
        out.append(text.begin(), special);
        text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
        if (text.empty()) break;
        const auto [code, size] = first_character(text);
        if (code == '"' || code == '\\')
            out.append("\\").append(text, 0, 1);
        else if (code == '\n')
            out += "\\n";
        else if (size == 0)
            out += replacement;
        else if (is_invisible(code))
            out += escape_of(code);
        else
            out += text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out += '"';
}

/// Writes values; `indent` is empty for the compact form.
class Writer {
public:
    explicit Writer(std::string_view indent) : indent_(indent) {}

    void write(const Value& value, std::size_t depth = 0) {
        std::visit([&](const auto& held) { put(held, depth); }, value.variant());
    }

    std::string text;

private:
    void put(std::nullptr_t, std::size_t) { text += "null"; }

    void put(bool value, std::size_t) { text += value ? "true" : "false"; }

    void put(std::int64_t value, std::size_t) { text += std::to_string(value); }

    void put(const std::string& value, std::size_t) { write_string(text, value); }

    void put(double value, std::size_t) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        if (std::isfinite(value))
            text.append(digits, end);
        else
            text += "null";
    }

    void put(const Array& array, std::size_t depth) {
        text += '[';
        for (std::size_t i = 0; i < array.size(); ++i) {
            if (i > 0) text += ',';
            line(depth + 1);
            write(array[i], depth + 1);
        }
        if (!array.empty()) line(depth);
        text += ']';
    }

    void put(const Object& object, std::size_t depth) {
        text += '{';
        for (std::size_t i = 0; i < object.size(); ++i) {
            if (i > 0) text += ',';
            line(depth + 1);
            write_string(text, object[i].first);
            text += indent_.empty() ? ":" : ": ";
            write(object[i].second, depth + 1);
        }
        if (!object.empty()) line(depth);
        text += '}';
    }

    void line(std::size_t depth) {
        if (indent_.empty()) return;
        text += '\n';
        for (std::size_t i = 0; i < depth; ++i)
            text += indent_;
    }

    std::string_view indent_;
};

} // namespace

const Value* Value::find(std::string_view name) const noexcept {
    const auto* object = std::get_if<Object>(&value_);
    if (!object) return nullptr;
    const auto member = std::ranges::find(*object, name, &Object::value_type::first);
    return member == object->end() ? nullptr : &member->second;
}

Value parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    boost::json::basic_parser<Builder> parser(options);
    boost::system::error_code code;
    const auto read = parser.write_some(false, text.data(), text.size(), code);
    auto& builder = parser.handler();
    if (builder.duplicate)
        throw Error(
            Fault::malformed,
            "the JSON names the member \"" + printable(*builder.duplicate, 64) + "\" twice"
        );
    if (code == boost::json::error::too_deep)
        throw Error(Fault::malformed, "the JSON is nested too deeply");
    if (!code && read < text.size()) code = boost::json::error::extra_data;
    if (code || !parser.done())
        throw Error(
            Fault::malformed,
            "this is no JSON (at byte " + std::to_string(read) + ": " +
                (code ? code.message() : std::string("it ends too early")) + ")"
        );
    return std::move(builder.result);
}

std::string to_text(const Value& value) {
    Writer writer("");
    writer.write(value);
    return std::move(writer.text);
}

std::string to_pretty_text(const Value& value) {
    Writer writer("  ");
    writer.write(value);
    return std::move(writer.text);
}

std::string Reader::place() const {
    return path_.empty() ? "the value" : path_;
}

bool Reader::is_object() const noexcept {
    return std::holds_alternative<Object>(value_->variant());
}

bool Reader::is_string() const noexcept {
    return std::holds_alternative<std::string>(value_->variant());
}

Reader Reader::at(std::string_view name) const {
    if (!is_object()) fail("an object");
    if (const auto* member = value_->find(name))
        return Reader(*member, path_ + "/" + std::string(name));
    throw Error(Fault::malformed, path_ + "/" + std::string(name) + " is missing");
}

std::optional<Reader> Reader::find(std::string_view name) const {
    if (!is_object()) fail("an object");
    const auto* member = value_->find(name);
    if (!member || member->is_null()) return std::nullopt;
    return Reader(*member, path_ + "/" + std::string(name));
}

const std::string& Reader::string() const {
    if (const auto* text = std::get_if<std::string>(&value_->variant())) return *text;
    fail("a string");
}

std::int64_t Reader::integer() const {
    if (const auto* number = std::get_if<std::int64_t>(&value_->variant())) return *number;
    fail("a whole number");
}

bool Reader::boolean() const {
    if (const auto* truth = std::get_if<bool>(&value_->variant())) return *truth;
    fail("true or false");
}

std::vector<Reader> Reader::array() const {
    const auto* array = std::get_if<Array>(&value_->variant());
    if (!array) fail("an array");
    std::vector<Reader> items;
    for (std::size_t i = 0; i < array->size(); ++i)
        items.emplace_back((*array)[i], path_ + "/" + std::to_string(i));
    return items;
}

std::vector<std::pair<std::string, Reader>> Reader::members() const {
    const auto* object = std::get_if<Object>(&value_->variant());
    if (!object) fail("an object");
    std::vector<std::pair<std::string, Reader>> members;
    for (const auto& [name, value] : *object)
        members.emplace_back(name, Reader(value, path_ + "/" + printable(name, 64)));
    return members;
}

void Reader::fail(std::string_view what) const {
    throw Error(Fault::malformed, place() + " must be " + std::string(what));
}

} // namespace chancery::json
