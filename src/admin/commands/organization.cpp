// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/objects.hpp"
#include "base/error.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

/// The office has one; the API allows for more.
json::Value the_organization(Api& api) {
    const auto page = api.list("/organizations", {});
    const auto& all = items(page);
    if (all.size() == 1) return all.front();
    throw Error(
        Fault::conflict,
        fmt::format("there are {} organizations, but this command works only with one", all.size())
    );
}

Action define_show(CommandLine&) {
    return [](Session& session) {
        const auto found = the_organization(session.api);
        auto& printer = session.printer;
        printer.object(
            found,
            {
                {"Name", text(found, "name")},
                {"Country", text(found, "country")},
                {"State", text(found, "stateOrProvince")},
                {"Locality", text(found, "locality")},
                {"Contact", text(found, "contactEmail")},
            }
        );
        return 0;
    };
}

struct Setting {
    const char* option;
    const char* member;
    const char* help;
};

constexpr std::array settings{
    Setting{"--name", "name", "O of the subject of OV certificates, 1 to 64 characters"},
    Setting{"--country", "country", "C of the subject of OV certificates, two letters, e.g. DE"},
    Setting{
        "--state", "stateOrProvince", "ST of the subject of OV certificates: state or province"},
    Setting{"--locality", "locality", "L: city"},
    Setting{"--contact", "contactEmail", "The office's e-mail address, named in each refusal"},
};

Action define_set(CommandLine& line) {
    auto values = std::make_shared<std::array<std::optional<std::string>, settings.size()>>();
    for (std::size_t i = 0; i < settings.size(); ++i)
        line.optional(settings[i].option, (*values)[i], settings[i].help);
    line.require_any();
    return [values](Session& session) {
        Body body;
        for (std::size_t i = 0; i < settings.size(); ++i)
            body.put_given(settings[i].option, settings[i].member, (*values)[i]);
        const auto found = the_organization(session.api);
        const auto answer = change(
            session.api,
            found,
            "the organization",
            {"PATCH", path_of(organizations, found), std::move(body)}
        );
        session.printer.done(
            answer, "Organization changed. Existing certificates keep their subject."
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{"show", "Show the organization", "organization show", define_show},
    Command{
        "set",
        "Change the subject of OV certificates, and the contact that refusals name",
        "organization set --locality Exampletown --contact pki@campus.example",
        define_set},
};

} // namespace

const Resource organization_commands{
    "organization", "The organization that OV certificates name", commands};

} // namespace chancery::admin
