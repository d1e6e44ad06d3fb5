// SPDX-License-Identifier: Apache-2.0
#include "net/server/answer.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

#include <boost/beast/http/status.hpp>

#include <ctime>
#include <fmt/chrono.h>

namespace chancery::net {

namespace {

std::string_view reason(int status) {
    const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    const auto text = boost::beast::http::obsolete_reason(known);
    return {text.data(), text.size()};
}

bool breaks_the_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    if (breaks_the_line(name) || breaks_the_line(value)) {
        log::error("a header with a line break was left out", {{"name", printable(name)}});
        return;
    }
    out.append(name).append(": ").append(value).append("\r\n");
}

/// The Date header's line (RFC 9110 §6.6.1), made once a second and thread.
std::string_view date_line() {
    thread_local std::time_t second = 0;
    thread_local std::string line;
    const auto now = std::time(nullptr);
    if (now != second) {
        line = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(now));
        second = now;
    }
    return line;
}

} // namespace

bool has_content(int status) {
    return status != 204 && status != 304;
}

std::string to_chunk(std::string_view text) {
    return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

std::string to_wire(const Response& response, AnswerForm form) {
    const auto with_content = has_content(response.status);
    const auto in_chunks = response.is_streamed() && form.chunked;
    std::string out;
    out.reserve(512 + (form.to_head ? 0 : response.body.size()));
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason(response.status)).append("\r\n").append(date_line());
    if (with_content && !response.content_type.empty())
        append_header(out, "Content-Type", response.content_type);
    if (with_content && in_chunks) append_header(out, "Transfer-Encoding", "chunked");
    if (with_content && !response.is_streamed() && !(form.to_head && response.body.empty()))
        append_header(out, "Content-Length", std::to_string(response.body.size()));
    for (const auto& [name, value] : response.headers)
        append_header(out, name, value);
    if (!form.keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
    if (!with_content || form.to_head) return out;
    if (in_chunks && !response.body.empty())
        out += to_chunk(response.body);
    else
        out += response.body;
    return out;
}

Response problem(int status, std::string_view detail) {
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = json::to_text(json::Object{
        {"type", "about:blank"}, {"title", reason(status)}, {"status", status}, {"detail", detail}}
    );
    return response;
}

} // namespace chancery::net
