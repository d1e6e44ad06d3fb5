// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether it is time to renew a lineage: the CA is asked (RFC 9773), at every run, so that what the
// office wants renewed or has revoked is renewed at the next one. Where it says nothing, what is
// left of the certificate's life decides, as in certbot.

#include "acme_client/directory.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "client/console.hpp"
#include "client/lineage/lineage.hpp"
#include "client/settings/options.hpp"
#include "client/settings/settings.hpp"
#include "crypto/certificate.hpp"
#include "net/http_client.hpp"

#include <map>
#include <optional>
#include <string>

namespace chancery::client {

class DueDates {
public:
    /// All must outlive it. One run's: a server that cannot be asked is not asked again.
    DueDates(const Options& options, Console& console, Time now)
        : options_(options),
          console_(console),
          now_(now) {}

    /// By the lineage's own file, whatever was asked for on the command line. `settings` are those
    /// it is renewed with. Throws invalid for an interval that means nothing.
    bool is_due(const Lineage& lineage, const Settings& settings);

private:
    struct Server {
        net::HttpClient http;
        acme_client::Directory directory;
    };

    std::optional<Time> suggested_time(
        const Lineage& lineage, const crypto::CertificateInfo& leaf, const Settings& settings
    );
    Server* find_server(const std::string& url, const Settings& settings);
    void warn(const std::string& url, const Error& error);

    const Options& options_;
    Console& console_;
    Time now_;
    std::map<std::string, std::optional<Server>> servers_; ///< None: cannot be asked.
};

} // namespace chancery::client
