// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/issue.hpp"

#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "crypto/jwk.hpp"
#include "issuance/draft.hpp"
#include "model/name.hpp"
#include "store/certificates/certificates.hpp"
#include "store/events.hpp"
#include "store/orders/orders.hpp"
#include "store/orders/renewals.hpp"
#include "store/registry/clients.hpp"
#include "workflow/audit.hpp"
#include "workflow/clock.hpp"
#include "workflow/issuance/left_orders.hpp"
#include "workflow/refusal.hpp"

#include <set>

namespace chancery::workflow {

namespace {

/// RFC 8555 §11.1: a certificate's key is no account's.
void require_no_account_key(const store::Reader& reader, const crypto::PublicKey& key) {
    if (!store::list_holders(reader, crypto::thumbprint(key)).empty())
        throw Error(
            Fault::bad_csr,
            "the CSR's key is the account key of a client; use a different key for the certificate"
        );
}

issuance::DraftRequest draft_request(const issuance::IssuerFacts& issuer, const Wanted& wanted) {
    issuance::DraftRequest request{
        .issuer = issuer,
        .profile = wanted.profile,
        .organization = wanted.organization,
        .key = wanted.key,
        .common_name = wanted.common_name,
        .dns_names = {},
        .validity = wanted.validity,
        .must_staple = wanted.must_staple,
        .csr = wanted.csr,
    };
    for (const auto& name : wanted.names)
        if (name.is_address())
            request.ip_addresses.push_back(octets_of(name));
        else
            request.dns_names.push_back(name.value);
    return request;
}

std::set<std::string> names_in(const crypto::CertificateInfo& info) {
    std::set<std::string> names(info.dns_names.begin(), info.dns_names.end());
    for (const auto& address : info.ip_addresses)
        names.insert(address_name(address).value);
    return names;
}

/// What an issuer that writes its certificates itself has made of the request. Throws unavailable
/// for what is not an answer to it: another one may come.
Draft read_issued(const Certificate& recorded, const Issued& issued) {
    const auto info = crypto::read_certificate(issued.certificate);
    auto draft = recorded.draft;
    draft.serial = info.serial;
    draft.not_before = info.not_before;
    draft.not_after = info.not_after;
    if (crypto::sha256(info.key.spki()) != draft.key_digest)
        throw Error(Fault::unavailable, "the issuer sent a certificate with another key");
    if (names_in(info) != std::set(recorded.names.begin(), recorded.names.end()))
        throw Error(Fault::unavailable, "the issuer sent a certificate with other names");
    return draft;
}

/// One transaction's view of what is settled.
class Keeping {
public:
    Keeping(store::Transaction& tx, const Recorded& recorded, Time now)
        : tx_(tx),
          recorded_(recorded),
          now_(now),
          settled_{recorded.certificate} {
        if (recorded.certificate.order)
            settled_.order = store::order(tx, *recorded.certificate.order);
    }

    /// Someone else was first, or it was given up: the certificate that is stored exists, ours does
    /// not.
    bool is_over() const {
        if (settled_.order) return settled_.order->status != OrderStatus::processing;
        const auto found = store::find_certificate(tx_, recorded_.certificate.id);
        return !found || found->status != CertificateStatus::recorded;
    }

    void issued(const Issued& issued) {
        auto& certificate = settled_.certificate;
        if (!store::set_issued(tx_, certificate.id, issued, now_)) return;
        certificate.status = CertificateStatus::issued;
        certificate.der = issued.certificate;
        if (!issued.chain.empty()) settled_.chain = issued.chain;
        tell("certificate.issued");
        if (auto& order = settled_.order) {
            advance(*order, OrderStatus::valid);
            store::update(tx_, *order, now_);
            if (!order->replaces.empty()) store::set_replaced(tx_, order->id, certificate.id);
        }
    }

