// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"

#include "base/error.hpp"

#include <charconv>

namespace chancery::der {

namespace {

/// Four length octets: more than anything that we read or write.
constexpr std::size_t most_length_octets = 4;

void append_head(Bytes& to, std::uint8_t tag, std::size_t size) {
    to.push_back(static_cast<char>(tag));
    if (size < 0x80) {
        to.push_back(static_cast<char>(size));
        return;
    }
    std::size_t octets = 1;
    while (octets < sizeof size && size >> (8 * octets) != 0)
        ++octets;
    to.push_back(static_cast<char>(0x80 | octets));
    while (octets-- > 0)
        to.push_back(static_cast<char>(size >> (8 * octets)));
}

void append_base128(Bytes& to, std::uint64_t value) {
    int shift = 63;
    while (shift > 0 && value >> shift == 0)
        shift -= 7;
    for (; shift > 0; shift -= 7)
        to.push_back(static_cast<char>(0x80 | (value >> shift & 0x7f)));
    to.push_back(static_cast<char>(value & 0x7f));
}

void append_digits(Bytes& to, unsigned value, int count) {
    unsigned power = 1;
    while (--count > 0)
        power *= 10;
    for (; power > 0; power /= 10)
        to.push_back(static_cast<char>('0' + value / power % 10));
}

[[noreturn]] void refuse(const char* why) {
    throw Error(Fault::malformed, why);
}

struct Head {
    std::size_t size; ///< Of tag and length.
    std::size_t content;
};

Head read_head(BytesView from) {
    const auto octet = [from](std::size_t i) { return static_cast<std::uint8_t>(from[i]); };
    if (from.size() < 2) refuse("the DER ends within an element");
    if ((octet(0) & 0x1f) == 0x1f) refuse("the DER holds a tag of more than one octet");
    Head head{2, octet(1)};
    if (octet(1) >= 0x80) {
        const std::size_t count = octet(1) & 0x7f;
        if (count == 0) refuse("the DER holds an indefinite length");
        if (count > most_length_octets) refuse("the DER holds a length that is too large");
        if (from.size() < 2 + count) refuse("the DER ends within an element");
        head = {2 + count, 0};
        for (std::size_t i = 2; i < head.size; ++i)
            head.content = head.content << 8 | octet(i);
        if (head.content < 0x80 || octet(2) == 0)
            refuse("the DER holds a length that is not minimal");
    }
    if (from.size() - head.size < head.content) refuse("the DER ends within an element");
    return head;
}

/// X.690 §8.19.2: each number ends where an octet's high bit is clear, and begins with no 0x80.
bool is_object_identifier(BytesView content) {
    bool begins = true;
    for (const char c : content) {
        if (begins && c == '\x80') return false;
        begins = (c & '\x80') == 0;
    }
    return begins && !content.empty();
}

} // namespace

Bytes element(std::uint8_t tag, BytesView content) {
    return element(tag, {content});
}

Bytes element(std::uint8_t tag, std::initializer_list<BytesView> contents) {
    std::size_t size = 0;
    for (const auto part : contents)
        size += part.size();
    Bytes der;
    der.reserve(size + 2 + most_length_octets);
    append_head(der, tag, size);
    for (const auto part : contents)
        der += part;
    return der;
}

Bytes unsigned_integer(BytesView big_endian) {
    while (big_endian.starts_with('\0'))
        big_endian.remove_prefix(1);
    const bool needs_zero = big_endian.empty() || (big_endian.front() & '\x80') != 0;
    return element(integer, {needs_zero ? BytesView("\0", 1) : BytesView(), big_endian});
}

Bytes oid(std::string_view dotted) {
    Bytes content;
    std::uint64_t first = 0;
    int arcs = 0;
    const char* at = dotted.data();
    const char* const end = at + dotted.size();
    for (;; ++at) {
        std::uint64_t arc = 0;
        const auto [next, error] = std::from_chars(at, end, arc);
        ensure(error == std::errc(), "an object identifier is numbers and dots");
        at = next;
        if (arcs == 0)
            first = arc;
        else // X.690 §8.19.4: the first two arcs share one number.
            append_base128(content, arcs == 1 ? first * 40 + arc : arc);
        ++arcs;
        if (at == end) break;
        ensure(*at == '.', "an object identifier is numbers and dots");
    }
    ensure(arcs >= 2 && first <= 2, "an object identifier has two arcs, the first 0, 1 or 2");
    return element(object_identifier, content);
}

Bytes bits(BytesView octets) {
    return element(bit_string, {BytesView("\0", 1), octets});
}

Bytes time(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    const int year = static_cast<int>(date.year());
    ensure(year >= 1950 && year <= 9999, "a certificate's time lies between 1950 and 9999");
    const bool is_utc_time = year < 2050;
    Bytes text;
    append_digits(
        text, static_cast<unsigned>(is_utc_time ? year % 100 : year), is_utc_time ? 2 : 4
    );
    append_digits(text, static_cast<unsigned>(date.month()), 2);
    append_digits(text, static_cast<unsigned>(date.day()), 2);
    append_digits(text, static_cast<unsigned>(clock.hours().count()), 2);
    append_digits(text, static_cast<unsigned>(clock.minutes().count()), 2);
    append_digits(text, static_cast<unsigned>(clock.seconds().count()), 2);
    text.push_back('Z');
    return element(is_utc_time ? utc_time : generalized_time, text);
}

std::optional<std::uint8_t> Reader::peek() const noexcept {
    if (rest_.empty()) return std::nullopt;
    return static_cast<std::uint8_t>(rest_.front());
}

BytesView Reader::content(std::uint8_t tag) {
    const auto head = read_head(rest_);
    if (static_cast<std::uint8_t>(rest_.front()) != tag)
        refuse("the DER holds an element of another type than the one expected");
    const auto content = rest_.substr(head.size, head.content);
    if (tag == object_identifier && !is_object_identifier(content))
        refuse("the DER holds an object identifier that is not well-formed");
    rest_.remove_prefix(head.size + head.content);
    return content;
}

BytesView Reader::whole(std::uint8_t tag) {
    const auto before = rest_;
    content(tag);
    return before.substr(0, before.size() - rest_.size());
}

BytesView Reader::any() {
    if (rest_.empty()) refuse("the DER ends where an element was expected");
    return whole(static_cast<std::uint8_t>(rest_.front()));
}

void Reader::finish() const {
    if (!rest_.empty()) refuse("the DER goes on after its end");
}

} // namespace chancery::der
