// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/endpoints.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/registry/profiles.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

struct Shapes : OfficeForTests {
    Profile add(const std::string& name, const ProfileSettings& settings = {}) {
        return add_profile(store, request, name, settings);
    }

    Profile change(const std::string& name, const ProfileSettings& settings) {
        return change_profile(store, request, name, std::nullopt, settings);
    }

    /// Which field new settings are refused for; empty where they are not.
    std::string fault_of_new(const ProfileSettings& settings, const std::string& name = "short") {
        const auto problem = problem_of([&] { add(name, settings); });
        if (!problem) return "";
        return problem->subproblems.empty() ? problem->detail
                                            : to_string(problem->subproblems.front().place);
    }
};

Time day(const char* text) {
    return parse_date(text).value();
}

TEST(Profile, is_as_its_settings_say) {
    Shapes office;
    office.add(
        "short",
        {.description = "For a week",
         .lifetime = std::chrono::days(7),
         .subject = SubjectForm::organization,
         .key_types = {{"ecdsaP256"}},
         .client_auth = true,
         .policies = {{"2.23.140.1.2.2"}},
         .max_names = 1,
         .takes_validity = true,
         .takes_must_staple = true,
         .rules = RuleSet::office,
         .underscores = true}
    );
    const auto stored = office.store.read([](const store::Reader& reader) {
        return store::find_profile(reader, "short");
    });
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->description, "For a week");
    EXPECT_EQ(stored->lifetime, std::chrono::days(7));
    EXPECT_EQ(stored->subject, SubjectForm::organization);
    EXPECT_EQ(stored->key_types, Texts{"ecdsaP256"});
    EXPECT_TRUE(stored->client_auth);
    EXPECT_EQ(stored->policies, Texts{"2.23.140.1.2.2"});
    EXPECT_EQ(stored->max_names, 1);
    EXPECT_EQ(stored->validity_by_order, ValidityByOrder::within_lifetime);
    EXPECT_TRUE(stored->takes_must_staple);
    EXPECT_FALSE(stored->is_public());
    EXPECT_TRUE(stored->names.underscores);
    EXPECT_EQ(office.events().front().event.action, "profile.created");
    EXPECT_EQ(office.fault_of_new({}), "there is a profile short already");
}

TEST(Profile, with_a_setting_that_cannot_be_is_refused_for_that_field) {
    Shapes office;
    EXPECT_EQ(office.fault_of_new({}, "Short one"), "/name");
    EXPECT_EQ(office.fault_of_new({.description = std::string(256, 'x')}), "/description");
    EXPECT_EQ(office.fault_of_new({.lifetime = std::chrono::hours(23)}), "/lifetime");
    EXPECT_EQ(office.fault_of_new({.key_types = Texts{"rsa1024"}}), "/keyTypes/0");
    EXPECT_EQ(office.fault_of_new({.key_types = Texts{"ed25519", "ed25519"}}), "/keyTypes/0");
    EXPECT_EQ(office.fault_of_new({.max_names = 0}), "/maxNames");
    EXPECT_EQ(office.fault_of_new({.max_names = 101}), "/maxNames");
    for (const auto* oid : {"", "1", "3.1", "1.40", "1.02", "1..2", "1.a", "2.", "1.2.9999999999"})
        EXPECT_EQ(office.fault_of_new({.policies = Texts{oid}}), "/certificatePolicies/0") << oid;
    const Texts good{"0.39", "1.2.840.113549", "2.999.1", "2.5.29.0"};
    EXPECT_EQ(office.fault_of_new({.policies = good}), "");
}

TEST(Profile, lives_no_longer_than_browsers_accept_on_that_day) {
    Shapes office;

    struct Case {
        const char* day;
        int most;
    };

    for (const auto& [date, most] : {
             Case{"2026-11-28", 200},
             Case{"2027-03-14", 200},
             Case{"2027-03-15", 100},
             Case{"2029-03-14", 100},
             Case{"2029-03-15", 47},
         }) {
        office.request.now = day(date);
        const auto problem = problem_of([&] {
            office.add("long", {.lifetime = std::chrono::days(most) + std::chrono::seconds(1)});
        });
        ASSERT_TRUE(problem) << date;
        EXPECT_NE(problem->detail.find("to " + std::to_string(most) + " days"), std::string::npos);
        office.add("on-" + std::string(date), {.lifetime = std::chrono::days(most)});
    }
}

