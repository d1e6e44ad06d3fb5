// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/endpoint_settings.hpp"
#include "admin/commands/read.hpp"
#include "admin/objects.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string name;
    std::optional<std::string> staging_of = std::nullopt;
    bool enable = false;
    bool disable = false;
    EndpointOptions settings = {};
};

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/endpoints", {}),
            {.columns = {{"Name"}, {"State"}, {"Title", Column::Width::may_shrink}, {"ACME URL"}},
             .row = [](const json::Value& item) -> Row {
                 return {
                     text(item, "name"),
                     state(truth(item, "enabled") ? "enabled" : "disabled"),
                     text(item, "title"),
                     text(item, "directoryUrl")};
             },
             .empty = "An endpoint is an ACME directory of this office; `chanceryd init` makes the "
                      "first ones."}
        );
        return 0;
    };
}

Action define_show(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the endpoint, as in its URL");
    return [name](Session& session) {
        const auto found = find_object(session.api, endpoints, *name);
        session.printer.object(found, fields_of_endpoint(found));
        return 0;
    };
}

int add(Session& session, const Options& options) {
    Body body;
    body.put("NAME", "name", options.name);
    auto settings = options.settings;
    if (!settings.title) settings.title = options.name;
    put_settings(session.api, body, settings, {});
    std::optional<std::string> real;
    if (options.staging_of)
        real = require_text(find_object(session.api, endpoints, *options.staging_of), "id");
    body.put_given("--staging-of", "stagingOf", real);
    const auto answer = session.api.send("POST", "/endpoints", body);
    session.printer.done(
        answer,
        fmt::format(
            "Created endpoint \"{}\". Its ACME URL is {}",
            options.name,
            text(answer, "directoryUrl")
        )
    );
    return 0;
}

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required(
        "NAME",
        options->name,
        "Name of the endpoint in its URL (a-z, 0-9, hyphens); cannot be changed later"
    );
    line.optional(
        "--staging-of",
        options->staging_of,
        "Endpoint whose credentials this one accepts; cannot be changed later"
    );
    add_settings(line, options->settings);
    line.check([options] {
        if (!options->settings.issuer || options->settings.profiles.empty())
            usage_error("--issuer and --profile are required");
    });
    return [options](Session& session) { return add(session, *options); };
}

int set(Session& session, const Options& options) {
    const auto found = find_object(session.api, endpoints, options.name);
    Body body;
    put_settings(session.api, body, options.settings, texts(found, "profiles"));
    if (options.enable || options.disable)
        body.put(options.enable ? "--enable" : "--disable", "enabled", options.enable);
    const auto answer = change(
        session.api,
        found,
        fmt::format("the endpoint \"{}\"", text(found, "name")),
        {"PATCH", path_of(endpoints, found), std::move(body)}
    );
    session.printer.object(answer, fields_of_endpoint(answer));
    return 0;
}

Action define_set(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Name of the endpoint");
    add_settings(line, options->settings);
    add_profile_changes(line, options->settings);
    line.flag("--enable", options->enable, "Serve the endpoint again");
    line.flag("--disable", options->disable, "Stop serving the endpoint; its clients receive 404");
    line.exclude("--enable", "--disable");
    line.check([options] {
        if (!options->enable && !options->disable && options->settings == EndpointOptions{})
            usage_error("nothing to change: pass at least one setting, e.g. --title, --validation, "
                        "--challenge or another "
                        "option; `--help` lists them");
    });
    return [options](Session& session) { return set(session, *options); };
}

constexpr std::array commands{
    Command{"list", "List the endpoints", "endpoint list", define_list},
    Command{"show", "Show one endpoint", "endpoint show ov", define_show},
    Command{
        "add",
        "Add an ACME directory",
        "endpoint add lab --issuer \"Campus Issuing CA I1\" --profile internal --validation "
        "challenge --challenge http-01 --allow-network 10.0.0.0/8",
        define_add},
    Command{
        "set",
        "Change an endpoint; changes take effect with the next request",
        "endpoint set dv --terms-of-service https://pki.campus.example/terms",
        define_set},
};

} // namespace

const Resource endpoint_commands{"endpoint", "The ACME directories of this office", commands};

} // namespace chancery::admin
