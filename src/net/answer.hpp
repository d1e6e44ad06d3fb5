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
};

/// Head and body in one text, for one write. A header that would break the line is left out and
/// logged: it is a bug of the handler.
std::string to_wire(const Response& response, AnswerForm form);

/// RFC 9457, with the type "about:blank".
Response problem(int status, std::string_view detail);

} // namespace chancery::net
