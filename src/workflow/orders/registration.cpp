// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/registration.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"
#include "crypto/random.hpp"
#include "policy/credential.hpp"
#include "store/events.hpp"
#include "store/registry/clients.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/registry/account_credentials.hpp"

namespace chancery::workflow {

namespace {

/// One answer for an unknown key id and a wrong MAC: nobody learns which key ids there are.
[[noreturn]] void refuse_credential() {
    throw Error(
        Fault::unauthorized,
        "the external account binding is not valid: check the key id and the HMAC key that your "
        "department gave you (the key is base64url, as it was shown)"
    );
}

/// That of the binding, if it is made with its key: checked in the same time whether the key id is
/// known or not.
std::optional<store::Credential> find_credential(
    const store::Store& store, const crypto::Sealer& sealer, const Registration& registration
) {
    const auto& binding = *registration.binding;
    const auto decoy = sealer.seal("decoy", crypto::Sealer::new_master_key());
    auto credential = store.read([&](store::Reader& reader) {
        return store::find_credential(
            reader, registration.endpoint.credentials_of(), binding.key_id
        );
    });
    const auto hmac_key =
        credential ? sealer.open(seal_label(credential->key_id), credential->sealed_hmac_key)
                   : sealer.open("decoy", decoy);
    const bool fits = binding.is_made_with(hmac_key);
    return fits ? std::move(credential) : std::nullopt;
}

/// A client as it asks now.
std::optional<store::ClientStanding>
find_known(const store::Reader& reader, const Registration& registration) {
    auto known = store::find_standing(reader, registration.endpoint.id, registration.thumbprint);
    if (!known) return std::nullopt;
    known->address = registration.address;
    known->user_agent = registration.user_agent;
    return known;
}

/// Why a key that is registered already is not given its client, if so.
std::optional<Problem> fault_of(
    const store::Reader& reader,
    const store::ClientStanding& known,
    const Registration& registration,
    const std::optional<store::Credential>& credential
) {
    if (auto block = find_block(reader, registration.key)) return block;
    if (credential && known.client.account != credential->account)
        return Problem{
            Fault::unauthorized,
            "this account key belongs to the ACME account \"" + known.account_name +
                "\" and cannot move to \"" + credential->account_name + "\"; to use that one, " +
                std::string(policy::register_anew)};
    return policy::refusal(
        policy::check_client(known.client.status, known.account, known.address), known.account.ask
    );
}

/// How the MAC of a binding was made; nothing at an endpoint without EAB.
std::string_view algorithm_of(const Registration& registration) {
    const auto& binding = registration.binding;
    return binding ? crypto::hmac_algorithm(binding->hash) : std::string_view();
}

std::optional<Problem> find_missing_agreement(const Registration& registration) {
    const auto& terms = registration.endpoint.terms_of_service;
    if (terms.empty() || registration.agrees) return std::nullopt;
    return Problem{Fault::user_action_required, "the terms of service must be agreed to: " + terms};
}

/// Why a new client may not register with its credential now, if so; else one is counted.
std::optional<Problem> take_one(
    store::Transaction& tx,
    const store::Credential& credential,
    const Registration& registration,
    Time now
) {
    if (auto missing = find_missing_agreement(registration)) return missing;
    const auto facts = store::find_credential_facts(tx, credential.account, credential.key_id);
    // Two rotations may have replaced it since its MAC was checked.
    if (!facts) refuse_credential();
    const auto verdict = policy::check_registration(
        *facts,
        {.algorithm = algorithm_of(registration), .address = registration.address, .now = now}
    );
    if (auto refusal = policy::refusal(verdict, facts->account.ask)) return refusal;
    return take_registration(
        tx,
        registration.endpoint,
        {credential.account, credential.account_name, facts->account},
        registration.address,
        now
    );
}

Event registration_event(const Client& client, const store::Credential& credential) {
    return {
        .actor =
            {.type = ActorType::client,
             .id = to_string(client.id),
             .name = credential.account_name,
             .address = client.address,
             .user_agent = client.user_agent},
        .action = "client.registered",
        .object_type = "client",
        .object_id = to_string(client.id),
        .object_name = client.thumbprint,
        .department = credential.department,
    };
}

Client new_client(const Registration& registration, const store::Credential& credential, Time now) {
    const auto& terms = registration.endpoint.terms_of_service;
    return {
        .id = crypto::new_id<ClientId>(now),
        .endpoint = registration.endpoint.id,
        .account = credential.account,
        .thumbprint = registration.thumbprint,
        .spki = registration.key.spki(),
        .contacts = registration.contacts,
        .user_agent = registration.user_agent,
        .address = registration.address,
        .created_at = now,
        .last_seen_at = now,
        .agreed_terms = terms,
        .agreed_at = terms.empty() ? std::nullopt : std::optional(now),
    };
}

struct Answer {
    Registered registered = {};
    std::optional<Problem> refusal = std::nullopt;
};

/// A refusal of somebody who holds the credential, or the key, has an audit row.
Answer refused(store::Transaction& tx, const Problem& problem, Event event, Time now) {
    return {.registered = {}, .refusal = record_refused(tx, problem, std::move(event), now)};
}

/// Without a binding only the office's open account takes clients (RFC 8555 §7.3.4).
store::Credential require_open(const store::Reader& reader, const Endpoint& endpoint) {
    auto open =
        endpoint.eab_required ? std::nullopt : store::find_open_credential(reader, endpoint.id);
    if (open) return *std::move(open);
    throw Error(
        Fault::external_account_required,
        "this endpoint needs an external account binding: give your client the key id and the "
        "HMAC key of an ACME account"
    );
}

/// With what a key that is not known becomes a client, or why a stranger with it does not.
store::Credential require_welcome(
    const store::Reader& reader,
    const Registration& registration,
    const std::optional<store::Credential>& credential
) {
    if (registration.only_return_existing)
        throw Error(Fault::account_does_not_exist, "no client is registered with this key");
    if (auto block = find_block(reader, registration.key)) throw Error(*std::move(block));
    if (credential) return *credential;
    if (registration.binding) refuse_credential();
    auto open = require_open(reader, registration.endpoint);
    if (auto missing = find_missing_agreement(registration)) throw Error(*std::move(missing));
    return open;
}

Event known_event(const store::ClientStanding& known) {
    return {
        .actor = known.actor(),
        .action = "client.registered",
        .object_type = "client",
        .object_id = to_string(known.client.id),
        .object_name = known.client.thumbprint,
        .department = known.department,
    };
}

Answer register_in(
    store::Transaction& tx,
    const Registration& registration,
    const std::optional<store::Credential>& credential,
    Time now
) {
    if (const auto known = find_known(tx, registration)) {
        if (const auto fault = fault_of(tx, *known, registration, credential))
            return refused(tx, *fault, known_event(*known), now);
        return {.registered = {.client = known->client}};
    }
    const auto used = require_welcome(tx, registration, credential);
    auto client = new_client(registration, used, now);
    if (const auto fault = take_one(tx, used, registration, now)) {
        // A stranger's has no audit row: it could fill the log.
        if (!credential && fault->fault == Fault::rate_limited) return {.refusal = *fault};
        auto event = registration_event(client, used);
        // Nobody was registered: the account is what was refused, and what is counted.
        event.actor.id = event.object_id = to_string(used.account);
        event.object_type = "acmeAccount";
        event.object_name = used.account_name;
        if (fault->fault == Fault::rate_limited)
            return {.refusal = record_limited(tx, *fault, std::move(event), now)};
        return refused(tx, *fault, event, now);
    }
    store::insert(tx, client);
    store::count_use(tx, client.account, used.key_id, now);
    store::record(tx, registration_event(client, used), now);
    return {.registered = {.client = std::move(client), .created = true}};
}

} // namespace

std::optional<Client> find_registered(
    store::Store& store, const crypto::Sealer& sealer, const Registration& registration, Time now
) {
    const auto known =
        store.read([&](store::Reader& reader) { return find_known(reader, registration); });
    if (!known) return std::nullopt;
    const auto credential =
        registration.binding ? find_credential(store, sealer, registration) : std::nullopt;
    const auto fault = store.read([&](store::Reader& reader) {
        return fault_of(reader, *known, registration, credential);
    });
    if (!fault) return known->client;
    throw Error(store.write([&](store::Transaction& tx) {
        return record_refused(tx, *fault, known_event(*known), now);
    }));
}

Registered register_client(
    store::Store& store, const crypto::Sealer& sealer, const Registration& registration, Time now
) {
    if (auto known = find_registered(store, sealer, registration, now)) return {*std::move(known)};
    const auto credential =
        registration.binding ? find_credential(store, sealer, registration) : std::nullopt;
    // A stranger is turned away before the writer's door.
    store.read([&](store::Reader& reader) { require_welcome(reader, registration, credential); });
    auto answer = store.write([&](store::Transaction& tx) {
        return register_in(tx, registration, credential, now);
    });
    if (answer.refusal) throw Error(*answer.refusal);
    return std::move(answer.registered);
}

} // namespace chancery::workflow
