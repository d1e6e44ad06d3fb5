// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Response as the bytes of HTTP/1.1.

#include "net/http.hpp"

#include <string>
#include <string_view>

namespace chancery::net {

struct AnswerForm {
    bool to_head = false; ///< HEAD: the body's length without the body.
    bool keep_alive = true;
    bool chunked = true; ///< Of a body that is streamed; otherwise the connection's end is its end.
};

/// Head and body in one text, for one write; of a body that is streamed, its beginning. A header
/// that would break the line is left out and logged: it is a bug of the handler.
std::string to_wire(const Response& response, AnswerForm form);

/// Whether a response with this status has content (RFC 9110 §8.6).
bool has_content(int status);

/// RFC 9112 §7.1. The text is not empty.
std::string to_chunk(std::string_view text);
constexpr std::string_view last_chunk = "0\r\n\r\n";

/// RFC 9457, with the type "about:blank".
Response problem(int status, std::string_view detail);

} // namespace chancery::net
