// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/find_file.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <system_error>

namespace chancery::admin {

namespace {

constexpr std::size_t chain_limit = 256 * 1024; ///< Ten certificates, and comments.

struct Options {
    std::string name;
    std::vector<std::string> alternate_chains = {}; ///< Files.
    bool no_alternate_chains = false;
    bool enable = false;
    bool disable = false;

    bool operator==(const Options&) const = default;
};

std::string read_chain(const std::string& path) {
    auto content = find_file(path, chain_limit);
    if (!content)
        throw Error(
            Fault::invalid,
            fmt::format("cannot read {}: {}", path, std::generic_category().message(errno))
        );
    return *std::move(content);
}

/// "24 Jan 2036", and what is to be done where that is near. After it nothing is issued.
Cell end_of(const json::Value& issuer, Time now) {
    constexpr auto warned_before = std::chrono::days(365);
    const auto end = time(issuer, "notAfter");
    if (!end) return "";
    if (*end <= now) return {"expired on " + to_date(*end) + ": replace it", Tone::bad};
    if (*end > now + warned_before) return to_date(*end);
    const auto days = static_cast<std::size_t>((*end - now) / std::chrono::days(1));
    return {
        fmt::format("{}, in {}: replace it", to_date(*end), counted(days, "day")), Tone::waiting};
}

Cell state_of(const json::Value& issuer) {
    return state(truth(issuer, "enabled") ? "enabled" : "disabled");
}

std::vector<std::pair<std::string, Cell>> fields_of(const json::Value& issuer, Time now) {
    return {
        {"Name", text(issuer, "name")},
        {"Kind", text(issuer, "kind")},
        {"State", state_of(issuer)},
        {"ID", text(issuer, "id")},
        {"Expires", end_of(issuer, now)},
        {"Alternates", std::to_string(texts(issuer, "alternateChains").size())},
    };
}

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/issuers", {}),
            {.columns =
                 {{"Name", Column::Width::may_shrink}, {"Kind"}, {"State"}, {"Expires"}, {"ID"}},
             .row = [now = session.printer.now()](const json::Value& item) -> Row {
                 return {
                     text(item, "name"),
                     text(item, "kind"),
                     state_of(item),
                     end_of(item, now),
                     text(item, "id")};
             },
             .empty = "An issuer signs certificates; `chanceryd init` creates the first ones."}
        );
        return 0;
    };
}

int set(Session& session, const Options& options) {
    std::vector<std::string> chains;
    for (const auto& path : options.alternate_chains)
        chains.push_back(read_chain(path));
    Body body;
    if (options.enable || options.disable)
        body.put(options.enable ? "--enable" : "--disable", "enabled", options.enable);
    if (!chains.empty() || options.no_alternate_chains)
        body.put_list("--alternate-chain", "alternateChains", chains, options.alternate_chains);
    const auto found = find_object(session.api, issuers, options.name);
    const auto answer = change(
        session.api,
        found,
        fmt::format("the issuer \"{}\"", text(found, "name")),
        {"PATCH", path_of(issuers, found), std::move(body)}
    );
    session.printer.object(answer, fields_of(answer, session.printer.now()));
    return 0;
}

Action define_set(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Name of the issuer");
    line.optional(
        "--alternate-chain",
        options->alternate_chains,
        "PEM file with another certificate of this issuer's key and those above it, without the "
        "root; may be repeated or a list with commas. Replaces all alternate chains"
    );
    line.flag(
        "--no-alternate-chains", options->no_alternate_chains, "Offer only the issuer's own chain"
    );
    line.exclude("--alternate-chain", "--no-alternate-chains");
    line.flag("--enable", options->enable, "Let the issuer issue again");
    line.flag("--disable", options->disable, "Stop issuing; revocation lists are still published");
    line.exclude("--enable", "--disable");
    line.check([options] {
        if (*options == Options{.name = options->name})
            usage_error("nothing to change: pass one of --alternate-chain, --no-alternate-chains, "
                        "--enable or --disable");
    });
    return [options](Session& session) { return set(session, *options); };
}

constexpr std::array commands{
    Command{"list", "List the issuers", "issuer list", define_list},
    Command{
        "set",
        "Change an issuer; changes take effect at once",
        "issuer set \"Campus Issuing CA I1\" --alternate-chain by-old-root.pem",
        define_set},
};

} // namespace

const Resource issuer_commands{"issuer", "Who signs certificates", commands};

} // namespace chancery::admin
