// SPDX-License-Identifier: Apache-2.0
#include "workflow/domains.hpp"

#include "base/text.hpp"
#include "crypto/random.hpp"
#include "model/public_suffix.hpp"
#include "model/reserved_names.hpp"
#include "store/domains.hpp"
#include "workflow/audit.hpp"
#include "workflow/delegations.hpp"
#include "workflow/organizations.hpp"
#include "workflow/visible.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto usual_validity = 365 * 24h;
constexpr auto longest_validity = 398 * 24h; // CA/Browser Forum BR 4.2.1, as it was until 2026

/// Why the name cannot be the office's own, but only be forbidden, as half a sentence; empty where
/// it can. A public suffix below a domain that the office has is the office's too.
std::string why_strangers(const store::Reader& reader, const Name& name) {
    const Name base{std::string(name.base())};
    if (is_special_use(base.value)) return {};
    const bool is_top = count_labels(base) == 1;
    if (is_top && !is_registry_suffix(base.value))
        return "is a single label, which can only be forbidden (disabled)";
    if (!is_public_suffix(base.value)) return {};
    const auto above = store::find_validating_domain(reader, base);
    if (above && above->enabled && above->name != base) return {};
    return "is a public suffix, below which strangers have their domains: it can only be forbidden "
           "(disabled); name your own domain";
}

/// Throws invalid for what cannot be the office's own.
void require_own(const store::Reader& reader, const Name& name, std::string_view pointer) {
    if (const auto why = why_strangers(reader, name); !why.empty())
        fail_field(std::string(pointer), name.value + " " + why);
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

Name require_register_name(const std::string& text) {
    const auto name = parse_dns_name(text, {.underscores = true, .single_label = true});
    if (const auto* fault = std::get_if<NameFault>(&name))
        fail_field("/name", '"' + printable(text) + "\" " + fault->why);
    return std::get<Name>(name);
}

Domain add_domain(store::Store& store, const Request& request, const NewDomain& input) {
    require_text("/description", input.description, {0, 255});
    Domain domain{
        .id = crypto::new_id<DomainId>(request.now),
        .organization = {},
        .name = require_register_name(input.name),
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
        const bool is_own = why_strangers(tx, added.name).empty();
        if (added.enabled) require_own(tx, added.name, "/name");
        if (input.evidence.is_given()) require_own(tx, added.name, "/validation");
        if (!is_own) added.validation.reset();
        store::insert(tx, added);
        audit(tx, request, deed_on(added, "domain.created"));
        if (is_own) audit_validation(tx, request, added, std::nullopt);
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
        auto domain = require_visible(tx, request.scope, seen.id);
        require_version(domain.revision.version, seen.version);
        if (change.enabled.value_or(false)) require_own(tx, domain.name, "/enabled");
        if (validation) require_own(tx, domain.name, "/validation");

        std::vector<Change> changes;
        set(changes, "enabled", domain.enabled, change.enabled);
        set(changes, "description", domain.description, change.description);
        if (changes.empty() && !validation) return domain;

        const auto before = domain.validation;
        if (validation) {
            if (!change.evidence->text && before) validation->evidence = before->evidence;
            domain.validation = validation;
        }
        store::update(tx, domain, request.now);
        if (validation) audit_validation(tx, request, domain, before);
        if (!changes.empty()) {
            auto deed = deed_on(domain, "domain.changed");
            deed.changes = std::move(changes);
            audit(tx, request, std::move(deed));
        }
        return domain;
    });
}

} // namespace chancery::workflow
