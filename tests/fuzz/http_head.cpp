// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "fuzz.hpp"
#include "net/server/request_parser.hpp"

#include <string>
#include <vector>

// Requests one after the other: within the limits, of one meaning, and the same whether they arrive
// whole or in pieces. The first octet of an input is the size of a piece.
namespace chancery::fuzz {

namespace {

using State = net::RequestParser::State;

constexpr std::size_t head_limit = 1024;
constexpr std::size_t body_limit = 200;

std::size_t limit(std::string_view target) {
    return target.starts_with("/empty") ? std::size_t{0} : body_limit;
}

net::Admission admit(const net::Request& head) {
    if (head.target.starts_with("/no")) return net::Refusal{401, "who are you?"};
    return limit(head.target);
}

std::ptrdiff_t count(const net::Request& request, std::string_view name) {
    return std::ranges::count_if(request.headers, [name](const auto& header) {
        return equals_ignoring_case(header.first, name);
    });
}

void check(const net::Request& request) {
    require(!request.method.empty(), "a request has a method");
    require(
        request.target.starts_with('/') || (request.target == "*" && request.method == "OPTIONS"),
        "a target is a path",
        request.target
    );
    require(
        std::ranges::all_of(request.target, [](char c) { return c > 0x20 && c < 0x7f; }),
        "a target is made of visible ASCII",
        request.target
    );
    require(request.body.size() <= limit(request.target), "a body keeps its limit");
    require(request.headers.size() <= 100, "at most 100 fields");
    require(count(request, "Host") <= 1, "at most one Host");
    require(
        count(request, "Content-Length") + count(request, "Transfer-Encoding") <= 1,
        "the length of the body is given in one way"
    );
    std::size_t size = request.method.size() + request.target.size();
    for (const auto& [name, value] : request.headers) {
        size += name.size() + value.size();
        require(!name.empty(), "a field has a name");
        require(name.find_first_of(" \t:\r\n") == name.npos, "a field's name is a token", name);
        require(
            value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos,
            "a field is one line",
            value
        );
    }
    require(size <= head_limit, "a head keeps its limit");
}

void check_target(const net::Request& request) {
    require(request.path().size() <= request.target.size(), "a path is of its target");
    const auto path = std::string(request.path());
    const auto decoded = net::decode_percent(path);
    require(decoded || path.find('%') != path.npos, "what is not encoded is as it is", path);
    if (decoded) {
        require(decoded->size() <= path.size(), "what is decoded is no longer", path);
        require(
            net::decode_percent(net::encode_percent(*decoded)) == decoded, "percent-encoding", path
        );
    }
    const auto query =
        accepted({Fault::malformed}, [&] { return net::parse_query(request.query()); });
    for (const auto& [name, value] : query.value_or(net::Headers{}))
        require(net::decode_percent(net::encode_percent(value)) == value, "percent-encoding", name);
}

/// What is known of a request that is refused may stand in its answer.
void check_beginning(const net::Request& request) {
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7f; };
    require(std::ranges::all_of(request.method, is_visible), "a method is visible", request.method);
    require(std::ranges::all_of(request.target, is_visible), "a target is visible", request.target);
    require(request.headers.size() <= 100, "at most 100 fields");
}

struct Outcome {
    std::vector<net::Request> requests = {};
    std::vector<std::size_t> ends = {}; ///< Where each was complete.
    State state = State::head;
    int refused_with = 0; ///< The status.
};

/// As a connection feeds its parser: what was not taken is given again with the next piece.
Outcome read(std::string_view bytes, std::size_t piece) {
    Outcome outcome;
    net::RequestParser parser(head_limit, admit);
    std::size_t begin = 0;
    std::size_t end = 0;
    while (outcome.requests.size() < 5) {
        if (outcome.state != State::complete || begin == end) {
            if (end == bytes.size()) return outcome;
            end = std::min(end + piece, bytes.size());
        }
        auto rest = bytes.substr(begin, end - begin);
        outcome.state = parser.consume(rest);
        require(rest.size() <= end - begin, "nothing is taken that was not given");
        begin = end - rest.size();
        if (outcome.state == State::refused) {
            const auto& refusal = parser.refusal();
            require(refusal.status >= 400 && refusal.status <= 505, "a refusal has a status");
            require(!refusal.detail.empty(), "a refusal says why");
            check_beginning(parser.request());
            outcome.refused_with = refusal.status;
            return outcome;
        }
        if (outcome.state != State::complete) continue;
        outcome.requests.push_back(parser.request());
        outcome.ends.push_back(begin);
        if (!parser.keep_alive()) return outcome;
        parser.reset();
    }
    return outcome;
}

bool alike(const net::Request& a, const net::Request& b) {
    return a.method == b.method && a.target == b.target && a.headers == b.headers &&
           a.body == b.body;
}

} // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto piece = std::size_t{static_cast<unsigned char>(input.front())} % 64 + 1;
    input.remove_prefix(1);
    const auto whole = read(input, input.size());
    const auto pieces = read(input, piece);
    for (const auto& request : whole.requests) {
        check(request);
        check_target(request);
    }
    const auto both = std::min(whole.requests.size(), pieces.requests.size());
    for (std::size_t i = 0; i < both; ++i) {
        require(alike(whole.requests[i], pieces.requests[i]), "whole or in pieces, the same");
        require(whole.ends[i] == pieces.ends[i], "whole or in pieces, as long");
    }
    // White space around a field counts for the limit of a head that arrives at once, and not else.
    if (whole.refused_with != 431 && pieces.refused_with != 431)
        require(whole.requests.size() == pieces.requests.size(), "whole or in pieces, as many");
}

} // namespace chancery::fuzz
