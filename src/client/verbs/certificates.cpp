// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/console.hpp"
#include "client/lineage/files.hpp"
#include "client/lineage/kept_key.hpp"
#include "client/lineage/lineage.hpp"
#include "client/lineage/staging.hpp"
#include "client/settings/options.hpp"
#include "client/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

using namespace std::chrono_literals;

namespace {

std::string validity(const Lineage& lineage, Time expires, Time now) {
    std::vector<std::string> reasons;
    if (is_of_staging(lineage)) reasons.emplace_back("TEST_CERT");
    if (expires <= now) reasons.emplace_back("EXPIRED");
    if (!reasons.empty()) return "INVALID: " + join(reasons, ", ");
    const auto left = expires - now;
    if (left < 24h) return fmt::format("VALID: {} hour(s)", left / 1h);
    const auto days = left / 24h;
    return days == 1 ? "VALID: 1 day" : fmt::format("VALID: {} days", days);
}

/// "2027-02-22 02:42:12+00:00".
std::string expiry_text(Time expires) {
    auto text = to_rfc3339(expires);
    text[10] = ' ';
    text.pop_back();
    return text + "+00:00";
}

/// As certbot prints an integer: without zeros in front.
std::string serial_text(const crypto::CertificateInfo& leaf) {
    auto text = to_hex(leaf.serial);
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    return text;
}

std::string described(const Lineage& lineage, const crypto::CertificateInfo& leaf, Time now) {
    return fmt::format(
        "  Certificate Name: {}\n"
        "    Serial Number: {}\n"
        "    Key Type: {}\n"
        "    Domains: {}\n"
        "    Expiry Date: {} ({})\n"
        "    Certificate Path: {}\n"
        "    Private Key Path: {}",
        lineage.name,
        serial_text(leaf),
        key_type_of(leaf.key) == "rsa" ? "RSA" : "ECDSA",
        printable(join(names_of(leaf), " "), 65536),
        expiry_text(leaf.not_after),
        validity(lineage, leaf.not_after, now),
        lineage.link(Item::fullchain),
        lineage.link(Item::privkey)
    );
}

/// certbot's checks: the key is the certificate's, the full chain is the two one after the other.
void require_consistent(const Lineage& lineage, const crypto::CertificateInfo& leaf) {
    if (crypto::PrivateKey::from_pem(read_key(lineage)).public_key() != leaf.key)
        throw Error(Fault::invalid, "the private key is not that of the certificate");
    if (files::read(lineage.link(Item::cert)) + files::read(lineage.link(Item::chain)) !=
        files::read(lineage.link(Item::fullchain)))
        throw Error(Fault::invalid, "fullchain does not match cert + chain");
}

bool matches(const Options& options, const Lineage& lineage, const crypto::CertificateInfo& leaf) {
    if (options.cert_name && *options.cert_name != lineage.name) return false;
    const auto names = names_of(leaf);
    return std::ranges::all_of(options.names(), [&](const std::string& wanted) {
        return std::ranges::find(names, wanted) != names.end();
    });
}

} // namespace

int certificates(Options& options, Console& console, Time now) {
    std::vector<std::string> good;
    std::vector<std::string> broken;
    bool any = false;
    for (const auto& file : renewal_files(options.directories)) {
        try {
            const auto lineage = read_lineage(file);
            const auto leaf = read_leaf(lineage);
            require_consistent(lineage, leaf);
            any = true;
            if (matches(options, lineage, leaf)) good.push_back(described(lineage, leaf, now));
        } catch (const Error& error) {
            console.warn(fmt::format(
                "Renewal configuration file {} produced an unexpected error: {}. Skipping.",
                file,
                error.problem().detail
            ));
            broken.push_back("  " + file);
        }
    }
    std::vector<std::string> text;
    if (!any && broken.empty()) text.emplace_back("No certificates found.");
    if (any) {
        const bool filtered = options.cert_name || !options.names().empty();
        text.push_back(fmt::format("Found the following {}certs:", filtered ? "matching " : ""));
        text.push_back(join(good, "\n"));
    }
    if (!broken.empty())
        text.push_back(
            "\nThe following renewal configurations were invalid:\n" + join(broken, "\n")
        );
    console.notify_in_frame(join(text, "\n"));
    return 0;
}

} // namespace chancery::client