    void pending(const issuance::Pending& pending) {
        settled_.certificate.resume = pending.resume;
        settled_.again_at = pending.again_at;
        store::save_resume(tx_, settled_.certificate.id, pending.resume);
        if (settled_.order) enqueue_order(tx_, settled_.order->id, pending.again_at);
    }

    void refused(const Problem& problem) {
        settled_.refusal = problem;
        settled_.certificate.status = CertificateStatus::never_signed;
        store::set_never_signed(tx_, settled_.certificate.id);
        const auto& actor = recorded_.actor;
        if (auto& order = settled_.order) {
            const auto department = recorded_.certificate.department.value();
            end_invalid(
                tx_,
                *order,
                problem,
                {.actor = actor, .department = department, .outcome = Outcome::failed},
                now_
            );
            return;
        }
        tell("certificate.failed", Outcome::failed, problem.detail);
    }

    void written(const Draft& draft) {
        store::set_written(tx_, recorded_.certificate.id, draft);
        settled_.certificate.draft = draft;
    }

    Settled result() const { return settled_; }

private:
    void tell(std::string action, Outcome outcome = Outcome::succeeded, std::string detail = {}) {
        auto deed = deed_on(recorded_.certificate, std::move(action));
        store::record(
            tx_,
            {.actor = recorded_.actor,
             .action = std::move(deed.action),
             .object_type = std::move(deed.object_type),
             .object_id = std::move(deed.object_id),
             .object_name = std::move(deed.object_name),
             .department = deed.department,
             .outcome = outcome,
             .detail = std::move(detail)},
            now_
        );
    }

    store::Transaction& tx_;
    const Recorded& recorded_;
    Time now_;
    Settled settled_;
};

} // namespace

std::vector<std::string> spelled(const std::vector<Name>& names) {
    std::vector<std::string> texts;
    for (const auto& name : names)
        texts.push_back(name.value);
    return texts;
}

Drafted draft_certificate(const Issuing& issuing, IssuerId issuer, const Wanted& wanted, Time now) {
    auto issuers = issuing.store.read([&](const store::Reader& reader) {
        require_no_account_key(reader, wanted.key);
        return issuing.issuers.current(reader);
    });
    issuers->require_enabled(issuer);
    auto draft = issuers->issuer(issuer).draft(draft_request(issuers->facts(issuer), wanted), now);
    return {std::move(draft), std::move(issuers)};
}

void record(store::Transaction& tx, const Certificate& certificate, Time now) {
    require_right_clock(tx, now);
    store::insert(tx, certificate);
}

Said ask_issuer(const Recorded& recorded, Time now) {
    const auto& certificate = recorded.certificate;
    auto outcome = recorded.issuers->issuer(certificate.issuer)
                       .issue(
                           {.draft = certificate.draft,
                            .names = certificate.names,
                            .resume = certificate.resume,
                            .now = now}
                       );
    const auto* issued = std::get_if<Issued>(&outcome);
    if (!issued || certificate.draft.is_written()) return {std::move(outcome)};
    auto written = read_issued(certificate, *issued);
    return {std::move(outcome), std::move(written)};
}

Settled keep(Issuing& issuing, const Recorded& recorded, const Said& said, Time now) {
    auto settled = issuing.store.write([&](store::Transaction& tx) {
        if (recorded.lease) store::hold(tx, *recorded.lease);
        Keeping keeping(tx, recorded, now);
        if (keeping.is_over()) return keeping.result();
        if (said.written) keeping.written(*said.written);
        if (const auto* issued = std::get_if<Issued>(&said.outcome))
            keeping.issued(*issued);
        else if (const auto* pending = std::get_if<issuance::Pending>(&said.outcome))
            keeping.pending(*pending);
        else
            keeping.refused(std::get<Problem>(said.outcome));
        return keeping.result();
    });
    if (settled.certificate.status == CertificateStatus::issued) issuing.issued.add();
    return settled;
}

Settled settle(Issuing& issuing, const Recorded& recorded, Time now) {
    return keep(issuing, recorded, ask_issuer(recorded, now), now);
}

} // namespace chancery::workflow
