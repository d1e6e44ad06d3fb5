// SPDX-License-Identifier: Apache-2.0
// chanceryd, the server: its command line.

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "main/commands.hpp"
#include "main/secrecy.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace {

using namespace chancery;

void add_data(CLI::App& command, std::filesystem::path& data, const std::string& what) {
    command.add_option("--data", data, what)
        ->required()
        ->check([](const std::string& given) { return given.empty() ? "must not be empty" : ""; })
        ->type_name("DIR");
}

void add_init(CLI::App& app, daemon::InitOptions& options) {
    auto& init = *app.add_subcommand(
        "init", "Create a new office: data directory, CA, endpoints, first API token"
    );
    add_data(init, options.data, "Data directory to create; must be empty or not exist");
    init.add_option(
            "--organization", options.organization, "O of the certificates, 1 to 64 characters"
    )
        ->required()
        ->type_name("NAME");
    init.add_option(
            "--country", options.country, "C of the certificates, two capital letters, e.g. DE"
    )
        ->type_name("CC");
    init.add_option("--state", options.state, "ST of the certificates: state or province")
        ->type_name("ST");
    init.add_option("--locality", options.locality, "L of the certificates: town")->type_name("L");
    init.add_option(
            "--listen", options.listen, "Address and port for HTTPS; port 0 picks a free port"
    )
        ->type_name("ADDR:PORT")
        ->capture_default_str();
    init.add_option(
            "--http-listen",
            options.http_listen,
            "Address and port for revocation lists and issuers' certificates over plain HTTP; "
            "every certificate names them unless this is \"none\" (default: the address of "
            "--listen, port 8080, or 80 beside port 443)"
    )
        ->type_name("ADDR:PORT");
    init.add_option(
            "--hostname",
            options.hostnames,
            "A name or address of this server; the first one stands in every URL (default: "
            "`hostname -f`); may be repeated"
    )
        ->type_name("NAME");
    init.add_option(
            "--contact",
            options.contact,
            "E-mail address of the office, for those whose requests are refused"
    )
        ->type_name("MAIL");
    init.add_option(
            "--store", options.store, "URL of a PostgreSQL database (default: a SQLite file)"
    )
        ->type_name("postgresql://...");
}

/// CLI11 only says that something is missing when it does not know what was given.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
    const auto unknown = app.remaining(true);
    if (!app.get_subcommands().empty() && !unknown.empty())
        return fmt::format("unknown option {}", printable(unknown.front()));
    if (!app.get_subcommands().empty() || unknown.empty()) return error.what();
    return fmt::format(
        "unknown command \"{}\"; commands: init, serve, check-config, clock accept",
        printable(unknown.front())
    );
}

int run(int argc, char** argv) {
    CLI::App app("chanceryd: an organisation's certificate office, the server");
    app.set_version_flag("--version", "chanceryd " CHANCERY_VERSION, "Print the version");
    app.set_help_flag("--help,-h", "Print this help");
    app.require_subcommand(1);

    daemon::InitOptions init;
    std::filesystem::path data;
    add_init(app, init);
    auto* serve = app.add_subcommand("serve", "Serve ACME, the API and the CA's public material");
    add_data(*serve, data, "Data directory");
    auto* check = app.add_subcommand("check-config", "Check DIR/chancery.toml");
    add_data(*check, data, "Data directory");
    auto* clock = app.add_subcommand("clock", "Tell the server that its clock is right");
    clock->require_subcommand(1);
    auto* accept = clock->add_subcommand(
        "accept",
        "Accept the clock and issue again although records have later times: they were made by "
        "a clock that was wrong"
    );
    add_data(*accept, data, "Data directory");

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& error) {
        return app.exit(error);
    } catch (const CLI::CallForVersion& error) {
        return app.exit(error);
    } catch (const CLI::ParseError& error) {
        fmt::print(stderr, "chanceryd: {}; see chanceryd --help\n", complaint(app, error));
        return 2;
    }
    if (*serve) return daemon::serve(data);
    if (*check) return daemon::check_config(data);
    if (*accept) return daemon::accept_clock(data);
    return daemon::init(init);
}

} // namespace

int main(int argc, char** argv) {
    try {
        daemon::forbid_core_dumps(daemon::Children::dump_no_core);
        return run(argc, argv);
    } catch (const std::exception& error) {
        const auto sentence = sentence_of(error);
        // Only an internal error has more to say; [log] level = "debug" shows it.
        if (sentence != error.what())
            log::debug("an internal error ended chanceryd", {{"reason", error.what()}});
        fmt::print(stderr, "chanceryd: {}\n", sentence);
        return 1;
    }
}
