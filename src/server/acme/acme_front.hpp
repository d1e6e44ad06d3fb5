// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ACME service over HTTP: finds endpoint and handler, turns what they throw into problem
// documents, and adds the headers that every ACME answer has.

#include "net/server/service.hpp"
#include "server/acme/context.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::server {

/// What every endpoint has: the path below its URL, and the methods that are taken, with spaces
/// between. For what must hold for all of them.
struct Resource {
    std::string_view path;
    std::string_view methods;
};

std::vector<Resource> list_resources(const acme::Paths& paths = acme::usual_paths);

/// An answer and what it is about, for whoever speaks in front of it, as a test CA does.
struct Answered {
    net::Response response;
    std::optional<OrderId> order;     ///< Which the answer shows.
    std::optional<Fault> refused_for; ///< Of a problem document.
};

class AcmeFront {
public:
    explicit AcmeFront(AcmeContext& context) : context_(context) {}

    /// For every target that begins with "/acme/", or of a sole endpoint for all. Throws nothing.
    net::Response handle(const net::Request& request);
    Answered answer(const net::Request& request);

    /// The answer to a request that is refused before it comes here. Reads nothing from the
    /// database.
    net::Response refuse(const net::Request& request, const net::Refusal& refusal) const;

private:
    AcmeContext& context_;
};

/// The front must outlive it.
net::Service service_of(AcmeFront& front);

} // namespace chancery::server
