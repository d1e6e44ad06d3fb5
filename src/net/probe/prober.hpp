// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asks strangers' hosts what a validation wants to know: thousands at once, none of them trusted.
// Every address is checked against the destination rules after its resolution and again when it is
// connected to; ports are fixed; time, size and the number of probes are bounded, in total, for a
// destination and for an account, so that one slow host delays nobody else.

#include "base/metrics.hpp"
#include "base/network.hpp"
#include "net/probe/probe.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chancery::net {

/// Where a redirect may lead, within the same rules about addresses and ports.
enum class Redirects {
    anywhere,
    same_host, ///< To the same name, or the same address where an address was asked for.
};

/// Where probes may go. Loopback, link-local, private and other special addresses are denied
/// unless a network here allows them.
struct Destinations {
    std::vector<Network> allowed = {}; ///< Beside what is public.
    std::vector<Network> denied = {};  ///< Of all that.
    unsigned short http_port = 80;
    unsigned short https_port = 443; ///< Of a redirect.
    unsigned short tls_port = 443;
    Redirects redirects = Redirects::anywhere;
};

struct ResolverOptions {
    std::vector<std::string> servers = {}; ///< "192.0.2.53", "192.0.2.53@5353"; none: the roots.
    std::vector<std::string> trust_anchors = {}; ///< DS or DNSKEY records, beside the root's own.
    bool validate = true;                        ///< DNSSEC.
    std::chrono::seconds longest_cached{5};      ///< Positive and negative.
    /// Private zones below a signed one that does not know them: they need not be signed.
    std::vector<std::string> unsigned_zones = {};
    std::string hosts_file = {}; ///< Whose addresses come first, such as /etc/hosts; empty: none.
};

struct ProberLimits {
    std::chrono::milliseconds time = std::chrono::seconds(10); ///< For a probe, redirects included.
    std::size_t body_bytes = 16 * 1024;
    std::size_t head_bytes = 16 * 1024;
    int redirects = 10;
    std::size_t running = 16'384;       ///< At once; what waits beyond has its turn by account.
    std::size_t for_a_destination = 32; ///< Address (IPv6: its /64) and port.
    std::size_t for_an_account = 256;
    std::size_t waiting = 100'000; ///< What comes beyond is answered with unavailable.
};

/// On whose behalf, and where to.
struct Errand {
    std::string account; ///< Shares `for_an_account` with all of its name.
    Destinations destinations = {};
};

class Prober {
public:
    /// The metrics must outlive it. Ignores SIGPIPE. Throws invalid for options that are none.
    Prober(ResolverOptions resolver, ProberLimits limits, Metrics& metrics);
    /// Ends what runs, without calling anyone back.
    ~Prober();

    /// Returns at once. `done` is called once, on the prober's thread: it hands the answer on and
    /// throws nothing.
    void ask(Probe probe, Errand errand, std::function<void(Answer)> done);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
