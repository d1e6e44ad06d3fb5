// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "base/text.hpp"
#include "main/config.hpp"
#include "main/settings.hpp"

#include <map>

namespace chancery::daemon {

namespace {

constexpr std::size_t widest = 100;

constexpr auto beginning =
    R"(# chancery.toml: what chanceryd needs to start. Endpoints, profiles, accounts and the rest of the
# register are in the database; change them with `chancery admin`. A setting that is commented out
# shows its default. `chanceryd check-config --data DIR` checks this file.
)";

std::string quoted(const std::string& text) {
    return json::to_text(text);
}

std::string quoted(const std::vector<std::string>& texts) {
    std::vector<std::string> items;
    for (const auto& text : texts)
        items.push_back(quoted(text));
    return "[" + join(items, ", ") + "]";
}

/// What `init` has decided, as TOML; "tls.key" is the key of [tls].
std::map<std::string, std::string> decided_by(const FirstConfig& first) {
    std::map<std::string, std::string> decided{
        {".public_url", quoted(first.public_url)},
        {".hostnames", quoted(first.hostnames)},
        {".listen", quoted(first.listen)}};
    if (!first.http_listen.empty()) decided[".http_listen"] = quoted(first.http_listen);
    if (!first.public_http_url.empty()) decided[".public_http_url"] = quoted(first.public_http_url);
    if (!first.store.empty()) decided["store.url"] = quoted(first.store);
    return decided;
}

/// Comment lines.
std::string explained(std::string_view about) {
    std::string text;
    std::string line = "#";
    for (const auto word : split(about, ' ')) {
        if (line.size() + 1 + word.size() > widest) text += std::exchange(line, "#") + '\n';
        line.append(" ").append(word);
    }
    return text + line + '\n';
}

} // namespace

std::string first_config_text(const FirstConfig& first) {
    const auto decided = decided_by(first);
    std::string text = beginning;
    std::string_view section;
    for (const auto& setting : every_setting()) {
        if (setting.section != section) text.append("\n[").append(setting.section).append("]");
        section = setting.section;
        const auto value = decided.find(std::string(section) + "." + std::string(setting.name));
        text.append("\n").append(explained(setting.about));
        if (value == decided.end()) text += '#';
        text.append(setting.name).append(" = ");
        text.append(value == decided.end() ? default_of(setting) : value->second).append("\n");
    }
    return text;
}

} // namespace chancery::daemon
