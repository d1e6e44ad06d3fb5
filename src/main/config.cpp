// SPDX-License-Identifier: Apache-2.0
#include "main/config.hpp"

#include "acme/bases.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "main/addresses.hpp"

#include <algorithm>
#include <set>
#include <toml++/toml.h>

namespace chancery::daemon {

namespace {

using std::filesystem::path;

[[noreturn]] void
fail(const path& file, const toml::source_region& where, const std::string& what) {
    throw Error(
        Fault::invalid, file.string() + ", line " + std::to_string(where.begin.line) + ": " + what
    );
}

/// Reads one table, and knows which of its settings were asked for.
class Section {
public:
    Section(const toml::table& root, std::string name, const path& file)
        : name_(std::move(name)),
          file_(file) {
        const auto* node = name_.empty() ? &root : root.get(name_);
        if (!node) return;
        table_ = node->as_table();
        if (!table_) fail(file_, node->source(), name_ + " must be a table: [" + name_ + "]");
    }

    std::string text(const std::string& key, std::string otherwise) {
        const auto* node = find(key);
        if (!node) return otherwise;
        if (const auto value = node->value_exact<std::string>()) return *value;
        fail(file_, node->source(), key + " must be a text in quotes");
    }

    std::int64_t number(const std::string& key, std::int64_t otherwise, std::int64_t most) {
        const auto* node = find(key);
        if (!node) return otherwise;
        const auto value = node->value_exact<std::int64_t>();
        if (value && *value >= 1 && *value <= most) return *value;
        fail(
            file_, node->source(), key + " must be a whole number from 1 to " + std::to_string(most)
        );
    }

    bool boolean(const std::string& key, bool otherwise) {
        const auto* node = find(key);
        if (!node) return otherwise;
        if (const auto value = node->value_exact<bool>()) return *value;
        fail(file_, node->source(), key + " must be true or false");
    }

    /// A list, or one text instead of a list of one.
    std::vector<std::string> text_or_texts(const std::string& key) {
        const auto* node = find(key);
        if (node && !node->is_array()) return {text(key, "")};
        return texts(key);
    }

    std::vector<std::string> texts(const std::string& key) {
        const auto* node = find(key);
        if (!node) return {};
        std::vector<std::string> values;
        const auto* array = node->as_array();
        if (!array) fail(file_, node->source(), key + " must be a list of texts: [\"...\"]");
        for (const auto& item : *array) {
            const auto value = item.value_exact<std::string>();
            if (!value) fail(file_, item.source(), key + " must hold texts in quotes");
            values.push_back(*value);
        }
        return values;
    }

    /// A setting that nobody asked for is a typing mistake. Tables are asked for as sections.
    void finish(const std::set<std::string>& sections = {}) const {
        if (!table_) return;
        for (const auto& [key, node] : *table_)
            if (!asked_.contains(std::string(key.str())) &&
                !sections.contains(std::string(key.str())))
                fail(
                    file_,
                    key.source(),
                    "there is no setting \"" + std::string(key.str()) + "\"" +
                        (name_.empty() ? "" : " in [" + name_ + "]")
                );
    }

    [[noreturn]] void fail_setting(const std::string& key, const std::string& what) const {
        fail(file_, table_->get(key)->source(), key + ": " + what);
    }

private:
    const toml::node* find(const std::string& key) {
        asked_.insert(key);
        return table_ ? table_->get(key) : nullptr;
    }

