// SPDX-License-Identifier: Apache-2.0
#pragma once

// Takes what clients ask to be validated to the prober, its answers to the judges, and what these
// say to the store. It is where jobs are held: no thread waits for a stranger's host, of which
// thousands may be silent at once; between the question and the answer there is only a leased job,
// so that another node, or this one after a crash, asks again.

#include "acme/bases.hpp"
#include "base/metrics.hpp"
#include "net/probe/prober.hpp"
#include "store/store.hpp"
#include "workflow/validation/challenges.hpp"

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
    Validator(store::Store& store, ValidatorOptions options, Metrics& metrics);
    /// Ends what is being asked; it is asked again by whoever finds its lease run out.
    ~Validator();

    /// Asks for a challenge that is `processing`, under the lease of its job, unless it is being
    /// asked for. Returns at once.
    void ask(const ChallengeRef& challenge, const store::JobLease& lease);

    /// Asks whether the DNS lets a recorded order be issued, under the lease of its job, which then
    /// goes on; unless that is being asked. Returns at once.
    void ask_caa(OrderId order, const store::JobLease& lease);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::workflow
