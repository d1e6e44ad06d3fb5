// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bytes in, one HTTP response out (RFC 9112), within bounds and without sockets and clocks. What
// comes after the body's limit is not read.

#include "net/http.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace chancery::net {

struct ReadResponse {
    int status = 0;
    Headers headers = {};
    std::string body = {};
    bool is_whole = true; ///< False where the limit cut the body.
};

class ResponseReader {
public:
    enum class State { head, body, complete, refused };

    ResponseReader(std::size_t head_bytes, std::size_t body_bytes);
    ~ResponseReader();

    State consume(std::string_view bytes);

    /// The other side has closed: `complete` where that ends the body.
    State end();

    /// From `body` on; interim responses (1xx) are left out.
    ReadResponse& response();

    /// At `refused`: half a sentence, such as "its head is longer than 16384 bytes".
    const std::string& why() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
