// SPDX-License-Identifier: Apache-2.0
#pragma once

// DNS as the prober asks it: libunbound, which validates DNSSEC and works on a thread of its own;
// its answers are handed out on the event loop's thread. Caches are bounded to seconds.

#include "base/words.hpp"
#include "net/probe/prober.hpp"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace chancery::net {

using chancery::to_string;

enum class Question { a, aaaa, txt, caa };

constexpr auto words_of(Question) {
    using enum Question;
    return words<Question>(
        {
            {a, "A"},
            {aaaa, "AAAA"},
            {txt, "TXT"},
            {caa, "CAA"},
        },
        Registry::dns_types
    );
}

class Resolver {
public:
    /// Throws invalid for a server that is no address and for a trust anchor that is none.
    Resolver(boost::asio::io_context& io, const ResolverOptions& options);
    /// Nobody is called back any more.
    ~Resolver();

    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    using Done = std::function<void(RecordSet)>;

    /// On the event loop's thread, as `done` is: perhaps at once, and once. An answer may take
    /// longer than any probe lives. Of A and AAAA the records are octets.
    void look_up(const std::string& name, Question question, Done done);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
