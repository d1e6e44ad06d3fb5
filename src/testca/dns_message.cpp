// SPDX-License-Identifier: Apache-2.0
#include "testca/dns_message.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::testca::dns {

namespace {

constexpr std::size_t header_octets = 12;
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_string = 255;
constexpr std::uint16_t class_in = 1;

// RFC 1035 §4.1.1.
constexpr std::uint16_t is_reply = 0x8000;
constexpr std::uint16_t opcode = 0x7800;
constexpr std::uint16_t authoritative = 0x0400;
constexpr std::uint16_t truncated = 0x0200;
constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t recursion_available = 0x0080; // or a forwarder takes us for lame

/// Takes numbers and names from the front of a message; none where it ends too early.
class Taker {
public:
    explicit Taker(BytesView message) : rest_(message) {}

    std::optional<std::uint16_t> number() {
        const auto octets = take(2);
        if (octets.size() != 2) return std::nullopt;
        return static_cast<std::uint16_t>(
            static_cast<unsigned char>(octets[0]) << 8 | static_cast<unsigned char>(octets[1])
        );
    }

    /// Without the final dot. No pointer: a question is the first name of its message.
    std::optional<std::string> name() {
        std::string name;
        for (;;) {
            const auto size = take(1);
            if (size.empty()) return std::nullopt;
            const auto octets = static_cast<std::size_t>(static_cast<unsigned char>(size[0]));
            if (octets == 0) return name;
            const auto label = take(octets);
            // A dot within a label would read as two labels.
            if (octets > longest_label || label.size() != octets || label.find('.') != label.npos ||
                name.size() + octets > longest_name)
                return std::nullopt;
            name.append(name.empty() ? "" : ".").append(label);
        }
    }

private:
    BytesView take(std::size_t octets) {
        const auto taken = rest_.substr(0, octets);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    BytesView rest_;
};

void put(Bytes& message, std::uint32_t number, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        message += static_cast<char>(number >> shift & 0xff);
}

void put(Bytes& message, const Record& record) {
    message += name_data(record.owner);
    put(message, record.type, 2);
    put(message, class_in, 2);
    put(message, 0, 4); // no cache keeps it
    put(message, static_cast<std::uint32_t>(record.data.size()), 2);
    message += record.data;
}

/// Of the root, so that "there is no such record" is said of every name (RFC 2308).
Record start_of_authority() {
    Bytes data = name_data("ns.challtestsrv.invalid") + name_data("master.challtestsrv.invalid");
    for (const auto number : {1U, 1U, 1U, 1U, 0U})
        put(data, number, 4);
    return {.owner = {}, .type = soa, .data = std::move(data)};
}

Bytes head(const Query& query, const Reply& reply, std::uint16_t marks) {
    auto flags = static_cast<std::uint16_t>(
        is_reply | authoritative | recursion_available | marks |
        static_cast<std::uint16_t>(reply.code)
    );
    if (query.recursion_desired) flags |= recursion_desired;
    const bool is_cut = (marks & truncated) != 0;
    Bytes message;
    put(message, query.id, 2);
    put(message, flags, 2);
    put(message, 1, 2);
    put(message, is_cut ? 0 : static_cast<std::uint32_t>(reply.answers.size()), 2);
    put(message, is_cut ? 0 : 1, 2);
    put(message, 0, 2);
    message += name_data(query.name);
    put(message, query.type, 2);
    put(message, query.class_of, 2);
    return message;
}

/// EDNS (RFC 6891 §6.1.2): an OPT record of the root among the additional ones, whose class is the
/// size that the asker takes.
std::size_t size_taken(Taker& after_question) {
    const auto owner = after_question.name();
    const auto type = after_question.number();
    const auto size = after_question.number();
    constexpr std::size_t usual = 512;
    if (!owner || !owner->empty() || type != opt || !size) return usual;
    return std::max<std::size_t>(*size, usual);
}

} // namespace

std::optional<Query> parse_query(BytesView message) {
    Taker taker(message);
    const auto id = taker.number();
    const auto flags = taker.number();
    const auto questions = taker.number();
    const auto answers = taker.number();
    const auto authorities = taker.number();
    const auto additional = taker.number();
    if (message.size() < header_octets || (*flags & (is_reply | opcode)) != 0 || *questions != 1)
        return std::nullopt;
    auto name = taker.name();
    const auto type = taker.number();
    const auto class_of = taker.number();
    if (!name || !type || !class_of) return std::nullopt;
    Query query{
        .id = *id,
        .recursion_desired = (*flags & recursion_desired) != 0,
        .name = *std::move(name),
        .type = *type,
        .class_of = *class_of,
    };
    if (*answers == 0 && *authorities == 0 && *additional > 0)
        query.most_octets = size_taken(taker);
    return query;
}

Bytes to_message(const Query& query, const Reply& reply, std::size_t most_octets) {
    auto message = head(query, reply, 0);
    for (const auto& record : reply.answers)
        put(message, record);
    put(message, start_of_authority());
    return message.size() <= most_octets ? message : head(query, reply, truncated);
}

Bytes name_data(const std::string& name) {
    Bytes data;
    if (!name.empty())
        for (const auto label : split(name, '.')) {
            const auto kept = label.substr(0, longest_label);
            if (kept.empty()) continue;
            put(data, static_cast<std::uint32_t>(kept.size()), 1);
            data += kept;
        }
    return data + '\0';
}

Bytes txt_data(const std::string& text) {
    Bytes data;
    for (std::size_t at = 0; at == 0 || at < text.size(); at += longest_string) {
        const auto part = text.substr(at, longest_string);
        put(data, static_cast<std::uint32_t>(part.size()), 1);
        data += part;
    }
    return data;
}

/// RFC 8659 §4.1; the critical flag is off.
Bytes caa_data(const std::string& tag, const std::string& value) {
    Bytes data(1, '\0');
    put(data, static_cast<std::uint32_t>(tag.size()), 1);
    return data + tag + value;
}

} // namespace chancery::testca::dns
