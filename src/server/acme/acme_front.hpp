// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ACME service over HTTP: finds endpoint and handler, turns what they throw into problem
// documents, and adds the headers that every ACME answer has.

#include "net/http.hpp"
#include "server/acme/context.hpp"

namespace chancery::server {

class AcmeFront {
public:
    explicit AcmeFront(AcmeContext& context) : context_(context) {}

    /// For every target that begins with "/acme/", or of a sole endpoint for all. Throws nothing.
    net::Response handle(const net::Request& request);

private:
    AcmeContext& context_;
};

} // namespace chancery::server