TEST(Profile, follows_public_rules_unless_it_says_so) {
    Shapes office;
    EXPECT_TRUE(office.add("plain").is_public());
    EXPECT_EQ(office.fault_of_new({.underscores = true}), "/underscores");
    EXPECT_EQ(office.change("plain", {.rules = RuleSet::office}).names.rules, RuleSet::office);
    const auto event = office.events().front().event;
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_EQ(event.changes.front().field, "rules");
    EXPECT_EQ(event.changes.front().from, "public");
    EXPECT_EQ(event.changes.front().to, "office");
}

TEST(Profile, of_the_offices_own_rules_lives_an_hour_or_more) {
    Shapes office;
    const auto fault = [&](std::chrono::seconds lifetime) {
        return office.fault_of_new({.lifetime = lifetime, .rules = RuleSet::office});
    };
    EXPECT_EQ(fault(1h - 1s), "/lifetime");
    EXPECT_EQ(fault(std::chrono::days(36'500) + 1s), "/lifetime");
    EXPECT_EQ(fault(1h), "");
    office.change("short", {.lifetime = std::chrono::days(36'500), .underscores = true});
    const auto back = [&](const ProfileSettings& settings) {
        const auto problem = problem_of([&] { office.change("short", settings); });
        return problem ? to_string(problem->subproblems.front().place) : "";
    };
    EXPECT_EQ(back({.rules = RuleSet::public_}), "/underscores");
    EXPECT_EQ(back({.rules = RuleSet::public_, .underscores = false}), "/lifetime");
    EXPECT_EQ(
        back({.lifetime = std::chrono::days(7), .rules = RuleSet::public_, .underscores = false}),
        ""
    );
}

TEST(Profile, of_before_the_limit_fell_stays_until_its_lifetime_is_touched) {
    Shapes office;
    office.request.now = day("2027-03-14");
    office.add("long", {.lifetime = std::chrono::days(200)});
    office.request.now = day("2027-03-15");
    EXPECT_EQ(office.change("long", {.description = "Long"}).lifetime, std::chrono::days(200));
    const auto longer = [&] { office.change("long", {.lifetime = std::chrono::days(199)}); };
    EXPECT_EQ(fault_of(longer), Fault::invalid);
}

TEST(Profile, that_strangers_may_have_never_names_the_organization) {
    Shapes office;
    office.add("dv");
    office.add("dv-short");
    workflow::add_endpoint(
        office.store,
        office.sealer,
        office.request,
        {.name = "lab",
         .settings =
             {.title = "Lab",
              .issuer = office.ov.issuer,
              .profiles = Texts{"dv", "dv-short"},
              .validation = ValidationPolicy::challenge,
              .eab_required = false,
              .challenge_types = Texts{"http-01"}}}
    );
    for (const auto* name : {"dv", "dv-short"})
        EXPECT_EQ(
            fault_of([&] { office.change(name, {.subject = SubjectForm::organization}); }),
            Fault::invalid
        ) << name;
    EXPECT_EQ(office.change("ov", {.subject = SubjectForm::none}).subject, SubjectForm::none);
}

TEST(Profile, is_changed_with_what_was_and_is_in_the_audit_log) {
    Shapes office;
    const auto changed = office.change("ov", {.lifetime = std::chrono::days(47)});
    EXPECT_EQ(changed.revision.version, 2);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "profile.changed");
    EXPECT_EQ(event.object_name, "ov");
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_EQ(event.changes.front().from, "P90D");
    EXPECT_EQ(event.changes.front().to, "P47D");
    const auto late = [&] {
        change_profile(office.store, office.request, "ov", 1, {.max_names = 3});
    };
    EXPECT_EQ(fault_of(late), Fault::stale);
    EXPECT_EQ(fault_of([&] { office.change("none", {}); }), Fault::not_found);
}

} // namespace

} // namespace chancery::workflow
