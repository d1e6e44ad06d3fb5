// SPDX-License-Identifier: Apache-2.0
#include "net/server/request_parser.hpp"

#include "base/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace chancery::net {

namespace {

namespace http = boost::beast::http;
using Code = boost::system::error_code;
using Text = boost::beast::string_view;

constexpr std::size_t max_fields = 100;
constexpr std::size_t longest_method = 32;
constexpr int most_empty_lines = 8; ///< Before a request.

/// How HTTP/2 begins when nobody has agreed on it (RFC 9113 §3.4).
constexpr std::string_view http_2_preface = "PRI * HTTP/2.0\r\n";
constexpr char tls_handshake = 0x16; ///< The first octet of a ClientHello (RFC 8446 §5.1).

std::string_view to_view(Text text) {
    return {text.data(), text.size()};
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// Origin form, or "*" (RFC 9112 §3.2); the absolute form loses its authority. None otherwise.
std::optional<std::string_view> to_origin_form(std::string_view method, std::string_view target) {
    if (!is_visible(target) || target.find('#') != target.npos) return std::nullopt;
    if (target.starts_with('/')) return target;
    if (target == "*" && method == "OPTIONS") return target;
    if (!target.starts_with("http://") && !target.starts_with("https://")) return std::nullopt;
    const auto path = target.find('/', target.find("//") + 2);
    return path == target.npos ? "/" : target.substr(path);
}

/// Beast's reader, which makes the Request from its events (their names are Beast's) and refuses
/// what Beast would take.
class Reader final : public http::basic_parser<true> {
public:
    Reader(std::size_t head_bytes, const Admit& admit) : head_left_(head_bytes), admit_(admit) {
        eager(true);
        header_limit(static_cast<std::uint32_t>(head_bytes));
        body_limit(boost::none); // Counted here, by the target's own limit.
    }

    Request request;
    std::optional<Refusal> refusal;
    bool is_http_1_1 = false;
    bool waits_for_continue = false;
    std::size_t longest_body = 0;

private:
    void refuse(Refusal why, Code& code) {
        refusal = std::move(why);
        code = http::error::bad_value;
    }

    void refuse(int status, std::string detail, Code& code) {
        refuse({status, std::move(detail)}, code);
    }

    /// Beast's own limit starts anew with each piece that it is given.
    void count(std::size_t bytes, Code& code) {
        if (bytes > head_left_) return refuse(431, "the head of the request is too long", code);
        head_left_ -= bytes;
    }

    void on_request_impl(http::verb, Text method, Text target, int version, Code& code) override {
        is_http_1_1 = version == 11;
        request.method = method;
        count(method.size() + target.size() + 12, code);
        if (code) return;
        if (method.size() > longest_method)
            return refuse(501, "the method of the request is not known", code);
        const auto origin_form = to_origin_form(to_view(method), to_view(target));
        if (!origin_form)
            return refuse(400, "the target of the request must be a path that begins with /", code);
        request.target = *origin_form;
    }

    void on_field_impl(http::field field, Text name, Text value, Code& code) override {
        count(name.size() + value.size() + 4, code);
        // Trailers could pretend to be headers (RFC 9110 §6.5.1).
        if (code || head_is_complete_) return;
        if (request.headers.size() >= max_fields)
            return refuse(431, "the request has more than 100 header fields", code);
        if (field == http::field::host) ++hosts_;
        if (field == http::field::content_length) {
            ++lengths_;
            // Beast takes "5, 5" for 5.
            if (value.find_first_not_of("0123456789") != Text::npos)
                return refuse(400, "Content-Length must be a number", code);
        }
        if (field == http::field::transfer_encoding) {
            ++encodings_;
            if (!equals_ignoring_case(to_view(value), "chunked"))
                return refuse(501, "chunked is the only supported transfer encoding", code);
        }
        if (field == http::field::expect)
            waits_for_continue = equals_ignoring_case(to_view(value), "100-continue");
        request.headers.emplace_back(to_view(name), to_view(value));
    }

    void on_header_impl(Code& code) override {
        head_is_complete_ = true;
        // RFC 9112 §3.2: exactly one Host, but for HTTP/1.0.
        if (hosts_ > 1 || (hosts_ == 0 && is_http_1_1))
            return refuse(400, "the request must have one Host header", code);
        // RFC 9112 §6.3: another server on the way could read another length.
        if (lengths_ + encodings_ > 1 || (encodings_ > 0 && !is_http_1_1))
            return refuse(400, "the request gives the length of its body in two ways", code);
        auto admission = admit_(request);
        if (auto* refused = std::get_if<Refusal>(&admission))
            return refuse(std::move(*refused), code);
        admitted_ = body_left_ = std::get<std::size_t>(admission);
        const auto length = content_length();
        if (length && *length > body_left_) refuse_body(code);
        longest_body = length ? static_cast<std::size_t>(*length) : body_left_;
        waits_for_continue = waits_for_continue && is_http_1_1;
    }

    void refuse_body(Code& code) {
        refuse(
            413,
            "the body of the request is longer than the " + std::to_string(admitted_) +
                " bytes that are accepted here",
            code
        );
    }

    std::size_t take(Text piece, Code& code) {
        if (piece.size() > body_left_) {
            refuse_body(code);
            return 0;
        }
        body_left_ -= piece.size();
        request.body.append(piece.data(), piece.size());
        return piece.size();
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override {
        if (length) request.body.reserve(std::min<std::size_t>(*length, 64 * 1024));
    }

    std::size_t on_body_impl(Text piece, Code& code) override { return take(piece, code); }

    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Code& code) override {
        return take(piece, code);
    }

    void on_chunk_header_impl(std::uint64_t size, Text extensions, Code& code) override {
        // Extensions mean nothing here; many of them are an attack.
        count(extensions.size(), code);
        if (!code && size > body_left_) refuse_body(code);
    }

    void on_response_impl(int, Text, int, Code&) override {}

    void on_finish_impl(Code&) override {}

    std::size_t head_left_;
    std::size_t admitted_ = 0;  ///< The longest body,
    std::size_t body_left_ = 0; ///< and how much of it may still come.
    const Admit& admit_;
    bool head_is_complete_ = false;
    int hosts_ = 0;
    int lengths_ = 0;
    int encodings_ = 0;
};

} // namespace

struct RequestParser::Impl {
    Impl(std::size_t head_bytes, const Admit& admit) : reader(head_bytes, admit) {}

