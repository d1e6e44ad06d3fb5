// SPDX-License-Identifier: Apache-2.0
#include "acme_client/obtain.hpp"

#include "acme_client/order.hpp"
#include "acme_client/patience.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/jwk.hpp"
#include "model/name.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::acme_client {

namespace {

/// What was presented, taken away again on every way out.
class Presented {
public:
    Presented() = default;
    Presented(const Presented&) = delete;
    Presented& operator=(const Presented&) = delete;

    ~Presented() {
        for (const auto& [solver, task] : done_)
            solver->clean_up(task);
    }

    void present(Solver& solver, Task task) {
        // Noted first: a solver that fails half-way has something to take away, too.
        done_.emplace_back(&solver, std::move(task));
        solver.present(done_.back().second);
    }

private:
    std::vector<std::pair<Solver*, Task>> done_;
};

struct Match {
    Solver* solver = nullptr;
    const Challenge* challenge = nullptr;
};

Match match(const Authorization& authorization, std::span<Solver* const> solvers) {
    for (auto* solver : solvers)
        for (const auto& challenge : authorization.challenges)
            if (challenge.type == solver->type()) return {solver, &challenge};
    std::vector<std::string> offered;
    for (const auto& challenge : authorization.challenges)
        offered.push_back(challenge.type);
    throw Error(
        Fault::unauthorized,
        fmt::format(
            "the server wants proof of control of {}{} by {}, which this authenticator cannot give",
            authorization.wildcard ? "*." : "",
            printable(authorization.name),
            offered.empty() ? "a way that it does not name" : printable(join(offered, " or "))
        )
    );
}

Subproblem failure(const Authorization& authorization) {
    const auto name =
        identifier_of(Name{(authorization.wildcard ? "*." : "") + authorization.name});
    for (const auto& challenge : authorization.challenges)
        if (challenge.problem) return {name, challenge.problem->fault, challenge.problem->detail};
    return {name, Fault::unauthorized, "the server refused the authorization and gave no reason"};
}

Authorization settle(Session& session, const std::string& url, Patience& patience) {
    for (;;) {
        auto authorization = get_authorization(session, url);
        if (authorization.status != AuthorizationStatus::pending) return authorization;
        patience.wait(authorization.retry_after);
    }
}

Unproven
prove(Session& session, const Order& order, std::span<Solver* const> solvers, Patience& patience) {
    Unproven unproven;
    std::vector<Authorization> pending;
    for (const auto& url : order.authorizations) {
        auto authorization = get_authorization(session, url);
        if (authorization.status == AuthorizationStatus::valid) continue;
        if (authorization.status == AuthorizationStatus::pending)
            pending.push_back(std::move(authorization));
        else
            unproven.names.push_back(failure(authorization));
    }
    if (!unproven.names.empty()) return unproven;

    const auto thumbprint = crypto::thumbprint(session.key().public_key());
    std::vector<Match> matches;
    for (const auto& each : pending)
        matches.push_back(match(each, solvers));
    Presented presented;
    for (std::size_t i = 0; i < pending.size(); ++i) {
        const auto& token = matches[i].challenge->token;
        presented.present(*matches[i].solver, {pending[i].name, token, token + "." + thumbprint});
    }
    for (const auto& each : matches)
        answer_challenge(session, *each.challenge);
    for (const auto& each : pending) {
        const auto settled = settle(session, each.url, patience);
        if (settled.status != AuthorizationStatus::valid)
            unproven.names.push_back(failure(settled));
    }
    return unproven;
}

Order wait_while(Session& session, Order order, OrderStatus status, Patience& patience) {
    while (order.status == status) {
        patience.wait(order.retry_after);
        order = get_order(session, order.url);
    }
    return order;
}

[[noreturn]] void refuse(const Order& order) {
    if (order.problem) throw Error(*order.problem);
    throw Error(Fault::server_internal, "the server made the order invalid and gave no reason");
}

std::optional<std::string> issuer_at_the_top(const std::string& pem) {
    try {
        const auto blocks = parse_pem(pem, "CERTIFICATE");
        if (blocks.empty()) return std::nullopt;
        return crypto::read_certificate(blocks.back()).issuer_common_name;
    } catch (const Error&) {
        return std::nullopt; // A chain that cannot be read is not the one.
    }
}

Chain choose(std::vector<std::string> chains, const Wish& wish) {
    if (!wish.preferred_chain) return {std::move(chains.front())};
    for (auto& chain : chains)
        if (issuer_at_the_top(chain) == wish.preferred_chain) return {std::move(chain)};
    return {std::move(chains.front()), false};
}

/// Whether an order might be taken without `replaces`: the certificate is another account's, is
/// replaced already, or not known here. A refusal of names is about these.
bool may_be_about_replaces(const Problem& problem) {
    const bool is_one_of_those =
        problem.fault == Fault::already_replaced || problem.fault == Fault::malformed ||
        problem.fault == Fault::unauthorized || problem.fault == Fault::not_found;
    return is_one_of_those && problem.subproblems.empty();
}

Order order_for(Session& session, const Wish& wish) {
    NewOrder wanted{.names = wish.names, .profile = wish.profile};
    // RFC 9773 §5: only where the server says that it knows what that is.
    if (!session.directory().renewal_info.empty()) wanted.replaces = wish.replaces;
    try {
        return new_order(session, wanted);
    } catch (const Error& error) {
        if (!wanted.replaces || !may_be_about_replaces(error.problem())) throw;
    }
    wanted.replaces.reset();
    return new_order(session, wanted);
}

} // namespace

std::variant<Chain, Unproven>
obtain_certificate(Session& session, const Wish& wish, std::span<Solver* const> solvers) {
    Patience patience(wish.timeout);
    auto order = order_for(session, wish);
    if (order.status == OrderStatus::pending) {
        auto unproven = prove(session, order, solvers, patience);
        if (!unproven.names.empty()) return unproven;
        order = wait_while(session, get_order(session, order.url), OrderStatus::pending, patience);
    }
    // An order may be given a second time, further on than it was (RFC 8555 leaves that open).
    if (order.status == OrderStatus::ready) order = finalize_order(session, order, wish.csr);
    // RFC 8555 §7.4: a server that answers before it has begun may still say `ready`.
    order = wait_while(session, std::move(order), OrderStatus::ready, patience);
    order = wait_while(session, std::move(order), OrderStatus::processing, patience);
    if (order.status != OrderStatus::valid) refuse(order);
    return choose(download_chains(session, order, wish.preferred_chain.has_value()), wish);
}

} // namespace chancery::acme_client
