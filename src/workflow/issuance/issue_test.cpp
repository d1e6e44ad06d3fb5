// SPDX-License-Identifier: Apache-2.0
// Orders whose issuer is elsewhere: it gets the CSR, takes its time, has trouble, goes down.
#include "crypto/certificate.hpp"
#include "issuance/slow_ca_for_tests.hpp"
#include "workflow/issuance/server_certificate.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/registry/issuers.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// An office in front of a CA that is done after some steps of two minutes.
struct Behind {
    IssuingOffice office;
    std::vector<std::string> asked = {}; ///< With which `resume`, each time.
    bool has_trouble = false;
    std::function<void()> meanwhile = {}; ///< Done once, while it is asked.
    issuance::SlowCa ca;
    Substitute substitute{office, ca};
    store::ClientStanding client = office.client();
    crypto::PrivateKey key = IssuingOffice::new_key();

    explicit Behind(int steps)
        : ca(office.issuers.current()->facts(office.ov.issuer),
             authority_for_tests().issuing_key,
             steps,
             [this](const issuance::Errand& errand) {
                 asked.push_back(errand.resume);
                 if (const auto other = std::exchange(meanwhile, {})) other();
                 if (has_trouble) throw Error(Fault::unavailable, "503 from the CA");
             }) {}

    Order finalized(const std::vector<Name>& names = {{"www.example.org"}}) {
        const auto order = office.new_order(client, names);
        const auto wanted = office.finalization(order, office.ov, key);
        return finalize(substitute.issuing, client, wanted, office.request.now).order;
    }

    /// As another process does, some time later.
    bool goes_on(const Order& order, std::chrono::seconds later = issuance::SlowCa::pause) {
        office.request.now += later;
        Substitute restarted(office, ca);
        settle_left_orders(restarted.issuing, office.request.now);
        return office.order(order.id).status == OrderStatus::valid;
    }

    Certificate certificate(const Order& order) const {
        return office.certificate(order.certificate.value());
    }
};

TEST(AnIssuerThatTakesItsTime, leaves_the_order_processing_until_it_is_done) {
    Behind of(2);
    const auto order = of.finalized();
    EXPECT_EQ(order.status, OrderStatus::processing);
    EXPECT_EQ(of.certificate(order).resume, "1");
    EXPECT_FALSE(of.goes_on(order));
    EXPECT_EQ(of.certificate(order).resume, "2");
    EXPECT_TRUE(of.goes_on(order));
    EXPECT_EQ(of.office.order(order.id).status, OrderStatus::valid);
    EXPECT_EQ(of.asked, (std::vector<std::string>{"", "1", "2"}));
    of.goes_on(order);
    EXPECT_EQ(of.asked.size(), 3u) << "it has ended";
}

TEST(AnIssuerThatTakesItsTime, is_asked_with_the_csr_and_chooses_serial_and_validity) {
    Behind of(1);
    const auto order = of.finalized();
    const auto waiting = of.certificate(order);
    EXPECT_EQ(crypto::parse_csr(waiting.draft.to_be_signed).key.spki(), of.key.public_key().spki());
    EXPECT_FALSE(waiting.draft.is_written());
    EXPECT_EQ(waiting.draft.not_after, Time{});
    of.goes_on(order);
    const auto issued = of.certificate(order);
    const auto info = crypto::read_certificate(issued.der);
    EXPECT_EQ(issued.draft.serial, info.serial);
    EXPECT_EQ(issued.draft.not_before, info.not_before);
    EXPECT_EQ(issued.draft.not_after, info.not_after);
    const auto found = of.office.store.read([&](store::Reader& reader) {
        return store::find_certificate_by_serial(reader, info.serial);
    });
    EXPECT_EQ(found.value().id, issued.id);
}

TEST(AnIssuerThatTakesItsTime, has_its_chain_kept_with_the_certificate) {
    Behind of(0);
    const auto order = of.finalized();
    const auto other = of.finalized({{"mail.example.org"}});
    for (const auto& each : {order, other}) {
        const auto certificate = of.certificate(each);
        const auto chain = of.office.store.read([&](store::Reader& reader) {
            return store::find_chain(reader, certificate);
        });
        EXPECT_EQ(chain, of.office.issuers.current()->facts(certificate.issuer).chain);
    }
}

TEST(AnIssuerThatTakesItsTime, may_have_several_orders_at_once) {
    Behind of(1);
    const auto one = of.finalized();
    const auto other = of.finalized({{"mail.example.org"}});
    EXPECT_TRUE(of.goes_on(one));
    EXPECT_EQ(of.office.order(other.id).status, OrderStatus::valid);
    EXPECT_NE(of.certificate(one).draft.serial, of.certificate(other).draft.serial);
}

TEST(AnIssuerThatTakesItsTime, is_not_asked_before_the_time_that_it_named) {
    Behind of(1);
    const auto order = of.finalized();
    EXPECT_FALSE(of.goes_on(order, issuance::SlowCa::pause - 1s));
    EXPECT_EQ(of.asked.size(), 1u);
    EXPECT_TRUE(of.goes_on(order, 1s));
}

TEST(Trouble, of_an_issuer_passes_and_ends_no_order) {
    Behind of(1);
    of.has_trouble = true;
    const auto order = of.finalized();
    EXPECT_EQ(order.status, OrderStatus::processing);
    EXPECT_FALSE(of.goes_on(order));
    EXPECT_EQ(of.office.order(order.id).status, OrderStatus::processing);
    of.has_trouble = false;
    EXPECT_FALSE(of.goes_on(order));
    of.has_trouble = true;
    EXPECT_FALSE(of.goes_on(order));
    EXPECT_EQ(of.certificate(order).resume, "1") << "where it was is not forgotten";
    of.has_trouble = false;
    EXPECT_TRUE(of.goes_on(order));
}

