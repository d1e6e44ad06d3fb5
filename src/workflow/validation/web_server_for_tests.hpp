// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the web server of hosts that answer http-01.

#include "net/probe/hosts_for_tests.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace chancery::workflow {

/// Files below /.well-known/acme-challenge/, each named as it begins.
class WebServer {
public:
    void put(const std::string& key_authorization) {
        const std::lock_guard lock(mutex_);
        files_.push_back(key_authorization);
    }

    /// Everybody is sent there.
    void redirect(const std::string& url) {
        const std::lock_guard lock(mutex_);
        elsewhere_ = url;
    }

    /// Nobody is answered until it goes.
    std::unique_lock<std::mutex> hold() { return std::unique_lock(mutex_); }

    unsigned short port() const { return host_.port(); }

    int requests() const { return host_.connections(); }

private:
    void serve(net::testing::Talk& talk) {
        const auto head = talk.read_head();
        const std::lock_guard lock(mutex_);
        if (!elsewhere_.empty()) {
            talk.send(net::testing::redirect_to(elsewhere_));
            return;
        }
        for (const auto& file : files_)
            if (head.find(file.substr(0, file.find('.'))) != head.npos) {
                talk.send(net::testing::ok(file));
                return;
            }
        talk.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }

    std::mutex mutex_;
    std::vector<std::string> files_;
    std::string elsewhere_;
    net::testing::Host host_{[this](net::testing::Talk& talk) { serve(talk); }};
};

} // namespace chancery::workflow