    Reader reader;
    bool has_begun = false;
    int skipped = 0; ///< Empty lines.
    Refusal refusal = {};

    bool begin(std::string_view& bytes);
    Refusal refusal_of(const Code& code, std::string_view bytes) const;
    void note_target(std::string_view line);
};

/// RFC 9112 §2.2: empty lines before a request are skipped, also those that end with a bare LF;
/// some old clients send them after a body. Returns whether there is something of a request then.
bool RequestParser::Impl::begin(std::string_view& bytes) {
    if (has_begun) return true;
    for (; skipped < most_empty_lines; ++skipped) {
        if (bytes == "\r") return false;
        const auto size = bytes.starts_with("\r\n") ? 2U : bytes.starts_with('\n') ? 1U : 0U;
        if (size == 0) break;
        bytes.remove_prefix(size);
    }
    has_begun = !bytes.empty();
    return has_begun;
}

/// `bytes` are those that could not be read.
Refusal RequestParser::Impl::refusal_of(const Code& code, std::string_view bytes) const {
    if (reader.refusal) return *reader.refusal;
    const auto in_head = !reader.is_header_done();
    const auto in_first_line = reader.request.method.empty();
    if (in_first_line && bytes.starts_with(tls_handshake))
        return {400, "this port speaks plain HTTP and not TLS: use http:// in the URL"};
    if (in_first_line && bytes.starts_with(http_2_preface))
        return {
            505, "this is the beginning of HTTP/2; only HTTP/1.1 and HTTP/1.0 are supported here"};
    if (in_first_line && bytes.starts_with("PROXY "))
        return {
            400,
            "the PROXY protocol is accepted only from trusted_proxies, at the start of a "
            "connection"};
    if (code == http::error::header_limit) return {431, "the head of the request is too long"};
    if (code == http::error::bad_version)
        return {505, "only HTTP/1.1 and HTTP/1.0 are supported here"};
    const std::string part = in_head ? "head" : "body";
    return {400, "the " + part + " of the request is malformed: " + code.message()};
}

/// What a first line that is refused says of its target, since each has its own form of refusals.
void RequestParser::Impl::note_target(std::string_view line) {
    const auto space = line.find(' ');
    if (space == 0 || space > longest_method || !is_visible(line.substr(0, space))) return;
    const auto target = line.substr(space + 1);
    const auto end = std::ranges::find_if_not(target, [](char c) { return c > 0x20 && c < 0x7f; });
    if (!target.starts_with('/')) return;
    reader.request.method = line.substr(0, space);
    reader.request.target.assign(target.begin(), end);
}

RequestParser::RequestParser(std::size_t head_bytes, Admit admit)
    : head_bytes_(head_bytes),
      admit_(std::move(admit)) {}

RequestParser::~RequestParser() = default;

RequestParser::Impl& RequestParser::impl() {
    if (!impl_) impl_ = std::make_unique<Impl>(head_bytes_, admit_);
    return *impl_;
}

void RequestParser::reset() {
    impl_.reset();
}

RequestParser::State RequestParser::consume(std::string_view& bytes) {
    auto& read = impl();
    auto& reader = read.reader;
    if (bytes.empty()) return reader.is_header_done() ? State::body : State::head;
    if (!read.begin(bytes)) return State::head;
    const auto given = bytes;
    Code code;
    bytes.remove_prefix(reader.put(boost::asio::buffer(bytes.data(), bytes.size()), code));
    const auto in_head = !reader.is_header_done();
    if (!code && reader.is_done()) return State::complete;
    // What is left over here is one line that has not ended yet.
    if (bytes.size() > head_bytes_) code = http::error::header_limit;
    // TLS has no lines, which one could wait for.
    if (given.starts_with(tls_handshake) && reader.request.method.empty())
        code = http::error::bad_method;
    if (!code || code == http::error::need_more) return in_head ? State::head : State::body;
    read.refusal = read.refusal_of(code, given);
    if (reader.request.target.empty()) read.note_target(given);
    return State::refused;
}

bool RequestParser::has_begun() const {
    return impl_ && impl_->has_begun;
}

Request& RequestParser::request() {
    return impl().reader.request;
}

const Refusal& RequestParser::refusal() const {
    return impl_->refusal;
}

bool RequestParser::keep_alive() const {
    return impl_->reader.is_http_1_1 && impl_->reader.keep_alive();
}

bool RequestParser::takes_chunks() const {
    return impl_ && impl_->reader.is_http_1_1;
}

std::size_t RequestParser::longest_body() const {
    return impl_->reader.longest_body;
}

bool RequestParser::expects_continue() const {
    return impl_->reader.waits_for_continue;
}

} // namespace chancery::net
