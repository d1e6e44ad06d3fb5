// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/given.hpp"
#include "admin/objects.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "model/endpoint.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

constexpr auto any = "any";
constexpr auto none = "none";

const std::vector<std::string> on_or_off{"on", "off"};

struct Settings {
    std::optional<std::string> description = std::nullopt;
    std::optional<std::string> lifetime = std::nullopt;
    std::vector<std::string> key_types = {};
    std::optional<std::string> client_auth = std::nullopt;
    std::optional<std::string> subject = std::nullopt;
    std::vector<std::string> policies = {};
    std::optional<std::string> max_names = std::nullopt;
    std::optional<std::string> validity = std::nullopt;
    std::optional<std::string> must_staple = std::nullopt;
    std::optional<std::string> rules = std::nullopt;
    std::optional<std::string> underscores = std::nullopt;

    friend bool operator==(const Settings&, const Settings&) = default;
};

struct Options {
    std::string name;
    Settings settings = {};
};

void add_shape(CommandLine& line, Settings& settings) {
    line.optional(
        "--description", settings.description, "Description that clients see, up to 255 characters"
    );
    line.optional(
        "--lifetime",
        settings.lifetime,
        "Lifetime of a certificate, e.g. P47D (default: P90D)",
        [](const std::string& text) -> std::optional<std::string> {
            if (parse_duration(text)) return std::nullopt;
            return "\"" + text + "\" is not an ISO 8601 duration, e.g. P90D";
        }
    );
    line.words(
        "--key-type",
        settings.key_types,
        "Type of keys to certify: rsa2048, rsa3072, rsa4096, ecdsaP256, ecdsaP384, "
        "ecdsaP521, ed25519; may be repeated or a list with commas (default: all except "
        "ecdsaP521)"
    );
    line.one_of(
        "--client-auth",
        settings.client_auth,
        on_or_off,
        "Whether certificates are also valid for TLS clients"
    );
    line.one_of(
        "--subject",
        settings.subject,
        every_word<SubjectForm>(),
        "Whether the subject names the organization"
    );
    line.optional(
        "--policy",
        settings.policies,
        "Object identifier for certificatePolicies; may be repeated or a list with commas; "
        "none empties the list"
    );
}

void add_rules(CommandLine& line, Settings& settings) {
    line.optional(
        "--max-names",
        settings.max_names,
        "Number of names that a certificate may have, at most 100",
        [](const std::string& text) -> std::optional<std::string> {
            if (number_of(text)) return std::nullopt;
            return "\"" + text + "\" is not a number from 1 to 100";
        }
    );
    line.one_of(
        "--validity-by-order",
        settings.validity,
        on_or_off,
        "Whether an order may set notBefore and notAfter, within the lifetime"
    );
    line.one_of(
        "--must-staple",
        settings.must_staple,
        on_or_off,
        "Whether a CSR may ask for OCSP must-staple (RFC 7633)"
    );
    line.one_of(
        "--rules",
        settings.rules,
        every_word<RuleSet>(),
        "Rules for names and lifetimes: those of public CAs, or the office's own, i.e. any name "
        "and a lifetime from PT1H up to the issuer's expiry (default: public)"
    );
    line.one_of(
        "--underscores",
        settings.underscores,
        on_or_off,
        "Whether names may have underscores; only with --rules office (default: off)"
    );
}

void add_settings(CommandLine& line, Settings& settings) {
    add_shape(line, settings);
    add_rules(line, settings);
}

std::optional<json::Value> usages_of(const Settings& settings) {
    if (!settings.client_auth) return std::nullopt;
    return *settings.client_auth == "on" ? json::Array{"serverAuth", "clientAuth"}
                                         : json::Array{"serverAuth"};
}

void put_settings(Body& body, const Settings& settings) {
    body.put_given("--description", "description", settings.description);
    body.put_given("--lifetime", "lifetime", settings.lifetime);
    body.put_list("--key-type", "keyTypes", given_list(settings.key_types, any));
    body.put_given("--client-auth", "extendedKeyUsages", usages_of(settings));
    body.put_given("--subject", "subject", settings.subject);
    body.put_list("--policy", "certificatePolicies", given_list(settings.policies, none));
    body.put_given("--max-names", "maxNames", given_number(settings.max_names));
    body.put_switch("--validity-by-order", "validityByOrder", settings.validity);
    body.put_switch("--must-staple", "mustStaple", settings.must_staple);
    body.put_given("--rules", "rules", settings.rules);
    body.put_switch("--underscores", "underscores", settings.underscores);
}

