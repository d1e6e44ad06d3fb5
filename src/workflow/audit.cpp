// SPDX-License-Identifier: Apache-2.0
#include "workflow/audit.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/events.hpp"

namespace chancery::workflow {

namespace {

constexpr std::size_t longest_detail = 2000;
constexpr std::size_t most_listed = 10; ///< Names in a row.

Event event_of(const Request& request, Deed deed) {
    return {
        .actor = request.actor,
        .action = std::move(deed.action),
        .object_type = std::move(deed.object_type),
        .object_id = std::move(deed.object_id),
        .object_name = std::move(deed.object_name),
        .department = deed.department,
        .changes = std::move(deed.changes),
    };
}

/// Each name's own sentence, where there are several; a field's begins with the field.
std::string sentence(const Problem& problem) {
    std::vector<std::string> sentences;
    for (const auto& [place, fault, detail, cause] : problem.subproblems) {
        const auto* pointer = std::get_if<JsonPointer>(&place);
        sentences.push_back(pointer ? pointer->text + ' ' + detail : detail);
    }
    return printable(sentences.empty() ? problem.detail : join(sentences, "; "), longest_detail);
}

std::string listed(std::vector<std::string> names) {
    const auto count = names.size();
    if (count <= most_listed) return join(names, ", ");
    names.resize(most_listed);
    return join(names, ", ") + " and " + std::to_string(count - most_listed) + " more";
}

} // namespace

void audit(store::Transaction& tx, const Request& request, Deed deed) {
    // Whoever comes here has asked for what is within the scope. If not, the change is undone.
    ensure(request.scope.covers(deed.department), "a change is within the scope of its request");
    store::record(tx, event_of(request, std::move(deed)), request.now);
}

void audit_refusal(store::Transaction& tx, const Request& request, Deed deed, Problem& problem) {
    auto event = event_of(request, std::move(deed));
    event.outcome = Outcome::refused;
    event.detail = sentence(problem);
    store::record_refusal(tx, event, request.now);
    problem.recorded = true;
}

void record_refused_request(
    store::Store& store, const Request& request, const Deed& deed, const Problem& problem
) {
    try {
        store.write([&](store::Transaction& tx) {
            auto refused = problem;
            audit_refusal(tx, request, deed, refused);
        });
    } catch (const Error& error) {
        log::error(
            "a refusal could not be recorded",
            {{"action", deed.action}, {"refusal", problem.detail}, {"reason", error.what()}}
        );
    }
}

Problem record_refused(store::Transaction& tx, Problem problem, Event event, Time now) {
    event.outcome = Outcome::refused;
    event.detail = problem.detail;
    store::record_refusal(tx, event, now);
    problem.recorded = true;
    return problem;
}

std::string listed(const std::vector<Name>& names) {
    std::vector<std::string> texts;
    for (const auto& name : names)
        texts.push_back(name.value);
    return listed(std::move(texts));
}

Deed deed_on(const Organization& organization, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "organization",
        .object_id = to_string(organization.id),
        .object_name = organization.name,
    };
}

Deed deed_on(const Department& department, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "department",
        .object_id = to_string(department.id),
        .object_name = department.name,
        .department = department.id,
    };
}

Deed deed_on(const Domain& domain, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "domain",
        .object_id = to_string(domain.id),
        .object_name = domain.name.value,
    };
}

Deed deed_on(const Delegation& delegation, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "delegation",
        .object_id = to_string(delegation.id),
        .object_name = delegation.name.value,
        .department = delegation.department,
    };
}

Deed deed_on(const Endpoint& endpoint, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "endpoint",
        .object_id = to_string(endpoint.id),
        .object_name = endpoint.name,
    };
}

Deed deed_on(const IssuerRecord& issuer, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "issuer",
        .object_id = to_string(issuer.id),
        .object_name = issuer.name,
    };
}

Deed deed_on(const Profile& profile, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "profile",
        .object_id = profile.name,
        .object_name = profile.name,
    };
}

Deed deed_on(const Account& account, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "acmeAccount",
        .object_id = to_string(account.id),
        .object_name = account.name,
        .department = account.department,
    };
}

Deed deed_on(const Certificate& certificate, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "certificate",
        .object_id = to_string(certificate.id),
        .object_name = listed(certificate.names),
        .department = certificate.department,
    };
}

} // namespace chancery::workflow
