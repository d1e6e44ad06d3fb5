// SPDX-License-Identifier: Apache-2.0
#include "main/config.hpp"

#include "base/error.hpp"
#include "main/settings.hpp"

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

/// One table of the file, or none.
struct Section {
    std::string_view name; ///< Empty for the top.
    const path& file;
    const toml::table* table = nullptr;
};

Section section_of(const toml::table& root, std::string_view name, const path& file) {
    Section section{name, file};
    const auto* node = name.empty() ? &root : root.get(name);
    if (!node) return section;
    section.table = node->as_table();
    if (!section.table)
        fail(
            file,
            node->source(),
            std::string(name) + " must be a table: [" + std::string(name) + "]"
        );
    return section;
}

/// Reads what the file says of a setting, or its default, into the configuration.
class Reading {
public:
    Reading(const Section& section, std::string_view name, Config& config)
        : file_(section.file),
          name_(name),
          node_(section.table ? section.table->get(name) : nullptr),
          config_(config) {}

    void operator()(const TextSetting& setting) const {
        if (!node_) return setting.take(config_, std::string(setting.otherwise));
        const auto value = node_->value_exact<std::string>();
        if (!value) refuse(" must be a string in quotes");
        take([&] { setting.take(config_, *value); });
    }

    void operator()(const NumberSetting& setting) const {
        if (!node_) return setting.take(config_, setting.otherwise);
        const auto value = node_->value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > setting.most)
            refuse(" must be a whole number from 1 to " + std::to_string(setting.most));
        setting.take(config_, *value);
    }

    void operator()(const FlagSetting& setting) const {
        if (!node_) return setting.take(config_, setting.otherwise);
        const auto value = node_->value_exact<bool>();
        if (!value) refuse(" must be true or false");
        setting.take(config_, *value);
    }

    void operator()(const TextsSetting& setting) const {
        const auto one = node_ && setting.may_be_one ? node_->value_exact<std::string>()
                                                     : std::optional<std::string>();
        take([&] { setting.take(config_, one ? std::vector{*one} : texts()); });
    }

private:
    [[noreturn]] void refuse(const std::string& why) const {
        fail(file_, node_->source(), std::string(name_) + why);
    }

    std::vector<std::string> texts() const {
        if (!node_) return {};
        const auto* array = node_->as_array();
        if (!array) refuse(" must be a list of strings: [\"...\"]");
        std::vector<std::string> values;
        for (const auto& item : *array) {
            const auto value = item.value_exact<std::string>();
            if (!value)
                fail(
                    file_,
                    item.source(),
                    std::string(name_) + " must contain only strings in quotes"
                );
            values.push_back(*value);
        }
        return values;
    }

    template <class Take>
    void take(Take take_it) const {
        try {
            take_it();
        } catch (const Error& error) {
            const auto why = ": " + error.problem().detail;
            if (node_) refuse(why);
            throw Error(Fault::invalid, file_.string() + ": " + std::string(name_) + why);
        }
    }

    const path& file_;
    std::string_view name_;
    const toml::node* node_;
    Config& config_;
};

/// The names of the sections.
std::set<std::string_view> sections() {
    std::set<std::string_view> names;
    for (const auto& setting : every_setting())
        names.insert(setting.section);
    return names;
}

/// A setting that there is not is a typing mistake.
void require_known(const Section& section) {
    if (!section.table) return;
    const auto is_known = [&](std::string_view key) {
        if (section.name.empty() && !key.empty() && sections().contains(key)) return true;
        return std::ranges::any_of(every_setting(), [&](const Setting& setting) {
            return setting.section == section.name && setting.name == key;
        });
    };
    for (const auto& [key, node] : *section.table)
        if (!is_known(key.str()))
            fail(
                section.file,
                key.source(),
                "there is no setting \"" + std::string(key.str()) + "\"" +
                    (section.name.empty() ? "" : " in [" + std::string(section.name) + "]")
            );
}

/// Settings that go together.
void require_whole(const Config& config, const path& file) {
    if (config.certificate.empty() != config.certificate_key.empty())
        throw Error(
            Fault::invalid,
            file.string() + ": " + (config.certificate.empty() ? "key" : "certificate") +
                " in [tls]: certificate and key go together"
        );
    if (config.hostnames.empty() && config.certificate.empty())
        throw Error(Fault::invalid, file.string() + ": set hostnames, or a certificate in [tls]");
}

Config from_table(const toml::table& table, const path& file, const path& data) {
    Config config;
    config.data = data;
    for (const auto name : sections())
        require_known(section_of(table, name, file));
    for (const auto& setting : every_setting())
        std::visit(
            Reading(section_of(table, setting.section, file), setting.name, config), setting.kind
        );
    require_whole(config, file);
    require_consistent(config);
    return config;
}

} // namespace

Config read_config(const path& data) {
    const auto file = data / "chancery.toml";
    if (!std::filesystem::exists(file))
        throw Error(
            Fault::not_found,
            file.string() +
                " does not exist; is this a data directory that `chanceryd init` created?"
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
