// SPDX-License-Identifier: Apache-2.0
#include "store/registry/departments.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/registry/endpoints.hpp"
#include "workflow/registry/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

struct Directory : OfficeForTests {
    Directory() {
        store.write([](store::Transaction& tx) { store::insert(tx, Profile{.name = "dv"}); });
    }

    /// What makes a good one, which a test then spoils.
    EndpointSettings good() const {
        return {
            .title = "Of the laboratory",
            .issuer = ov.issuer,
            .profiles = {{"dv"}},
            .validation = ValidationPolicy::challenge,
            .challenge_types = {{"http-01"}},
        };
    }

    Endpoint
    add(const std::string& name,
        const EndpointSettings& settings,
        std::optional<EndpointId> staging_of = std::nullopt) {
        return workflow::add_endpoint(
            store, sealer, request, {.name = name, .staging_of = staging_of, .settings = settings}
        );
    }

    Endpoint change(const Endpoint& endpoint, const EndpointSettings& settings) {
        return change_endpoint(store, sealer, request, {endpoint.id}, settings);
    }

    /// Which field a refused one is refused for.
    std::string fault_of_new(const EndpointSettings& settings, const std::string& name = "lab") {
        const auto problem = problem_of([&] { add(name, settings); });
        if (!problem) return "";
        return problem->subproblems.empty() ? problem->detail
                                            : to_string(problem->subproblems.front().place);
    }

    std::optional<store::Credential> open_account(const Endpoint& endpoint) {
        return store.read([&](const store::Reader& reader) {
            return store::find_open_credential(reader, endpoint.id);
        });
    }
};

TEST(NewEndpoint, is_as_its_settings_say_and_otherwise_as_the_model_begins) {
    Directory office;
    auto settings = office.good();
    settings.allowed_networks = {{"10.0.0.0/8", "10.0.0.0/8", "fc00::/7"}};
    settings.proof_lifetime = std::chrono::hours(36);
    const auto added = office.add("lab", settings);
    const auto stored = office.store.read([](const store::Reader& reader) {
        return store::find_endpoint(reader, "lab");
    });
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->id, added.id);
    EXPECT_EQ(stored->title, "Of the laboratory");
    EXPECT_EQ(stored->profile.name, "dv");
    EXPECT_TRUE(stored->offers("dv"));
    EXPECT_FALSE(stored->offers("ov"));
    EXPECT_TRUE(stored->eab_required);
    EXPECT_EQ(stored->challenges.types, std::vector<std::string>{"http-01"});
    EXPECT_EQ(stored->challenges.allowed_networks.size(), 2u);
    EXPECT_EQ(stored->challenges.http_port, 80);
    EXPECT_EQ(stored->challenges.lifetime, std::chrono::hours(36));
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "endpoint.created");
    EXPECT_EQ(event.object_name, "lab");
}

TEST(NewEndpoint, has_a_name_that_can_stand_in_a_url_and_is_nobody_elses) {
    Directory office;
    for (const auto* name : {"", "Lab", "a/b", "-lab", "lab-", "ö", "a b"})
        EXPECT_EQ(office.fault_of_new(office.good(), name), "/name") << name;
    EXPECT_EQ(office.fault_of_new(office.good(), std::string(33, 'a')), "/name");
    EXPECT_EQ(office.fault_of_new(office.good(), "ov"), "there is an endpoint ov already");
    EXPECT_EQ(office.fault_of_new(office.good(), "lab-2"), "");
}

TEST(Endpoint, with_a_setting_that_cannot_be_is_refused_for_that_field) {
    Directory office;
    const auto spoilt = [&](auto member, auto value) {
        auto settings = office.good();
        settings.*member = value;
        return office.fault_of_new(settings);
    };
    using S = EndpointSettings;
    using Texts = std::vector<std::string>;
    EXPECT_EQ(spoilt(&S::title, ""), "/title");
    EXPECT_EQ(spoilt(&S::profiles, Texts{"none"}), "/profiles/0");
    EXPECT_EQ(spoilt(&S::profiles, Texts{"dv", "none"}), "/profiles/1");
    EXPECT_EQ(spoilt(&S::profiles, Texts{"dv", "ov", "ov"}), "/profiles/2");
    EXPECT_EQ(spoilt(&S::profiles, std::nullopt), "/profiles");
    EXPECT_EQ(spoilt(&S::issuer, IssuerId{}), "/issuerIds/0");
    EXPECT_EQ(spoilt(&S::challenge_types, Texts{}), "/validation/challengeTypes");
    EXPECT_EQ(
        spoilt(&S::challenge_types, Texts{"http-01", "http-02"}), "/validation/challengeTypes/1"
    );
    EXPECT_EQ(
        spoilt(&S::challenge_types, Texts{"http-01", "http-01"}), "/validation/challengeTypes/0"
    );
    EXPECT_EQ(spoilt(&S::caa_identities, Texts{"PKI.example.org"}), "/validation/caaIdentities/0");
    EXPECT_EQ(spoilt(&S::caa_identities, Texts{"*.example.org"}), "/validation/caaIdentities/0");
    EXPECT_EQ(
        spoilt(&S::allowed_networks, Texts{"::1", "10.0.0.1/8"}), "/validation/targets/allowed/1"
    );
    EXPECT_EQ(spoilt(&S::denied_networks, Texts{"all"}), "/validation/targets/denied/0");
    EXPECT_EQ(spoilt(&S::http_port, 0), "/validation/ports/http");
    EXPECT_EQ(spoilt(&S::https_port, -1), "/validation/ports/https");
    EXPECT_EQ(spoilt(&S::tls_port, 65536), "/validation/ports/tls");
    EXPECT_EQ(spoilt(&S::proof_lifetime, std::chrono::days(199)), "/validation/lifetime");
    EXPECT_EQ(spoilt(&S::proof_lifetime, std::chrono::minutes(59)), "/validation/lifetime");
    for (const auto* url : {"terms", "ftp://a/", "https://a/ b", "https://a/>; rel=\"x\""})
        EXPECT_EQ(spoilt(&S::terms_of_service, url), "/termsOfServiceUrl") << url;
}

