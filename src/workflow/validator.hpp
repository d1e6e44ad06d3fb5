// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes what clients ask to be validated to the prober, its answers to the judges, and what these
// say to the store. No thread waits for a stranger's host: between the question and the answer
// there is only a row that is leased, so that another node, or this one after a crash, asks again.

#include "acme/bases.hpp"
#include "base/metrics.hpp"
#include "net/prober.hpp"
#include "store/store.hpp"
#include "workflow/challenges.hpp"
#include "workflow/issuer_registry.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chancery::workflow {

struct ValidatorOptions {
    acme::Bases bases;
    net::ResolverOptions resolver = {};
    net::ProberLimits limits = {};
    unsigned threads = 8; ///< For what is written down: those that wait are committed together.
    std::function<Time()> clock; ///< The time at which an answer came.
    /// Of a client; none: below each of the bases.
    std::function<std::vector<std::string>(const store::ClientStanding&)> account_urls = {};
    /// Whether redirects lead anywhere also where private networks may be asked: for a test CA,
    /// which guards none.
    bool follows_everywhere = false;
    /// Another prober's part: where a method is taken from, so that a test CA may have others.
    validation::Method (*method)(acme::ChallengeType) = validation::method;
};

class Validator {
public:
    /// All must outlive it. Throws invalid for resolver options that are none.
    Validator(Issuing& issuing, ValidatorOptions options, Metrics& metrics);
    /// Ends what is being asked; it is asked again by whoever finds its lease run out.
    ~Validator();

    /// Asks for a challenge that is `processing` and leased, unless it is being asked for. Returns
    /// at once.
    void ask(const ChallengeRef& challenge);

    /// Asks whether the DNS lets a recorded order be issued, and goes on with it; unless that is
    /// being asked. Returns at once.
    void ask_caa(OrderId order);

    /// Asks for what nobody holds a lease of any more. Returns how many.
    int sweep(Time now);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::workflow
