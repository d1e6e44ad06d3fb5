// SPDX-License-Identifier: Apache-2.0
#include "workflow/domains.hpp"

#include "base/text.hpp"
#include "crypto/random.hpp"
#include "store/domains.hpp"
#include "workflow/audit.hpp"
#include "workflow/delegations.hpp"
#include "workflow/organizations.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto usual_validity = 365 * 24h;
constexpr auto longest_validity = 398 * 24h; // CA/Browser Forum BR 4.2.1, as it was until 2026

Name require_own_name(const std::string& text) {
    const auto name = parse_dns_name(text);
    if (const auto* fault = std::get_if<NameFault>(&name))
        fail_field("/name", '"' + printable(text) + "\" " + fault->why);
    const auto& own = std::get<Name>(name);
    if (is_public_suffix(own.base()))
        fail_field(
            "/name",
            std::string(own.base()) + " is a public suffix, below which strangers have their "
                                      "domains; name your own domain"
        );
    return own;
}

Validation validation_by(const Request& request, const Evidence& evidence) {
    const auto& text = evidence.text;
    if (text) require_text("/validation/evidence", *text, {0, 2000});
    const auto until = evidence.valid_until.value_or(request.now + usual_validity);
    if (until <= request.now || until > request.now + longest_validity)
        fail_field("/validation/validUntil", "must be in the future, by at most 398 days");
    return {
        .method = "manual",
        .evidence = text.value_or(""),
        .validated_by = request.actor.name,
        .validated_at = request.now,
        .valid_until = until,
    };
}

void audit_validation(
    store::Transaction& tx,
    const Request& request,
    const Domain& domain,
    const std::optional<Validation>& before
) {
    auto deed = deed_on(domain, "domain.validated");
    deed.changes = {
        {"validation.evidence", before ? before->evidence : "", domain.validation->evidence},
        {"validation.validUntil",
         before ? to_rfc3339(before->valid_until) : "",
         to_rfc3339(domain.validation->valid_until)},
    };
    audit(tx, request, std::move(deed));
}

} // namespace

Domain add_domain(store::Store& store, const Request& request, const NewDomain& input) {
    require_text("/description", input.description, {0, 255});
    Domain domain{
        .id = crypto::new_id<DomainId>(request.now),
        .organization = {},
        .name = require_own_name(input.name),
        .enabled = input.enabled,
        .description = input.description,
        .validation = validation_by(request, input.evidence),
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    return store.write([&](store::Transaction& tx) {
        auto added = domain;
        added.organization = require_organization(tx, input.organization);
        if (store::find_domain(tx, added.name))
            throw Error(
                Fault::conflict,
                added.name.value + " is a domain of the register already; change that one instead"
            );
        store::insert(tx, added);
        audit(tx, request, deed_on(added, "domain.created"));
        audit_validation(tx, request, added, std::nullopt);
        if (input.delegate_to)
            for (const auto reach : {Reach::exact, Reach::below})
                delegate(tx, request, added, {.department = *input.delegate_to, .reach = reach});
        return added;
    });
}

Domain change_domain(
    store::Store& store,
    const Request& request,
    const Seen<DomainId>& seen,
    const DomainChange& change
) {
    std::optional<Validation> validation;
    if (change.evidence) validation = validation_by(request, *change.evidence);
    if (change.description) require_text("/description", *change.description, {0, 255});
    return store.write([&, validation](store::Transaction& tx) mutable {
        auto domain = store::find_domain(tx, seen.id);
        if (!domain) throw Error(Fault::not_found, "there is no such domain");
        require_version(domain->revision.version, seen.version);

        std::vector<Change> changes;
        set(changes, "enabled", domain->enabled, change.enabled);
        set(changes, "description", domain->description, change.description);
        if (changes.empty() && !validation) return *domain;

        const auto before = domain->validation;
        if (validation) {
            if (!change.evidence->text && before) validation->evidence = before->evidence;
            domain->validation = validation;
        }
        store::update(tx, *domain, request.now);
        if (validation) audit_validation(tx, request, *domain, before);
        if (!changes.empty()) {
            auto deed = deed_on(*domain, "domain.changed");
            deed.changes = std::move(changes);
            audit(tx, request, std::move(deed));
        }
        return *domain;
    });
}

} // namespace chancery::workflow
