// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "fuzz.hpp"
#include "net/probe/dns_records.hpp"
#include "net/probe/redirect.hpp"
#include "net/probe/response_reader.hpp"

#include <string>
#include <variant>

// What validated hosts and their DNS servers send: responses, the URLs of redirects, TXT records.
// An input is "h", the size of a piece and a response; "r" or "R" (to addresses too) and a URL; "t"
// and the data of a record.
namespace chancery::fuzz {

namespace {

using State = net::ResponseReader::State;

constexpr std::size_t head_limit = 1024;
constexpr std::size_t body_limit = 200;

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
}

State read(net::ResponseReader& reader, std::string_view bytes, std::size_t piece) {
    auto state = State::head;
    while (!bytes.empty() && (state == State::head || state == State::body)) {
        const auto size = std::min(piece, bytes.size());
        state = reader.consume(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return reader.end();
}

void check(const net::ReadResponse& response) {
    require(response.status >= 101 && response.status <= 999, "a status has three digits");
    require(response.body.size() <= body_limit, "a body keeps its limit");
    require(response.is_whole || response.body.size() == body_limit, "what is cut is full");
    require(response.headers.size() <= 100, "at most 100 fields");
    std::size_t size = 0;
    for (const auto& [name, value] : response.headers) {
        size += name.size() + value.size();
        require(!name.empty(), "a field has a name");
        require(
            value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos,
            "a field is one line",
            value
        );
    }
    require(size <= head_limit, "a head keeps its limit");
}

void check_refusal(const std::string& why) {
    require(!why.empty() && why.size() < 500, "a refusal says why, in bounds", why);
    require(is_printable(why), "a refusal is printable", why);
}

void read_response(std::string_view input) {
    if (input.empty()) return;
    const auto piece = std::size_t{static_cast<unsigned char>(input.front())} % 64 + 1;
    input.remove_prefix(1);
    net::ResponseReader whole(head_limit, body_limit);
    net::ResponseReader pieces(head_limit, body_limit);
    const auto state = read(whole, input, input.size());
    const auto other = read(pieces, input, piece);
    for (auto* reader : {&whole, &pieces}) {
        const auto end = reader == &whole ? state : other;
        require(end == State::complete || end == State::refused, "a response ends");
        if (end == State::complete)
            check(reader->response());
        else
            check_refusal(reader->why());
    }
    // What has not been read yet counts for the limit of a head that arrives at once, and not else.
    const auto is_of_head = [](const std::string& why) {
        return why.starts_with("its head is longer");
    };
    if (is_of_head(whole.why()) || is_of_head(pieces.why())) return;
    require(state == other, "whole or in pieces, the same end");
    if (state != State::complete) return;
    const auto& a = whole.response();
    const auto& b = pieces.response();
    require(
        a.status == b.status && a.headers == b.headers && a.body == b.body &&
            a.is_whole == b.is_whole,
        "whole or in pieces, the same"
    );
}

void check(const net::Url& url, const net::RedirectRule& rule, const net::Url& from) {
    const auto text = to_string(url);
    const auto is_address = parse_address(url.host).has_value();
    require(is_address || net::is_dns_name(url.host), "a host is a name or an address", text);
    require(rule.to_addresses || !is_address, "an address only where it may be one", text);
    require(url.port == rule.http_port || url.port == rule.https_port, "one of two ports", text);
    require(url.target.starts_with('/'), "a target is a path", text);
    require(
        std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; }),
        "a URL is made of visible ASCII",
        text
    );
    require(text.find('#') == text.npos, "a fragment is dropped", text);
    const auto bare = url.host.find(':') == url.host.npos ? url.host : "[" + url.host + "]";
    require(
        url.authority == bare || url.authority == bare + ":" + std::to_string(url.port),
        "what is sent as Host is the host",
        text
    );
    if (text.size() > 2000) return;
    const auto again = net::follow_redirect(from, text, rule);
    require(std::get_if<net::Url>(&again) != nullptr, "a URL that is followed is one", text);
    require(std::get<net::Url>(again) == url, "a URL is read as itself", text);
}

void follow(std::string_view location, bool to_addresses) {
    const net::RedirectRule rule{.to_addresses = to_addresses};
    const auto from = net::make_http_url("www.example.org", 80, "/.well-known/a/token?q");
    const auto result = net::follow_redirect(from, location, rule);
    if (const auto* url = std::get_if<net::Url>(&result)) return check(*url, rule, from);
    const auto& none = std::get<net::NoAnswer>(result);
    require(none.fault == Fault::connection, "a redirect that is not followed is a connection's");
    check_refusal(none.why);
}

void join(std::string_view data) {
    const auto joined = net::join_txt(data);
    if (joined) require(joined->size() < data.size(), "strings are shorter than their record");
}

} // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto kind = input.front();
    input.remove_prefix(1);
    if (kind == 'h') read_response(input);
    if (kind == 'r' || kind == 'R') follow(input, kind == 'R');
    if (kind == 't') join(input);
}

} // namespace chancery::fuzz
