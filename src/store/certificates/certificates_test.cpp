// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/certificates.hpp"
#include "store/store_for_tests.hpp"

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Certificates : public OfficeForTests {
protected:
    Certificate found(CertificateId id) {
        return store.read([&](Reader& r) { return find_certificate(r, id); }).value();
    }

    bool issue(CertificateId id, const Bytes& der, Time at = now) {
        return store.write([&](Transaction& tx) { return set_issued(tx, id, {der}, at); });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Certificates, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Certificates, are_read_as_they_were_recorded) {
    auto written = certificate(Bytes("\x6b\0\x01\xff", 4), {"www.example.org", "a.example.org"});
    written.client = written_client().id;
    written.order = crypto::new_id<OrderId>(now);
    write(written);
    const auto read = found(written.id);
    EXPECT_EQ(read.issuer, issuer.id);
    EXPECT_EQ(read.endpoint, ov.id);
    EXPECT_EQ(read.account, web.id);
    EXPECT_EQ(read.client, written.client);
    EXPECT_EQ(read.order, written.order);
    EXPECT_EQ(read.department, physics.id);
    EXPECT_EQ(read.names, written.names);
    EXPECT_EQ(read.draft.serial, written.draft.serial);
    EXPECT_EQ(read.draft.to_be_signed, written.draft.to_be_signed);
    EXPECT_EQ(read.draft.not_before, now);
    EXPECT_EQ(read.draft.not_after, now + 90 * 24h);
    EXPECT_EQ(read.draft.key_digest, written.draft.key_digest);
    EXPECT_EQ(read.draft.key_type, "ecdsaP256");
    EXPECT_EQ(read.status, CertificateStatus::recorded);
    EXPECT_TRUE(read.der.empty());
    EXPECT_EQ(read.created_at, now);
    EXPECT_FALSE(read.issued_at);

    const auto by_serial =
        store.read([&](Reader& r) { return find_certificate_by_serial(r, written.draft.serial); });
    EXPECT_EQ(by_serial->id, written.id);
    EXPECT_FALSE(store.read([&](Reader& r) { return find_certificate_by_serial(r, "other"); }));
}

TEST_P(Certificates, of_the_server_itself_belong_to_nobody) {
    auto own = certificate("1", {"192.0.2.1"});
    own.endpoint = std::nullopt;
    own.account = std::nullopt;
    own.department = std::nullopt;
    write(own);
    EXPECT_FALSE(found(own.id).endpoint);
    EXPECT_FALSE(found(own.id).account);
    EXPECT_FALSE(found(own.id).client);
    EXPECT_FALSE(found(own.id).department);
}

TEST_P(Certificates, never_share_a_serial) {
    const auto first = certificate("1", {"www.example.org"});
    write(first);
    EXPECT_EQ(
        db::fault_of([&] { write(certificate("1", {"mail.example.org"})); }), Fault::internal
    );
    // A serial that was given up is used up.
    store.write([&](Transaction& tx) { return set_never_signed(tx, first.id); });
    EXPECT_EQ(
        db::fault_of([&] { write(certificate("1", {"mail.example.org"})); }), Fault::internal
    );
    EXPECT_EQ(
        store.read([](Reader& r) { return list_certificates(r, Scope::all(), {}); }).size(), 1u
    );
}

TEST_P(Certificates, are_issued_once) {
    const auto written = certificate("1", {"www.example.org"});
    write(written);
    const Bytes der("\x30\0\xff", 3);
    EXPECT_TRUE(issue(written.id, der, now + 1s));
    EXPECT_FALSE(issue(written.id, "another signature", now + 2s));
    EXPECT_FALSE(store.write([&](Transaction& tx) { return set_never_signed(tx, written.id); }));
    const auto read = found(written.id);
    EXPECT_EQ(read.status, CertificateStatus::issued);
    EXPECT_EQ(read.der, der);
    EXPECT_EQ(read.issued_at, now + 1s);
    EXPECT_TRUE(read.draft.to_be_signed.empty());
}

TEST_P(Certificates, that_were_given_up_are_not_issued_afterwards) {
    const auto written = certificate("1", {"www.example.org"});
    write(written);
    EXPECT_TRUE(store.write([&](Transaction& tx) { return set_never_signed(tx, written.id); }));
    EXPECT_FALSE(store.write([&](Transaction& tx) { return set_never_signed(tx, written.id); }));
    EXPECT_FALSE(issue(written.id, "der"));
    EXPECT_EQ(found(written.id).status, CertificateStatus::never_signed);
    EXPECT_TRUE(found(written.id).der.empty());
}

TEST_P(Certificates, keep_their_issuers_note) {
    const auto written = certificate("1", {"www.example.org"});
    write(written);
    store.write([&](Transaction& tx) { save_resume(tx, written.id, "https://ca.example/1"); });
    EXPECT_EQ(found(written.id).resume, "https://ca.example/1");
}

TEST_P(Certificates, of_another_client_are_as_those_that_do_not_exist) {
    auto written = certificate("1", {"www.example.org"});
    const auto client = written_client();
    const auto other = written_client("other");
    written.client = client.id;
    write(written);
    auto own = certificate("2", {"pki"});
    own.client = std::nullopt;
    write(own);
    const auto problem_for = [&](CertificateId id, ClientId asking) {
        return db::problem_of([&] {
            store.read([&](Reader& r) { return store::certificate(r, id, asking); });
        });
    };
    EXPECT_FALSE(problem_for(written.id, client.id));
    const auto nobodys = problem_for(crypto::new_id<CertificateId>(now), client.id);
    ASSERT_TRUE(nobodys);
    EXPECT_EQ(nobodys->fault, Fault::not_found);
    EXPECT_EQ(problem_for(written.id, other.id).value().detail, nobodys->detail);
    EXPECT_EQ(problem_for(own.id, client.id).value().detail, nobodys->detail);
}

TEST_P(Certificates, are_listed_in_pages_newest_first) {
    const auto other = account("other", ov.id);
    write(other);
    std::vector<CertificateId> ids;
    for (const auto* serial : {"a", "b", "c", "d"}) {
        auto added = certificate(serial, {"www.example.org", std::string(serial) + ".example.org"});
        if (*serial == 'd') added.account = other.id;
        write(added);
        if (*serial != 'c') issue(added.id, "der");
        ids.push_back(added.id);
    }
    const auto listed = [&](const CertificateFilter& filter) {
        std::string serials;
        for (const auto& read :
             store.read([&](Reader& r) { return list_certificates(r, Scope::all(), filter); }))
            serials += read.draft.serial;
        return serials;
    };
    EXPECT_EQ(listed({}), "dcba");
    EXPECT_EQ(listed({.account = web.id}), "cba");
    EXPECT_EQ(listed({.department = physics.id, .limit = 3}), "dcb");
    EXPECT_EQ(listed({.department = crypto::new_id<DepartmentId>(now)}), "");
    EXPECT_EQ(listed({.before = ids[2], .limit = 1}), "b");
    // By name, only what was issued; exactly that name.
    EXPECT_EQ(listed({.name = "www.example.org"}), "dba");
    EXPECT_EQ(listed({.account = web.id, .name = "b.example.org"}), "b");
    EXPECT_EQ(listed({.name = "c.example.org"}), "");
    EXPECT_EQ(listed({.name = "example.org"}), "");
}

} // namespace

} // namespace chancery::store