// conforms: persist-3.1-1
// conforms-refusal: persist-3.1-3, persist-3.1-4
TEST(Endpoint, names_its_ca_as_a_persistent_record_can) {
    Directory office;
    const auto fault_of = [&](std::vector<std::string> identities) {
        auto settings = office.good();
        settings.caa_identities = std::move(identities);
        return office.fault_of_new(settings);
    };
    EXPECT_EQ(fault_of({"pki.example.org", "xn--bcher-kva.example"}), "");
    const std::string label(63, 'a');
    const auto longest = label + "." + label + "." + label + ".";
    for (const auto& name :
         {std::string("PKI.example.org"),
          std::string("pki.example.org."),
          std::string("bücher.example"),
          std::string("xn--a.example"),
          longest + std::string(60, 'a') + ".a"}) // 254
        EXPECT_EQ(fault_of({name}), "/validation/caaIdentities/0") << name;
    EXPECT_EQ(
        fault_of(std::vector<std::string>(11, "pki.example.org")), "/validation/caaIdentities"
    );
}

TEST(Endpoint, for_trying_out_is_the_staging_of_one_that_is_real) {
    Directory office;
    EXPECT_EQ(office.add("lab", office.good(), office.ov.id).staging_of, office.ov.id);
    for (const auto& other : {office.staging.id, crypto::new_id<EndpointId>(office.start)}) {
        const auto problem = problem_of([&] { office.add("lab-2", office.good(), other); });
        ASSERT_TRUE(problem);
        EXPECT_EQ(to_string(problem->subproblems.front().place), "/stagingOf");
    }
}

TEST(Endpoint, without_a_credential_has_an_open_account_of_the_office_once) {
    Directory office;
    auto settings = office.good();
    settings.eab_required = false;
    const auto lab = office.add("lab", settings);
    const auto account = office.open_account(lab);
    ASSERT_TRUE(account);
    EXPECT_EQ(account->account_name, "lab (open)");
    const auto department = office.store.read([&](const store::Reader& reader) {
        return store::find_department(reader, account->department);
    });
    EXPECT_EQ(department->name, "Office");

    office.change(lab, {.eab_required = true});
    office.change(lab, {.eab_required = false});
    EXPECT_EQ(office.open_account(lab)->account, account->account);
    EXPECT_EQ(office.events({.action = "acmeAccount.created"}).size(), 1u);
    EXPECT_EQ(office.events({.action = "department.created"}).size(), 1u);
}

TEST(Endpoint, that_took_strangers_once_never_takes_their_word) {
    Directory office;
    auto settings = office.good();
    settings.eab_required = false;
    const auto lab = office.add("lab", settings);
    office.change(lab, {.eab_required = true});
    const auto fault = [&](const EndpointSettings& change) {
        return fault_of([&] { office.change(lab, change); });
    };
    EXPECT_EQ(fault({.validation = ValidationPolicy::prevalidated}), Fault::invalid);
    EXPECT_EQ(fault({.profiles = {{"dv", "ov"}}}), Fault::invalid);
    EXPECT_EQ(fault({.title = "Another"}), std::nullopt);
}

TEST(Endpoint, without_a_credential_takes_nobodys_word_and_names_no_organization) {
    Directory office;
    auto settings = office.good();
    settings.eab_required = false;
    for (const auto policy : {ValidationPolicy::prevalidated, ValidationPolicy::either}) {
        settings.validation = policy;
        EXPECT_EQ(office.fault_of_new(settings), "/validation/policy");
    }
    settings.validation = ValidationPolicy::challenge;
    settings.profiles = {{"dv", "ov"}}; // with the organization in its subject
    EXPECT_EQ(office.fault_of_new(settings), "/profiles");
    EXPECT_EQ(fault_of([&] { office.change(office.ov, {.eab_required = false}); }), Fault::invalid);
}

TEST(Endpoint, keeps_what_a_change_does_not_name_and_records_what_it_does) {
    Directory office;
    const auto lab = office.add("lab", office.good());
    const auto changed = office.change(lab, {.caa = true, .http_port = 8080});
    EXPECT_EQ(changed.revision.version, 2);
    EXPECT_EQ(changed.title, "Of the laboratory");
    const auto changes = office.events().front().event.changes;
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].field, "validation/checkCaa");
    EXPECT_EQ(changes[0].from, "false");
    EXPECT_EQ(changes[0].to, "true");
    EXPECT_EQ(changes[1].field, "validation/ports/http");
    EXPECT_EQ(changes[1].to, "8080");
    EXPECT_EQ(office.change(lab, {.caa = true}).revision.version, 2);
}

TEST(Endpoint, is_not_overwritten_by_who_saw_an_older_version) {
    Directory office;
    office.change(office.ov, {.title = "Another"});
    const auto late = [&] {
        change_endpoint(
            office.store, office.sealer, office.request, {office.ov.id, 1}, {.enabled = false}
        );
    };
    EXPECT_EQ(fault_of(late), Fault::stale);
}

} // namespace

} // namespace chancery::workflow
