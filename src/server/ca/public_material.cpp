// SPDX-License-Identifier: Apache-2.0
#include "server/ca/public_material.hpp"

namespace chancery::server {

net::Response get_public_material(const std::string& root, const net::Request& request) {
    if (request.path() != "/ca/root.pem")
        return {
            .status = 404, .content_type = "text/plain", .body = "the root is at /ca/root.pem\n"};
    if (request.method != "GET" && request.method != "HEAD") {
        net::Response response{.status = 405, .content_type = "text/plain", .body = "use GET\n"};
        response.set("Allow", "GET, HEAD");
        return response;
    }
    net::Response response{.status = 200, .content_type = "application/x-pem-file", .body = root};
    response.set("Cache-Control", "public, max-age=3600");
    return response;
}

} // namespace chancery::server
