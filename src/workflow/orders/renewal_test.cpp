// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "store/orders/renewals.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/orders/renewal.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// An office with a certificate that is to be renewed one day.
struct Renewing : IssuingOffice {
    store::ClientStanding host = client();
    CertificateId id = issued();

    CertificateId issued() { return finalize(host, new_order(host)).certificate.value(); }

    acme::RenewalId renewal_id() const {
        const auto certificate = certificates().front();
        return {
            issuers.current()->facts(certificate.issuer).key_identifier,
            crypto::read_certificate(certificate.der).serial};
    }

    std::optional<Certificate> find(const acme::RenewalId& renewal, EndpointId endpoint) const {
        return store.read([&](store::Reader& reader) {
            return find_renewable(reader, endpoint, renewal);
        });
    }

    Certificate ask(const std::string& url = "") {
        return ask_for_renewal(store, request, {id}, url);
    }

    RenewalAdvice advice() const {
        return store.read([&](store::Reader& reader) {
            return advise(
                store::find_certificate(reader, id).value(), store::find_renewal(reader, id)
            );
        });
    }

    Order renewed() {
        OrderRequest wish{.names = {{"www.example.org"}}};
        wish.replaces = Replaces{id, "the old one"};
        return finalize(host, create_order(store, ov, host, wish, request.now));
    }
};

TEST(Renewal, finds_a_certificate_by_both_halves_of_its_id_at_its_endpoint) {
    const Renewing office;
    const auto id = office.renewal_id();
    EXPECT_EQ(office.find(id, office.ov.id).value().id, office.id);
    EXPECT_FALSE(office.find(id, office.staging.id));
    auto of_another_issuer = id;
    of_another_issuer.authority_key_identifier.back() ^= 1;
    EXPECT_FALSE(office.find(of_another_issuer, office.ov.id));
    auto of_another_serial = id;
    of_another_serial.serial.back() ^= 1;
    EXPECT_FALSE(office.find(of_another_serial, office.ov.id));
}

TEST(Renewal, is_due_in_the_last_third_unless_something_happens) {
    const Renewing office;
    const auto window = office.advice().window;
    EXPECT_GT(window.start, office.request.now + 59 * 24h);
    EXPECT_LT(window.end, office.request.now + 67 * 24h);
}

TEST(Renewal, that_the_office_asks_for_is_due_at_once_until_it_is_done) {
    Renewing office;
    office.ask("https://pki.example.org/why");
    EXPECT_LE(office.advice().window.end, office.request.now);
    EXPECT_EQ(office.advice().explanation_url, "https://pki.example.org/why");
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "certificate.renewalAsked");
    EXPECT_EQ(event.object_id, to_string(office.id));
    ASSERT_EQ(office.renewed().status, OrderStatus::valid);
    EXPECT_GT(office.advice().window.end, office.request.now);
    EXPECT_EQ(fault_of([&] { office.ask(); }), Fault::conflict) << "it has been replaced";
}

TEST(Renewal, of_a_revoked_certificate_is_due_at_once) {
    Renewing office;
    revoke(office.store, office.request, {office.id}, RevocationReason::superseded);
    EXPECT_LE(office.advice().window.end, office.request.now);
}

TEST(Renewal, is_asked_for_only_of_what_is_in_use) {
    Renewing office;
    EXPECT_EQ(
        fault_of([&] { ask_for_renewal(office.store, office.request, {CertificateId{}}, ""); }),
        Fault::not_found
    );
    const auto begun = office.request.now;
    office.request.now += 91 * 24h;
    EXPECT_EQ(fault_of([&] { office.ask(); }), Fault::conflict) << "it has expired";
    office.request.now = begun;
    revoke(office.store, office.request, {office.id}, RevocationReason::superseded);
    EXPECT_EQ(fault_of([&] { office.ask(); }), Fault::conflict) << "it is revoked";
    EXPECT_TRUE(office.events({.action = "certificate.renewalAsked"}).empty());
}

TEST(Renewal, is_explained_at_a_web_page_or_not_at_all) {
    Renewing office;
    for (const auto& url :
         {std::string("why"),
          std::string("ftp://a.example/"),
          std::string("javascript:alert(1)"),
          "https://a.example/" + std::string(500, 'a')})
        EXPECT_EQ(fault_of([&] { office.ask(url); }), Fault::invalid) << url;
    EXPECT_EQ(office.ask("").id, office.id);
}

TEST(Renewal, marks_what_was_replaced_when_the_new_one_is_issued_and_not_before) {
    Renewing office;
    OrderRequest wish{.names = {{"www.example.org"}}};
    wish.replaces = Replaces{office.id, "the old one"};
    const auto order = create_order(office.store, office.ov, office.host, wish, office.request.now);
    const auto replaced_by = [&] {
        return office.store
            .read([&](store::Reader& reader) { return store::find_renewal(reader, office.id); })
            .replaced_by;
    };
    EXPECT_EQ(order.replaces, "the old one");
    EXPECT_FALSE(replaced_by());
    const auto renewed = office.finalize(office.host, order);
    EXPECT_EQ(replaced_by(), renewed.certificate);
}

} // namespace

} // namespace chancery::workflow
