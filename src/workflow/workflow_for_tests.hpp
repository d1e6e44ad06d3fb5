// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office that issues. Its CAs are real; the department Physics has everything below
// example.org, and its ACME account "web" lists www.example.org and mail.example.org. Strangers may
// prove names below "test".

#include "acme/external_account.hpp"
#include "base/address.hpp"
#include "base/encoding.hpp"
#include "crypto/csr.hpp"
#include "crypto/jwk.hpp"
#include "issuance/authority.hpp"
#include "issuance/draft.hpp"
#include "store/certificates/certificates.hpp"
#include "store/orders/orders.hpp"
#include "workflow/issuance/finalize.hpp"
#include "workflow/issuance/issuers_for_tests.hpp"
#include "workflow/orders/orders.hpp"
#include "workflow/orders/registration.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/setup.hpp"

namespace chancery::workflow {

inline const issuance::Authority& staging_authority_for_tests() {
    static const auto authority = issuance::create_authority(
        "Example University", "STAGING untrusted ", OfficeForTests::start
    );
    return authority;
}

/// What a department hands to a host.
struct EabCredential {
    std::string key_id;
    Bytes hmac_key;
    crypto::Hash hash = crypto::Hash::sha256;

    /// The externalAccountBinding of a newAccount request to this URL.
    json::Value binding(const crypto::PublicKey& key, const std::string& url) const {
        return crypto::mac_jws(
            hash,
            Secret(hmac_key),
            {{"kid", key_id}, {"url", url}},
            json::to_text(crypto::to_jwk(key))
        );
    }
};

inline EabCredential credential_of(const CreatedAccount& account) {
    return {account.account.key_id, parse_base64url(account.hmac_key.reveal()).value()};
}

/// Another's, who is not to be owned.
class Lent : public issuance::Issuer {
public:
    explicit Lent(const issuance::Issuer& issuer) : issuer_(issuer) {}

    [[nodiscard]] Draft draft(const issuance::DraftRequest& request, Time now) const override {
        return issuer_.draft(request, now);
    }

    [[nodiscard]] issuance::IssuerAnswer issue(const issuance::Errand& errand) const override {
        return issuer_.issue(errand);
    }

private:
    const issuance::Issuer& issuer_;
};

/// An office's issuers, with another one in the place of each.
class Substitute {
public:
    template <class Office>
    Substitute(Office& office, const issuance::Issuer& issuer)
        : kinds_{{"builtIn", [&issuer](const auto& record, const auto& sealer, const auto& url) {
              auto opened = issuance::issuer_kinds().front().open(record, sealer, url);
              opened.issuer = std::make_unique<const Lent>(issuer);
              return opened;
          }}},
          issuers_(office.store, office.sealer, {}, kinds_),
          issuing{office.store, issuers_, office.issuing.issued} {}

private:
    std::vector<issuance::IssuerKind> kinds_;
    IssuerRegistry issuers_;

public:
    Issuing issuing;
};

class IssuingOffice {
public:
    static constexpr Time start = OfficeForTests::start;

    IssuingOffice() : IssuingOffice(std::string()) {}

    /// On a database that is there already; none: a file of its own.
    explicit IssuingOffice(const std::string& database)
        : store(store::open_at(database.empty() ? url() : database)) {}

    TemporaryDirectory directory;
    store::Store store;
    crypto::Sealer sealer{crypto::Sealer::new_master_key()};
    /// Who asks, and when; a test moves the time on.
    Request request{
        .actor = {.type = ActorType::user, .name = "local:root", .address = "", .user_agent = ""},
        .now = start,
        .scope = Scope::all(),
    };
    bool is_set_up = set_up_office();
    Endpoint ov = endpoint("ov");
    Endpoint staging = endpoint("staging");
    IssuerRegistry issuers{store, sealer};
    Metrics metrics;
    Issuing issuing = make_issuing(store, issuers, metrics);
    Department physics =
        add_department(store, request, {.name = "Physics", .contacts = {"it@physics.example.org"}});
    Domain example = add_domain(store, request, {.name = "example.org"});
    Domain test = add_domain(store, request, {.name = "test"});
    Delegation below = add_delegation(
        store, request, {.name = "example.org", .department = physics.id, .reach = Reach::below}
    );
    CreatedAccount web = account("web", {"www.example.org", "mail.example.org"});
    EabCredential credential = credential_of(web);
    crypto::PrivateKey key = new_key();

    static crypto::PrivateKey new_key() {
        return crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    }

    std::string url() const { return directory.path() / "chancery.db"; }

    Endpoint endpoint(const std::string& name) const {
        return store.read([&](store::Reader& reader) { return store::find_endpoint(reader, name); }
        ).value();
    }

