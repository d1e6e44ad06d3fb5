// SPDX-License-Identifier: Apache-2.0
#include "server/too_many_requests.hpp"

#include "server/request_rate.hpp"

#include <string>

namespace chancery::server {

net::Refusal too_many_requests(std::chrono::seconds wait) {
    return {
        429,
        "too many requests from this address (" + std::string(RequestRate::limit) +
            "); ask again more slowly",
        wait};
}

} // namespace chancery::server
