// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a challenge is met: by an HTTP server of ours, a file in a web root, a DNS record.

#include <string>
#include <string_view>

namespace chancery::acme_client {

/// One challenge of one name.
struct Task {
    std::string name;              ///< Without "*.".
    std::string token;             ///< base64url.
    std::string key_authorization; ///< RFC 8555 §8.1.
};

class Solver {
public:
    virtual ~Solver() = default;

    /// The challenge type that it meets: "http-01".
    virtual std::string_view type() const = 0;

    /// When it returns, the server may look. Throws when the challenge cannot be met.
    virtual void present(const Task& task) = 0;

    /// Takes away what `present` left, whether or not the server was content.
    virtual void clean_up(const Task& task) noexcept = 0;
};

} // namespace chancery::acme_client
