// SPDX-License-Identifier: Apache-2.0
#pragma once

// The handler before the ACME front: nonces that are refused for no reason, pauses that the
// configuration asks for, renewal information that was made up, Pebble's words.

#include "server/acme/acme_front.hpp"
#include "testca/asked_times.hpp"
#include "testca/config.hpp"
#include "testca/knobs.hpp"
#include "testca/remembered.hpp"
#include "testca/renewal_notes.hpp"

#include <string>

namespace chancery::testca {

/// All that the ACME front is made of but its URL. Must outlive the front.
struct FrontParts {
    store::Store& store;
    workflow::Issuing& issuing;
    const crypto::Sealer& sealer;
    workflow::Validator& validator;
    Metrics& metrics;
    const RenewalNotes& renewal_notes;
    AccountUrls& account_urls;
};

struct FrontOptions {
    std::string public_url; ///< For requests whose Host cannot stand in a URL.
    Knobs knobs;
    int authorization_retry_after = 0;
    int order_retry_after = 0;
};

class Front {
public:
    Front(const FrontParts& parts, FrontOptions options);

    net::Response handle(const net::Request& request);
    net::Response refuse(const net::Request& request, const net::Refusal& refusal);

private:
    server::AcmeContext context_at(std::string url);
    std::string url_for(const net::Request& request) const;
    void strike(const acme::SignedRequest& request, Time now);
    void set_times(
        OrderId order,
        const net::Request& request,
        const std::optional<acme::SignedRequest>& message,
        net::Response& response
    );

    FrontParts parts_;
    FrontOptions options_;
    Counter refused_;
    server::Nonces nonces_;
    server::KeyCache keys_;
    server::RefusalLog refusals_;
    OrderTimes times_;
};

} // namespace chancery::testca
