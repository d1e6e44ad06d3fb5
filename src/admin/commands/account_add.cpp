// SPDX-License-Identifier: Apache-2.0
#include "admin/command_line.hpp"
#include "admin/commands/account.hpp"
#include "admin/commands/credential.hpp"
#include "admin/commands/read.hpp"
#include "admin/commands/standing.hpp"
#include "admin/commands/terms.hpp"
#include "admin/given.hpp"
#include "admin/objects.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Options {
    std::string name;
    std::string department;
    std::string endpoint;
    std::vector<std::string> names;
    std::vector<std::string> contacts;
    TermOptions terms;
};

/// As they were typed: the first one names the certificate. The server knows them in lower case.
std::vector<std::string> added_in_order(const json::Value& answer, const Options& options) {
    auto added = texts(answer, "added");
    std::vector<std::string> ordered;
    for (const auto& name : options.names)
        if (const auto found = std::ranges::find(added, to_lower(name)); found != added.end()) {
            ordered.push_back(*found);
            added.erase(found);
        }
    ordered.insert(ordered.end(), added.begin(), added.end());
    return ordered;
}

int add(Session& session, const Options& options) {
    const auto department = find_object(session.api, departments, options.department);
    const auto endpoint = find_object(session.api, endpoints, options.endpoint);
    // All that can fail is asked for before the key is there: it is shown once.
    const auto email = email_for(session.api, options.contacts, department);
    const auto root = session.printer.is_json() ? std::nullopt : session.find_root();
    Obstacles obstacles;
    add_disabled(obstacles, endpoints, endpoint);
    Body body;
    body.put("NAME", "name", options.name);
    body.put("--department", "departmentId", require_text(department, "id"));
    body.put("--endpoint", "endpointId", require_text(endpoint, "id"));
    body.put_list("--domain", "names", options.names);
    body.put_list("--contact", "contacts", given_list(options.contacts, ""));
    put_terms(body, options.terms);
    try {
        const auto answer = session.api.send("POST", "/acme-accounts", body);
        if (session.printer.is_json())
            session.printer.json(answer);
        else
            session.printer.raw(credential_text(
                answer, {email, root, added_in_order(answer, options), notes_of(obstacles)}
            ));
        return 0;
    } catch (const ApiError& error) {
        if (error.fault() != Fault::refused) throw;
        explain_refusal(session.printer, error, options.names);
    }
}

} // namespace

Action define_account_add(CommandLine& line) {
    auto options = std::make_shared<Options>();
    line.required("NAME", options->name, "Name of the account, e.g. that of the host or service");
    line.required("--department", options->department, "Department that owns the account");
    line.required("--endpoint", options->endpoint, "Endpoint of the account, e.g. ov");
    line.required(
        "--domain",
        options->names,
        "Names that the account's hosts may have; may be repeated or a list with commas. If one "
        "of them is refused, no account is created"
    );
    line.optional(
        "--contact", options->contacts, "E-mail addresses of the people who run the hosts"
    );
    add_terms(line, options->terms);
    return [options](Session& session) { return add(session, *options); };
}

} // namespace chancery::admin
