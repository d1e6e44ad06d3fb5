// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/credential.hpp"

#include "admin/commands/read.hpp"
#include "admin/table.hpp"
#include "admin/words.hpp"
#include "base/encoding.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

struct Credential {
    std::string url;
    std::string key_id;
    std::string hmac_key;
    std::string email;
    std::vector<std::string> names;
};

/// "https://pki.campus.example:8443" of ".../acme/ov/directory".
std::string public_url(const std::string& directory_url) {
    return directory_url.substr(0, directory_url.find("/acme/"));
}

/// "pki.campus.example" of "https://pki.campus.example:8443"; harmless as a file's name.
std::string host_of(const std::string& url) {
    auto host = url.substr(std::min(url.size(), url.find("://") + 3));
    if (host.starts_with('[')) return "chancery";
    host.resize(std::min(host.size(), host.find_first_of(":/")));
    return host.empty() ? "chancery" : host;
}

std::string trust_text(const std::string& url, const std::optional<std::string>& root) {
    const auto file = host_of(url) + "-root";
    const auto blocks = root ? parse_pem(*root, "CERTIFICATE") : std::vector<Bytes>();
    const auto expected =
        blocks.empty()
            ? std::string("The second command prints the root's SHA-256; it must be the one that "
                          "`chanceryd init` printed and that\nyour office publishes.")
            : fmt::format(
                  "The second command must print exactly this SHA-256:\n  {}",
                  to_fingerprint(crypto::sha256(blocks.front()))
              );
    return fmt::format(
        "First, once on each host, so that it trusts this office's root:\n"
        "  curl --insecure --output {0}.pem {1}\n"
        "  openssl x509 -noout -fingerprint -sha256 -in {0}.pem\n"
        "{2}\n"
        "Only then:\n"
        "  install -m 644 {0}.pem /usr/local/share/ca-certificates/{0}.crt && "
        "update-ca-certificates\n"
        "certbot from pip or snap looks at that only with this, in its timer too:\n"
        "  export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n",
        shell_word(file),
        shell_word(url + "/ca/root.pem"),
        expected
    );
}

/// In certbot's words, which are those of `chancery certonly` too.
std::string certonly(const std::string& program, const Credential& c, const std::string& key) {
    auto text = fmt::format(
        "{} certonly --standalone --non-interactive --agree-tos {} {} {} {}",
        program,
        c.email.empty() ? "--register-unsafely-without-email" : shell_option("--email", c.email),
        shell_option("--server", c.url),
        shell_option("--eab-kid", c.key_id),
        key
    );
    // One certificate has at most so many; which, the host knows.
    constexpr std::size_t most_names = 100;
    if (c.names.empty() || c.names.size() > most_names) return text + " --domain FQDN";
    for (const auto& name : c.names)
        text += " " + shell_option("--domain", name);
    const auto& first = c.names.front();
    return text + " " +
           shell_option("--cert-name", first.starts_with("*.") ? first.substr(2) : first);
}

} // namespace

std::string
email_for(Api& api, const std::vector<std::string>& contacts, const json::Value& department) {
    if (!contacts.empty()) return contacts.front();
    if (const auto own = texts(department, "contacts"); !own.empty()) return own.front();
    const auto page = api.list("/organizations", {});
    for (const auto& organization : items(page))
        if (text(organization, "id") == text(department, "organizationId"))
            return text(organization, "contactEmail");
    return {};
}

std::string credential_text(const json::Value& account, const HostAdvice& advice) {
    const Credential c{
        harmless(require_text(account, "directoryUrl")),
        harmless(require_text(member(account, "credential"), "keyId")),
        harmless(require_text(account, "hmacKey")),
        harmless(advice.email),
        advice.names};
    const auto key_file = "/root/" + c.key_id + ".key";
    return fmt::format(
        "ACME URL: {}\n"
        "Key ID: {}\n"
        "HMAC key: {}\n"
        "\n"
        "The HMAC key is shown only now. ACME account \"{}\" may have: {}.\n"
        "{}"
        "\n"
        "{}"
        "\n"
        "Then, with certbot:\n"
        "  {}\n"
        "\n"
        "Or with chancery, the key in a file instead of the shell's history (paste it, Enter, "
        "Ctrl-D):\n"
        "  (umask 077 && cat > {})\n"
        "  {}\n",
        c.url,
        c.key_id,
        c.hmac_key,
        harmless(text(account, "name")),
        c.names.empty() ? "no name yet" : harmless(join(c.names, ", ")),
        advice.note,
        trust_text(public_url(c.url), advice.root),
        certonly("certbot", c, shell_option("--eab-hmac-key", c.hmac_key)),
        shell_word(key_file),
        certonly("chancery", c, shell_option("--eab-hmac-key-file", key_file))
    );
}

} // namespace chancery::admin
