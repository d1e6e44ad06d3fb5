// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/objects.hpp"
#include "admin/read.hpp"
#include "base/text.hpp"

#include <array>
#include <memory>

namespace chancery::admin {

namespace {

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
    line.required("NAME", *name, "The endpoint's name, as in its URL");
    return [name](Session& session) {
        const auto found = find_object(session.api, endpoints, *name);
        auto& printer = session.printer;
        printer.object(
            found,
            {
                {"Name", text(found, "name")},
                {"Title", text(found, "title")},
                {"State", state(truth(found, "enabled") ? "enabled" : "disabled")},
                {"ACME URL", text(found, "directoryUrl")},
                {"Names", text(found, "validation")},
                {"Credential", truth(found, "eabRequired") ? "required (EAB)" : "not required"},
                {"Profiles", join(texts(found, "profileIds"), ", ")},
                {"Staging of", name_of(session.api, endpoints, text(found, "stagingOf"))},
                {"Terms", text(found, "termsOfServiceUrl")},
            }
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{"list", "List the endpoints", "endpoint list", define_list},
    Command{"show", "Show one endpoint", "endpoint show ov", define_show},
};

} // namespace

const Resource endpoint_commands{"endpoint", "The ACME directories of this office", commands};

} // namespace chancery::admin