TEST(ALostLease, keeps_nothing_of_what_the_issuer_said) {
    Behind of(2);
    auto& office = of.office;
    const auto order = of.finalized();
    const auto lease = [](store::Store& by, Time now) {
        const store::LeaseTerms terms{by.job_holder(), now, now + 60s};
        return by
            .write([&](store::Transaction& tx) {
                return store::lease(tx, JobKind::issue, terms, 1);
            })
            .at(0);
    };
    const auto now = office.request.now + issuance::SlowCa::pause;
    const auto job = lease(office.store, now);
    of.meanwhile = [&] {
        auto another_process = store::open_at(office.url());
        lease(another_process, now + 61s);
    };
    const auto nobody = [](OrderId, const store::JobLease&) {};
    EXPECT_EQ(
        fault_of([&] {
            go_on(of.substitute.issuing, nobody, {job.lease, job.subject, job.attempt, now});
        }),
        Fault::conflict
    );
    EXPECT_EQ(of.asked.size(), 2u);
    EXPECT_EQ(of.certificate(order).resume, "1");
}

/// What a CA may send that is not an answer.
struct WrongCa : issuance::SlowCa {
    const crypto::PrivateKey key = IssuingOffice::new_key();
    std::vector<std::string> names;
    bool other_key;

    WrongCa(IssuingOffice& office, std::vector<std::string> its_names, bool with_other_key)
        : SlowCa(
              office.issuers.current()->facts(office.ov.issuer),
              authority_for_tests().issuing_key,
              0
          ),
          names(std::move(its_names)),
          other_key(with_other_key) {}

    issuance::IssuerAnswer issue(const issuance::Errand& errand) const override {
        const auto csr = crypto::make_csr(key, names);
        auto draft = errand.draft;
        draft.to_be_signed = csr;
        return SlowCa::issue(
            {.draft = draft, .names = errand.names, .resume = errand.resume, .now = errand.now}
        );
    }
};

TEST(ACertificate, of_another_key_or_other_names_is_handed_to_nobody) {
    IssuingOffice office;
    const auto client = office.client();

    struct Case {
        std::vector<std::string> names;
        bool other_key;
    };

    for (const auto& [names, other_key] :
         {Case{{"www.example.org"}, true},
          Case{{"www.example.org", "mail.example.org"}, false},
          Case{{"mail.example.org"}, false}}) {
        const WrongCa wrong(office, names, other_key);
        const auto certified = other_key ? IssuingOffice::new_key()
                                         : crypto::PrivateKey::from_pkcs8(wrong.key.to_pkcs8());
        const auto order = office.finalize_with(wrong, client, office.new_order(client), certified);
        EXPECT_EQ(order.status, OrderStatus::processing);
        const auto certificate = office.certificate(order.certificate.value());
        EXPECT_EQ(certificate.status, CertificateStatus::recorded);
        EXPECT_TRUE(certificate.der.empty());
    }
}

TEST(ADisabledIssuer, issues_nothing_until_it_is_enabled) {
    IssuingOffice office;
    const auto client = office.client();
    const auto ready = office.new_order(client);
    const auto left = office.finalize_with(Dying(), client, office.new_order(client));
    const auto set = [&](bool enabled) {
        change_issuer(office.store, office.request, {office.ov.issuer}, {.enabled = enabled});
    };
    set(false);
    EXPECT_EQ(fault_of([&] { office.finalize(client, ready); }), Fault::not_issuing);
    EXPECT_EQ(office.order(ready.id).status, OrderStatus::ready);
    office.request.now += 31s;
    settle_left_orders(office.issuing, office.request.now);
    EXPECT_EQ(office.order(left.id).status, OrderStatus::processing);
    set(true);
    EXPECT_EQ(office.finalize(client, ready).status, OrderStatus::valid);
    settle_left_orders(office.issuing, office.request.now + 60s);
    EXPECT_EQ(office.order(left.id).status, OrderStatus::valid);
}

TEST(IssuerRegistry, sees_at_once_what_another_process_has_changed) {
    IssuingOffice office;
    const auto before = office.issuers.current();
    EXPECT_EQ(office.issuers.current(), before) << "nothing is opened twice";
    auto another = store::open_at(office.url());
    change_issuer(another, office.request, {office.ov.issuer}, {.enabled = false});
    EXPECT_FALSE(office.issuers.current()->facts(office.ov.issuer).enabled);
    auto added = another.read([&](store::Reader& reader) {
        return store::find_issuer(reader, office.ov.issuer).value();
    });
    added.id = crypto::new_id<IssuerId>(office.request.now);
    added.name = "Another CA";
    added.sealed_key = office.sealer.seal(
        issuance::seal_purpose(added.id), authority_for_tests().issuing_key.to_pkcs8()
    );
    another.write([&](store::Transaction& tx) { store::insert(tx, added); });
    EXPECT_EQ(office.issuers.current()->facts(added.id).title, "Another CA");
}

TEST(AServerCertificate, is_not_waited_for) {
    Behind of(1);
    EXPECT_EQ(
        fault_of([&] {
            issue_server_certificate(
                of.substitute.issuing, of.office.request, {"pki.example.org"}, "ov"
            );
        }),
        Fault::not_issuing
    );
}

} // namespace

} // namespace chancery::workflow
