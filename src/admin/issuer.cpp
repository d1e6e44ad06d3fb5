// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/read.hpp"

#include <array>

namespace chancery::admin {

namespace {

Action define_list(CommandLine&) {
    return [](Session& session) {
        session.printer.list(
            session.api.list("/issuers", {}),
            {.columns = {{"Name", Column::Width::may_shrink}, {"Kind"}, {"ID"}},
             .row = [](const json::Value& item) -> Row {
                 return {text(item, "name"), text(item, "kind"), text(item, "id")};
             },
             .empty = "An issuer signs certificates; `chanceryd init` makes the first ones."}
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{"list", "List the issuers", "issuer list", define_list},
};

} // namespace

const Resource issuer_commands{"issuer", "Who signs certificates", commands};

} // namespace chancery::admin
