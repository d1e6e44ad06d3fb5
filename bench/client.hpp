// SPDX-License-Identifier: Apache-2.0
#pragma once

// One ACME client with an account, as a sequence of requests without a socket: newOrder,
// authorization, where it must prove its name the http-01 challenge and the authorization until it
// is valid, finalize, order, certificate, and again from the start.

#include "acme_client/session.hpp"
#include "bench/connection.hpp"
#include "crypto/key.hpp"

#include <array>
#include <string>
#include <string_view>

namespace chancery::bench {

enum class Step { new_order, authorization, challenge, poll, finalize, order, certificate };

inline constexpr std::array steps{
    Step::new_order,
    Step::authorization,
    Step::challenge,
    Step::poll,
    Step::finalize,
    Step::order,
    Step::certificate,
};

/// The word for tables.
std::string_view to_string(Step step);

class Client {
public:
    /// `session` has an account. The certificate's key and its CSR are made here, once.
    Client(const acme_client::Session& session, std::string name);

    Step step() const noexcept { return step_; }

    /// Of the account key.
    std::string thumbprint() const;

    /// The HTTP request of the step, signed with the nonce that the last answer brought.
    std::string request();

    /// The HTTP request for the first nonce.
    std::string nonce_request() const;
    void take_nonce(const Answer& answer);

    /// Whether the next request should wait a little for the validation or the signature to end.
    bool should_wait() const noexcept { return step_ == Step::poll || is_processing_; }

    /// Moves to the next step; true when the issuance is complete. Throws what the server answered
    /// where it is not what the step expects.
    bool take(const Answer& answer);

private:
    void take_authorization(const Answer& answer);
    [[noreturn]] void refuse(const Answer& answer) const;
    void require(bool holds, const Answer& answer) const;

    crypto::PrivateKey key_;
    std::string account_;
    Place place_; ///< Of newNonce; all URLs have the same host.
    std::string new_order_url_;
    std::string new_order_payload_;
    std::string finalize_payload_;
    Step step_ = Step::new_order;
    bool is_processing_ = false;
    std::string nonce_;
    std::string order_url_;
    std::string authorization_url_;
    std::string challenge_url_;
    std::string finalize_url_;
    std::string certificate_url_;
};

} // namespace chancery::bench