    std::string name_;
    const path& file_;
    const toml::table* table_ = nullptr;
    std::set<std::string> asked_;
};

net::Endpoint endpoint(Section& section, const std::string& key, const std::string& otherwise) {
    const auto text = section.text(key, otherwise);
    try {
        return net::parse_endpoint(text);
    } catch (const Error& error) {
        section.fail_setting(key, error.what());
    }
}

/// Relative paths are below the data directory.
path file_at(
    Section& section, const std::string& key, const std::string& otherwise, const path& data
) {
    const auto text = section.text(key, otherwise);
    return text.empty() ? path() : data / text;
}

template <class T>
T word(
    Section& section,
    const std::string& key,
    const std::string& otherwise,
    const std::vector<std::pair<std::string, T>>& words
) {
    const auto text = section.text(key, otherwise);
    std::string known;
    for (const auto& [name, value] : words) {
        if (name == text) return value;
        known.append(known.empty() ? "" : ", ").append(name);
    }
    section.fail_setting(key, "must be one of " + known);
}

/// SCHEME://HOST or SCHEME://HOST:PORT, without the final slash; empty where it is not set.
std::string
base_url(Section& root, const std::string& key, const std::string& scheme, std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    if (url.empty()) return url;
    const auto host = host_of(url, scheme);
    if (!host)
        root.fail_setting(
            key, "must be " + scheme + "HOST or " + scheme + "HOST:PORT, without a path"
        );
    if (const auto objection = objection_to_host(*host))
        root.fail_setting(key, "the host \"" + printable(*host) + "\" " + *objection);
    return url;
}

std::vector<std::string> read_public_urls(Section& root) {
    std::vector<std::string> urls;
    for (const auto& text : root.text_or_texts("public_url")) {
        auto url = base_url(root, "public_url", "https://", text);
        if (std::ranges::find(urls, url) != urls.end())
            root.fail_setting("public_url", url + " is listed twice");
        urls.push_back(std::move(url));
    }
    if (urls.empty() || urls.front().empty())
        throw Error(
            Fault::invalid,
            "public_url is missing in chancery.toml: the base of every URL that is handed out, "
            "such as \"https://pki.campus.example:8443\""
        );
    if (std::ranges::find(urls, "") != urls.end())
        root.fail_setting("public_url", "must not list an empty URL");
    if (urls.size() > acme::Bases::most)
        root.fail_setting(
            "public_url", "must list at most " + std::to_string(acme::Bases::most) + " URLs"
        );
    return urls;
}

std::vector<std::string> read_hostnames(Section& root) {
    auto hostnames = root.texts("hostnames");
    for (const auto& hostname : hostnames)
        if (const auto objection = objection_to_host(hostname))
            root.fail_setting("hostnames", "\"" + printable(hostname) + "\" " + *objection);
    return hostnames;
}

std::vector<Network> read_trusted_proxies(Section& root) {
    std::vector<Network> proxies;
    for (const auto& text : root.texts("trusted_proxies")) {
        auto network = parse_network(text);
        if (!network)
            root.fail_setting(
                "trusted_proxies",
                "\"" + printable(text) +
                    "\" is not an address or a network, e.g. 192.0.2.7 or 10.1.0.0/16"
            );
        if (network->prefix == 0)
            root.fail_setting("trusted_proxies", "\"" + text + "\" would believe everybody");
        proxies.push_back(*std::move(network));
    }
    return proxies;
}

net::Limits read_limits(Section limits, Config& config) {
    using std::chrono::seconds;
    constexpr std::int64_t kibi = 1024;
    net::Limits read;
    read.threads = static_cast<unsigned>(limits.number("threads", 128, 1024));
    read.connections = static_cast<std::size_t>(limits.number("connections", 10'000, 1'000'000));
    read.head_bytes = static_cast<std::size_t>(limits.number("head_kib", 16, 1024) * kibi);
    read.head_time = seconds(limits.number("head_seconds", 10, 600));
    read.body_bytes = static_cast<std::size_t>(limits.number("body_kib", 64, 1024) * kibi);
    read.body_time = seconds(limits.number("body_seconds", 30, 600));
    read.idle_time = seconds(limits.number("idle_seconds", 75, 3600));
    config.requests_per_second =
        static_cast<int>(limits.number("requests_per_second", 1000, 100'000));
    limits.finish();
    return read;
}

net::ResolverOptions read_resolver(Section dns) {
    net::ResolverOptions read;
    read.servers = dns.texts("servers");
    read.validate = dns.boolean("dnssec", true);
    read.trust_anchors = dns.texts("trust_anchors");
    read.unsigned_zones = dns.texts("unsigned_zones");
    read.longest_cached = std::chrono::seconds(dns.number("cache_seconds", 5, 60));
    dns.finish();
    return read;
}

net::ProberLimits read_prober(Section validation) {
    net::ProberLimits read;
    read.time = std::chrono::seconds(validation.number("seconds", 10, 50));
    read.running = static_cast<std::size_t>(validation.number("at_once", 16'384, 100'000));
    read.for_an_account =
        static_cast<std::size_t>(validation.number("at_once_for_an_account", 256, 100'000));
    read.for_a_destination =
        static_cast<std::size_t>(validation.number("at_once_for_an_address", 32, 10'000));
    validation.finish();
    return read;
}

void read_log(Section section, Config& config) {
    config.log_level = word<log::Level>(
        section,
        "level",
        "info",
        {{"debug", log::Level::debug},
         {"info", log::Level::info},
         {"warning", log::Level::warning},
         {"error", log::Level::error}}
    );
    config.log_form = word<log::Form>(
        section,
        "form",
        "auto",
        {{"auto", log::Form::automatic}, {"text", log::Form::text}, {"json", log::Form::json}}
    );
    section.finish();
}

void read_tls(Section section, Config& config) {
    config.certificate = file_at(section, "certificate", "", config.data);
    config.certificate_key = file_at(section, "key", "", config.data);
    if (config.certificate.empty() != config.certificate_key.empty())
        section.fail_setting(
            config.certificate.empty() ? "key" : "certificate", "certificate and key go together"
        );
    section.finish();
}

Config from_table(const toml::table& table, const path& file, const path& data) {
    Config config;
    config.data = data;
    Section root(table, "", file);
    config.public_urls = read_public_urls(root);
    config.hostnames = read_hostnames(root);
    config.website = root.text("website", "");
    config.listen = endpoint(root, "listen", "0.0.0.0:8443");
    config.status_listen = endpoint(root, "status_listen", "127.0.0.1:9402");
    if (!root.text("http_listen", "").empty())
        config.http_listen = endpoint(root, "http_listen", "");
    config.public_http_url =
        base_url(root, "public_http_url", "http://", root.text("public_http_url", ""));
    auto trusted_proxies = read_trusted_proxies(root);
    config.master_key = file_at(root, "master_key", "master.key", data);
    root.finish({"store", "tls", "log", "limits", "dns", "validation"});

    Section store(table, "store", file);
    config.store.url = store.text("url", "");
    if (config.store.url.empty())
        config.store.url = (data / "chancery.db").string();
    else if (!config.store.is_postgres())
        store.fail_setting(
            "url", "must begin with postgresql://; leave it out for the SQLite file"
        );
    store.finish();

    read_tls(Section(table, "tls", file), config);
    if (config.hostnames.empty() && config.certificate.empty())
        throw Error(
            Fault::invalid,
            file.string() + ": hostnames must name this server, or [tls] a certificate of its own"
        );
    read_log(Section(table, "log", file), config);
    config.limits = read_limits(Section(table, "limits", file), config);
    config.limits.trusted_proxies = std::move(trusted_proxies);
    config.resolver = read_resolver(Section(table, "dns", file));
    config.prober = read_prober(Section(table, "validation", file));
    require_consistent(config);
    return config;
}

} // namespace

Config read_config(const path& data) {
    const auto file = data / "chancery.toml";
    if (!std::filesystem::exists(file))
        throw Error(
            Fault::not_found,
            file.string() + " is not there; is this a data directory that `chanceryd init` made?"
        );
    if (std::filesystem::is_directory(file))
        throw Error(Fault::invalid, file.string() + " is a directory; it must be a file");
    try {
        return from_table(toml::parse_file(file.string()), file, data);
    } catch (const toml::parse_error& error) {
        fail(file, error.source(), std::string(error.description()));
    }
}

} // namespace chancery::daemon
