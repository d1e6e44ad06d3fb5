// SPDX-License-Identifier: Apache-2.0
#pragma once

// The URLs under which an office is reached: "https://pki.campus.example:8443". Several while it
// moves from one address to another, and as long as clients know it by an old one.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme {

class Bases {
public:
    /// How many an office may have: each is one more question to the DNS for some challenges.
    static constexpr std::size_t most = 5;

    /// At least one; without a final slash.
    explicit Bases(std::vector<std::string> urls);
    /// The usual case.
    Bases(std::string url);

    /// The one that is printed, and that certificates and new clients are given.
    const std::string& first() const noexcept { return urls_.front(); }

    std::span<const std::string> all() const noexcept { return urls_; }

    /// The one that a request with this Host header is answered under; the first where it is none
    /// of them, as behind a proxy that has a name of its own.
    const std::string& for_host(std::string_view host) const;

    /// The one of which `url` is the resource `target`, which is byte for byte what follows it
    /// (RFC 8555 §6.4). Null where there is none.
    const std::string* find(std::string_view url, std::string_view target) const;

private:
    std::vector<std::string> urls_;
};

} // namespace chancery::acme