std::string list_or(const json::Value& profile, const char* member, const char* otherwise) {
    const auto all = texts(profile, member);
    return all.empty() ? otherwise : join(all, ", ");
}

std::vector<std::pair<std::string, Cell>> fields_of(const json::Value& profile) {
    return {
        {"Name", text(profile, "name")},
        {"Description", text(profile, "description")},
        {"Lifetime", text(profile, "lifetime")},
        {"Keys", list_or(profile, "keyTypes", any)},
        {"Usages", join(texts(profile, "extendedKeyUsages"), ", ")},
        {"Subject", text(profile, "subject")},
        {"Policies", list_or(profile, "certificatePolicies", none)},
        {"Names", fmt::format("{} at most", number(profile, "maxNames"))},
        {"Validity", truth(profile, "validityByOrder") ? "as the order asks" : "as above"},
        {"Must-staple", truth(profile, "mustStaple") ? "as the CSR asks" : "refused"},
        {"Rules", text(profile, "rules")},
        {"Underscores", truth(profile, "underscores") ? "allowed" : "refused"},
    };
}

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/profiles", {}),
            {.columns =
                 {{"Name"},
                  {"Lifetime"},
                  {"Subject"},
                  {"Keys", Column::Width::may_shrink},
                  {"Description", Column::Width::may_shrink}},
             .row = [](const json::Value& item) -> Row {
                 return {
                     text(item, "name"),
                     text(item, "lifetime"),
                     text(item, "subject"),
                     list_or(item, "keyTypes", any),
                     text(item, "description")};
             },
             .empty = "A profile is the shape of certificates; `chanceryd init` creates the first "
                      "ones."}
        );
        return 0;
    };
}

Action define_show(CommandLine& line) {
    auto name = std::make_shared<std::string>();
    line.required("NAME", *name, "Name of the profile");
    return [name](Session& session) {
        const auto found = find_object(session.api, profiles, *name);
        session.printer.object(found, fields_of(found));
        return 0;
    };
}

Action define_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required(
        "NAME", options->name, "Name of the profile (a-z, 0-9, hyphens); cannot be changed later"
    );
    add_settings(line, options->settings);
    return [options](Session& session) {
        Body body;
        body.put("NAME", "name", options->name);
        put_settings(body, options->settings);
        const auto answer = session.api.send("POST", "/profiles", body);
        session.printer.done(
            answer,
            fmt::format(
                "Created profile \"{0}\". Next: offer it at an endpoint with `chancery admin "
                "endpoint set ENDPOINT --add-profile {0}`.",
                options->name
            )
        );
        return 0;
    };
}

Action define_set(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Name of the profile");
    add_settings(line, options->settings);
    line.check([options] {
        if (options->settings == Settings{})
            usage_error("nothing to change: pass at least one setting, e.g. --lifetime, --key-type "
                        "or another option; "
                        "`--help` lists them");
    });
    return [options](Session& session) {
        const auto found = find_object(session.api, profiles, options->name);
        Body body;
        put_settings(body, options->settings);
        const auto answer = change(
            session.api,
            found,
            fmt::format("the profile \"{}\"", text(found, "name")),
            {"PATCH", path_of(profiles, found), std::move(body)}
        );
        session.printer.object(answer, fields_of(answer));
        return 0;
    };
}

constexpr std::array commands{
    Command{"list", "List the profiles", "profile list", define_list},
    Command{"show", "Show one profile", "profile show ov", define_show},
    Command{
        "add",
        "Add the shape of a certificate",
        "profile add week --lifetime P7D --key-type ecdsaP256",
        define_add},
    Command{
        "set",
        "Change a profile; changes take effect with the next certificate",
        "profile set ov --lifetime P47D",
        define_set},
};

} // namespace

const Resource profile_commands{"profile", "The shapes of certificates", commands};

} // namespace chancery::admin