    CreatedAccount account(const std::string& name, const std::vector<std::string>& names) {
        return create_account(
            store,
            sealer,
            request,
            {.name = name, .department = physics.id, .endpoint = ov.id, .names = names}
        );
    }

    /// Without a credential, only an existing client is asked for.
    Registered enroll(
        const crypto::PrivateKey& of,
        const Endpoint& at,
        const std::optional<EabCredential>& with,
        bool only_return_existing = false
    ) {
        const auto& public_key = of.public_key();
        const std::string new_account = "https://pki.example.org/acme/" + at.name + "/new-account";
        std::optional<acme::ExternalAccountBinding> binding;
        if (with) {
            const auto value = with->binding(public_key, new_account);
            binding = acme::parse_external_account(json::Reader(value), new_account, public_key);
        }
        return register_client(
            store,
            sealer,
            {.endpoint = at,
             .key = public_key,
             .thumbprint = crypto::thumbprint(public_key),
             .contacts = {},
             .binding = std::move(binding),
             .only_return_existing = only_return_existing,
             .address = "192.0.2.7",
             .user_agent = "a test"},
            request.now
        );
    }

    store::ClientStanding standing(ClientId id) const {
        return store.read([&](store::Reader& reader) { return store::find_standing(reader, id); }
        ).value();
    }

    /// The client of `key`, registered with "web".
    store::ClientStanding client() { return standing(enroll(key, ov, credential).client.id); }

    Order new_order(
        const store::ClientStanding& client, const std::vector<Name>& names = {{"www.example.org"}}
    ) {
        const auto& at = client.client.endpoint == staging.id ? staging : ov;
        return create_order(store, at, client, {.names = names}, request.now);
    }

    const Endpoint& endpoint_of(const Order& order) const {
        return order.endpoint == staging.id ? staging : ov;
    }

    static Bytes csr_for(const Order& order, const crypto::PrivateKey& key_to_certify) {
        std::vector<std::string> names;
        std::vector<Bytes> addresses;
        for (const auto& name : order.names)
            if (name.is_address())
                addresses.push_back(parse_address(name.value).value());
            else
                names.push_back(name.value);
        return crypto::make_csr(key_to_certify, names, addresses);
    }

    Finalization finalization(
        const Order& order, const Endpoint& at, const crypto::PrivateKey& key_to_certify = new_key()
    ) const {
        Organization organization;
        organization.name = "Example University";
        return {
            .seen = order,
            .csr = csr_for(order, key_to_certify),
            .endpoint = at,
            .profile = at.profile,
            .organization = organization,
        };
    }

    /// The certificate of this key, by the endpoint of the order.
    Certificate
    issued(const store::ClientStanding& client, const Order& order, const crypto::PrivateKey& of) {
        const auto wanted = finalization(order, endpoint_of(order), of);
        const auto done = workflow::finalize(issuing, client, wanted, request.now);
        return certificate(done.order.certificate.value());
    }

    Order finalize(const store::ClientStanding& client, const Order& order) {
        const auto wanted = finalization(order, endpoint_of(order));
        return workflow::finalize(issuing, client, wanted, request.now).order;
    }

    /// With this issuer in the place of the office's own.
    Order finalize_with(
        const issuance::Issuer& issuer,
        const store::ClientStanding& client,
        const Order& order,
        const crypto::PrivateKey& of = new_key()
    ) {
        const Substitute substitute(*this, issuer);
        auto with = substitute.issuing;
        const auto wanted = finalization(order, endpoint_of(order), of);
        return workflow::finalize(with, client, wanted, request.now).order;
    }

    Certificate certificate(CertificateId id) const {
        return store
            .read([&](store::Reader& reader) { return store::find_certificate(reader, id); })
            .value();
    }

    Order order(OrderId id) const {
        return store.read([&](store::Reader& reader) { return store::order(reader, id); });
    }

    /// Newest first.
    std::vector<Certificate> certificates() const {
        return store.read([](store::Reader& reader) {
            return store::list_certificates(reader, Scope::all(), {});
        });
    }

    /// Newest first.
    std::vector<RecordedEvent> events(const store::EventFilter& filter = {}) const {
        return store.read([&](store::Reader& reader) {
            return store::list_events(reader, Scope::all(), filter);
        });
    }

private:
    bool set_up_office() {
        const Organization organization{
            .id = {},
            .name = "Example University",
            .country = "DE",
            .state = {},
            .locality = {},
            .contact_email = "pki@example.org",
        };
        set_up(
            store,
            sealer,
            request,
            {.organization = organization,
             .authority = authority_for_tests(),
             .staging_authority = staging_authority_for_tests()}
        );
        return true;
    }
};

} // namespace chancery::workflow
