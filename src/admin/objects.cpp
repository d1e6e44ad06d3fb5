// SPDX-License-Identifier: Apache-2.0
#include "admin/objects.hpp"

#include "admin/commands/read.hpp"
#include "base/id.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace chancery::admin {

namespace {

[[noreturn]] void fail_absent(const Kind& kind, const std::string& name) {
    throw Error(
        Fault::not_found,
        fmt::format(
            "there is no {} \"{}\"; `chancery admin {}` lists them",
            kind.noun,
            printable(name),
            kind.command
        )
    );
}

std::optional<json::Value> find_by_id(Api& api, const Kind& kind, const std::string& id) {
    try {
        return api.get(fmt::format("{}/{}", kind.path, id));
    } catch (const ApiError& error) {
        if (error.fault() != Fault::not_found) throw;
        return std::nullopt;
    }
}

} // namespace

json::Value get_object(Api& api, const Kind& kind, const std::string& id) {
    ensure(parse_id_bytes(id).has_value(), "an object is got by an id");
    auto found = find_by_id(api, kind, id);
    if (!found) fail_absent(kind, id);
    return *std::move(found);
}

json::Value find_object(Api& api, const Kind& kind, const std::string& name_or_id) {
    // The API would list them all.
    if (name_or_id.empty())
        throw Error(Fault::invalid, fmt::format("the name of the {} must not be empty", kind.noun));
    // A name may look like an id.
    if (parse_id_bytes(name_or_id))
        if (auto object = find_by_id(api, kind, name_or_id)) return *std::move(object);
    const auto page = api.list(std::string(kind.path), {{"name", name_or_id}});
    const auto& found = items(page);
    if (found.empty()) fail_absent(kind, name_or_id);
    if (found.size() == 1) return found.front();
    std::vector<std::string> ids;
    for (const auto& object : found)
        ids.push_back(text(object, "id"));
    throw Error(
        Fault::conflict,
        fmt::format(
            "there are {} {}s \"{}\"; say which by its id: {}",
            found.size(),
            kind.noun,
            printable(name_or_id),
            join(ids, ", ")
        )
    );
}

std::string path_of(const Kind& kind, const json::Value& object) {
    return fmt::format("{}/{}", kind.path, net::encode_percent(require_text(object, "id")));
}

json::Value
change(Api& api, const json::Value& object, const std::string& what, const Change& change) {
    const auto version = fmt::format("\"v{}\"", number(object, "version"));
    try {
        return api.send(change.method, change.path, change.body, version);
    } catch (const ApiError& error) {
        if (error.fault() != Fault::stale) throw;
        throw ApiError(
            Problem{
                Fault::stale,
                fmt::format(
                    "{} was changed by somebody else just now, and nothing was done: look at it "
                    "and run the command again",
                    what
                )},
            error.document()
        );
    }
}

} // namespace chancery::admin
