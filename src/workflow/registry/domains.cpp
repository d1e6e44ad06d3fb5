// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/domains.hpp"

#include "base/address.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "model/public_suffix.hpp"
#include "model/reserved_names.hpp"
#include "store/registry/delegations.hpp"
#include "store/registry/domains.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/delegations.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/organizations.hpp"
#include "workflow/registry/visible.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto usual_validity = 365 * 24h;
constexpr auto longest_validity = 398 * 24h; // CA/Browser Forum BR 4.2.1, as it was until 2026

/// Throws invalid for a name that nobody can have, unless it is meant for private endpoints.
void require_own(const Name& name, bool private_only, std::string_view pointer) {
    if (name.is_address())
        fail_field(
            std::string(pointer),
            name.value + " is an address, which can only be in the register as disabled"
        );
    if (private_only || !is_strangers(name.base())) return;
    const bool is_suffix = is_registry_suffix(name.base());
    fail_field(
        std::string(pointer),
        name.value +
            (is_suffix ? " is a public suffix, below which strangers have their domains"
                       : " is a single label, which strangers may have too") +
            ": name your own domain, or disable this one, which forbids it until you remove it, or "
            "make it private-only, for profiles with the office's own rules"
    );
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

void require_undelegated(const store::Reader& reader, const Domain& domain) {
    const auto delegations = store::list_delegations(
        reader, Scope::all(), {.status = DelegationStatus::active, .domain = domain.id, .limit = 1}
    );
    if (delegations.empty()) return;
    throw Error(
        Fault::conflict,
        domain.name.value + " is delegated to departments and cannot be removed; withdraw its "
                            "delegations first, or "
                            "disable it"
    );
}

/// Of names below another domain of the register that one knows.
bool is_covered(const store::Reader& reader, const Domain& domain) {
    auto places = at_or_above(domain.name);
    places.erase(places.begin());
    return std::ranges::any_of(places, [&](const std::string& place) {
        return store::find_domain(reader, Name{place}).has_value();
    });
}

/// Looks through whole tables, which is too slow for a transaction. What has no delegation gets no
/// new names meanwhile.
void require_unused(const store::Reader& reader, const Domain& domain, Time now) {
    if (is_covered(reader, domain)) return;
    if (const auto name = store::find_listed(reader, domain.name))
        throw Error(
            Fault::conflict,
            domain.name.value + " cannot be removed: an ACME account lists " + name->value +
                "; remove that name first, or disable the domain"
        );
    if (const auto name = store::find_certified(reader, domain.name, now))
        throw Error(
            Fault::conflict,
            domain.name.value + " cannot be removed: there is a valid certificate for " +
                name->value + "; revoke it first, wait until it expires, or disable the domain"
        );
}

} // namespace

Name require_register_name(const std::string& text, const std::string& pointer) {
    if (const auto octets = parse_address(text)) return address_name(*octets);
    const auto name = parse_dns_name(text, {.underscores = true, .single_label = true});
    if (const auto* fault = std::get_if<NameFault>(&name))
        fail_field(pointer, '"' + printable(text) + "\" " + fault->why);
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
                added.name.value +
                    " is already a domain of the register; change that domain instead"
            );
        // Those that the register has from before are kept.
        if (added.name.is_wildcard())
            fail_field(
                "/name",
                added.name.value +
                    " is a wildcard: name the domain without \"*.\"; it stands for all "
                    "names below it"
            );
        if (added.enabled) require_own(added.name, input.private_only, "/name");
        if (input.evidence.is_given()) require_own(added.name, input.private_only, "/validation");
        if (added.name.is_address() || (is_strangers(added.name.value) && !input.private_only))
            added.validation.reset();
        store::insert(tx, added);
        audit(tx, request, deed_on(added, "domain.created"));
        if (added.validation) audit_validation(tx, request, added, std::nullopt);
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
    const auto first_validation = validation_by(request, {});
    if (change.description) require_text("/description", *change.description, {0, 255});
    return store.write([&, validation](store::Transaction& tx) mutable {
        auto domain = require_visible(tx, request.scope, seen.id);
        require_version(domain.revision.version, seen.version);
        // One that was allowed before stays so.
        const bool may_be = change.private_only || domain.validation || domain.enabled;
        if (change.enabled.value_or(false)) require_own(domain.name, may_be, "/enabled");
        if (validation) require_own(domain.name, may_be, "/validation");
        const bool is_first = !domain.validation && is_strangers(domain.name.base());
        if (change.enabled.value_or(false) && is_first && !validation)
            validation = first_validation;

        std::vector<Change> changes;
        set(changes, "enabled", domain.enabled, change.enabled);
        set(changes, "description", domain.description, change.description);
        if (changes.empty() && !validation) return domain;

        const auto before = domain.validation;
        if (validation) {
            if (change.evidence && !change.evidence->text && before)
                validation->evidence = before->evidence;
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

Domain remove_domain(store::Store& store, const Request& request, const Seen<DomainId>& seen) {
    store.read([&](store::Reader& reader) {
        const auto domain = require_visible(reader, request.scope, seen.id);
        if (domain.enabled) require_unused(reader, domain, request.now);
    });
    return store.write([&](store::Transaction& tx) {
        const auto domain = require_visible(tx, request.scope, seen.id);
        require_version(domain.revision.version, seen.version);
        require_undelegated(tx, domain);
        store::remove(tx, domain);
        audit(tx, request, deed_on(domain, "domain.removed"));
        return domain;
    });
}

} // namespace chancery::workflow
