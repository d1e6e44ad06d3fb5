// SPDX-License-Identifier: Apache-2.0
#include "net/probe/response_reader.hpp"

#include "base/text.hpp"
#include "net/protocol_guess.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>

namespace chancery::net {

namespace {

namespace http = boost::beast::http;
using Code = boost::system::error_code;
using Text = boost::beast::string_view;

constexpr std::size_t max_fields = 100;
/// Of octets that are no HTTP this many are shown.
constexpr std::size_t shown_bytes = 40;

struct Bounds {
    std::size_t head_bytes;
    std::size_t body_bytes;
    std::size_t head_left; ///< Interim responses, extensions of chunks and trailers included.
};

/// Beast's reader, which makes the response from its events (their names are Beast's).
class Reader final : public http::basic_parser<false> {
public:
    explicit Reader(Bounds& bounds) : bounds_(bounds) {
        eager(true);
        header_limit(static_cast<std::uint32_t>(bounds.head_bytes));
        body_limit(boost::none); // Counted here, and cut.
    }

    ReadResponse response;
    bool is_head_too_long = false;

private:
    void refuse_head(Code& code) {
        is_head_too_long = true;
        code = http::error::header_limit;
    }

    /// Beast's own limit starts anew with each piece that it is given.
    void count(std::size_t bytes, Code& code) {
        if (bytes > bounds_.head_left) return refuse_head(code);
        bounds_.head_left -= bytes;
    }

    void on_response_impl(int status, Text reason, int, Code& code) override {
        constexpr int least = 100; // RFC 9110 §15.
        response.status = status;
        count(reason.size() + 15, code);
        if (!code && status < least) code = http::error::bad_status;
    }

    void on_field_impl(http::field, Text name, Text value, Code& code) override {
        count(name.size() + value.size() + 4, code);
        // Trailers could pretend to be headers (RFC 9110 §6.5.1).
        if (code || head_is_complete_) return;
        if (response.headers.size() >= max_fields) return refuse_head(code);
        response.headers.emplace_back(
            std::string(name.data(), name.size()), std::string(value.data(), value.size())
        );
    }

    void on_header_impl(Code&) override { head_is_complete_ = true; }

    std::size_t take(Text piece, Code& code) {
        const auto room = bounds_.body_bytes - response.body.size();
        response.body.append(piece.data(), std::min(piece.size(), room));
        if (piece.size() <= room) return piece.size();
        response.is_whole = false;
        code = http::error::body_limit;
        return room;
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}

    std::size_t on_body_impl(Text piece, Code& code) override { return take(piece, code); }

    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Code& code) override {
        return take(piece, code);
    }

    void on_chunk_header_impl(std::uint64_t, Text extensions, Code& code) override {
        // Many small chunks are as cheap to send as one; their sizes count little.
        count(extensions.size(), code);
    }

    void on_request_impl(http::verb, Text, Text, int, Code&) override {}

    void on_finish_impl(Code&) override {}

    Bounds& bounds_;
    bool head_is_complete_ = false;
};

} // namespace

struct ResponseReader::Impl {
    explicit Impl(Bounds given) : bounds(given) { reader.emplace(bounds); }

    State refuse(std::string reason) {
        why = std::move(reason);
        return state = State::refused;
    }

    /// `fault`: what the parser says.
    std::string no_response(const std::string& fault = {}) const {
        const auto spoken = guess_protocol(beginning);
        if (spoken == Protocol::tls)
            return "it is TLS: the server expects TLS on this port, which must speak plain HTTP";
        if (spoken == Protocol::http2)
            return "it is HTTP/2: the server must answer HTTP/1.1 on this port, too";
        return fmt::format(
            "it is not an HTTP response; it began with \"{}\"{}",
            printable(beginning, shown_bytes),
            fault.empty() ? "" : " (" + fault + ")"
        );
    }

    State parse();
    State judge(const Code& code);

    bool is_interim() const {
        constexpr int switching_protocols = 101;
        const auto status = reader->response.status;
        return status < 200 && status != switching_protocols;
    }

    Bounds bounds;
    std::optional<Reader> reader;
    std::string in; ///< Not parsed yet.
    std::string beginning;
    State state = State::head;
    std::string why;
};

ResponseReader::ResponseReader(std::size_t head_bytes, std::size_t body_bytes)
    : impl_(std::make_unique<Impl>(Bounds{head_bytes, body_bytes, head_bytes})) {}

ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::Impl::parse() {
    while (!in.empty()) {
        Code code;
        const auto taken = reader->put(boost::asio::buffer(in.data(), in.size()), code);
        in.erase(0, taken);
        if (!code && reader->is_done() && is_interim()) {
            reader.emplace(bounds);
            continue;
        }
        if (judge(code) != State::body || taken == 0) break;
    }
    return state;
}

ResponseReader::State ResponseReader::Impl::judge(const Code& code) {
    constexpr std::string_view magic = "HTTP/";
    const auto in_head = !reader->is_header_done();
    if (beginning.size() >= magic.size() && !beginning.starts_with(magic))
        return refuse(no_response());
    if (!reader->response.is_whole) return state = State::complete;
    if (reader->is_head_too_long || code == http::error::header_limit ||
        in.size() > bounds.head_bytes)
        return refuse(fmt::format(
            "its head is longer than {} bytes or {} lines", bounds.head_bytes, max_fields
        ));
    if (code && code != http::error::need_more) {
        if (!in_head) return refuse("its body is malformed: " + code.message());
        return refuse(no_response(code.message()));
    }
    if (!code && reader->is_done()) return state = State::complete;
    return state = in_head ? State::head : State::body;
}

ResponseReader::State ResponseReader::consume(std::string_view bytes) {
    auto& impl = *impl_;
    if (impl.state == State::complete || impl.state == State::refused) return impl.state;
    if (impl.beginning.size() < shown_bytes)
        impl.beginning += bytes.substr(0, shown_bytes - impl.beginning.size());
    impl.in += bytes;
    return impl.parse();
}

ResponseReader::State ResponseReader::end() {
    auto& impl = *impl_;
    if (impl.state == State::complete || impl.state == State::refused) return impl.state;
    if (impl.beginning.empty()) return impl.refuse("the connection was closed without a response");
    if (!impl.beginning.starts_with("HTTP/")) return impl.refuse(impl.no_response());
    if (!impl.reader->is_header_done())
        return impl.refuse(fmt::format(
            "the connection was closed within the head of the response, which began with \"{}\"",
            printable(impl.beginning, shown_bytes)
        ));
    Code code;
    impl.reader->put_eof(code);
    if (code) return impl.refuse("the connection was closed before the body was complete");
    return impl.state = State::complete;
}

ReadResponse& ResponseReader::response() {
    return impl_->reader->response;
}

const std::string& ResponseReader::why() const {
    return impl_->why;
}

} // namespace chancery::net
