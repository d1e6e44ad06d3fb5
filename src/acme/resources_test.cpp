// SPDX-License-Identifier: Apache-2.0
#include "acme/resources.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s}; // 2027-01-15T08:00:00Z
const Urls urls("https://ca.example/acme/ov");

/// "00000000-0000-7000-8000-0000000000nn"
template <class SomeId>
SomeId id(std::uint8_t last) {
    SomeId id;
    id.bytes = {0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last};
    return id;
}

Order order_of(OrderStatus status) {
    return {
        .id = id<OrderId>(1),
        .endpoint = {},
        .client = {},
        .account = {},
        .names = {{"www.campus.example"}, {"*.campus.example"}},
        .authorizations = {id<AuthorizationId>(2), id<AuthorizationId>(3)},
        .status = status,
        .created_at = now,
        .expires = now + 24h,
    };
}

Authorization authorization_of(std::string name) {
    return {
        .id = id<AuthorizationId>(2),
        .order = id<OrderId>(1),
        .client = {},
        .name = {std::move(name)},
        .status = AuthorizationStatus::valid,
        .expires = now + 24h,
    };
}

std::string member(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value ? json::to_text(*value) : "absent";
}

Endpoint endpoint_of(bool eab_required, std::string terms_of_service) {
    return {
        .id = {},
        .name = "ov",
        .title = "",
        .issuer = {},
        .profile = {},
        .eab_required = eab_required,
        .terms_of_service = std::move(terms_of_service),
    };
}

Office office(std::string website) {
    return {.bases = Bases(std::string("https://ca.example")), .website = std::move(website)};
}

// conforms: 8555-7.1.1-2, 8555-7.3-10, 8555-7.3.4-7, 9773-3-1
TEST(Directory, lists_what_exists_and_nothing_else) {
    // RFC 8555 §7.1.1.
    EXPECT_EQ(
        json::to_text(directory_json(
            urls,
            endpoint_of(true, "https://campus.example/terms"),
            {},
            office("https://campus.example/")
        )),
        R"({"newNonce":"https://ca.example/acme/ov/new-nonce",)"
        R"("newAccount":"https://ca.example/acme/ov/new-account",)"
        R"("newOrder":"https://ca.example/acme/ov/new-order",)"
        R"("newAuthz":"https://ca.example/acme/ov/new-authz",)"
        R"("keyChange":"https://ca.example/acme/ov/key-change",)"
        R"("revokeCert":"https://ca.example/acme/ov/revoke-cert",)"
        R"("renewalInfo":"https://ca.example/acme/ov/renewal-info",)"
        R"("meta":{"termsOfService":"https://campus.example/terms",)"
        R"("website":"https://campus.example/","externalAccountRequired":true}})"
    );
}

TEST(Directory, leaves_out_what_an_endpoint_does_not_have) {
    EXPECT_EQ(
        member(directory_json(urls, endpoint_of(false, ""), {}, office("")), "meta"),
        R"({"externalAccountRequired":false})"
    );
    EXPECT_EQ(
        member(directory_json(urls, endpoint_of(true, ""), {}, office("")), "meta"),
        R"({"externalAccountRequired":true})"
    );
}

TEST(Directory, says_that_an_endpoint_is_the_staging_of_another) {
    auto endpoint = endpoint_of(false, "");
    endpoint.staging_of = EndpointId{};
    EXPECT_EQ(
        member(directory_json(urls, endpoint, {}, office("")), "meta"),
        R"({"externalAccountRequired":false,"staging":true})"
    );
}

// conforms: 8555-7.1.1-3
TEST(Directory, says_by_which_names_the_dns_lets_us_issue) {
    // RFC 8555 §9.7.6.
    auto endpoint = endpoint_of(false, "");
    endpoint.challenges.caa = true;
    const auto meta = [&] {
        return member(directory_json(urls, endpoint, {}, office("")), "meta");
    };
    EXPECT_EQ(meta(), R"({"caaIdentities":["ca.example"],"externalAccountRequired":false})");
    endpoint.challenges.caa_identities = {"campus.example", "ca.campus.example"};
    EXPECT_EQ(
        meta(),
        R"({"caaIdentities":["campus.example","ca.campus.example"],"externalAccountRequired":false})"
    );
}

TEST(Directory, names_nobody_for_caa_where_it_is_not_asked_for) {
    for (const auto validation : every<ValidationPolicy>) {
        auto endpoint = endpoint_of(false, "");
        endpoint.validation = validation;
        endpoint.challenges = {
            .types = {"http-01", "dns-persist-01"},
            .caa = false,
            .caa_identities = {"campus.example"}};
        EXPECT_EQ(
            member(directory_json(urls, endpoint, {}, office("")), "meta"),
            R"({"externalAccountRequired":false})"
        );
    }
}

TEST(Directory, of_a_test_ca_names_it_also_where_caa_is_not_asked_for) {
    auto endpoint = endpoint_of(false, "");
    endpoint.challenges = {.caa = false, .caa_identities = {"pebble.letsencrypt.org"}};
    auto test_ca = office("");
    test_ca.always_names_itself = true;
    EXPECT_EQ(
        member(directory_json(urls, endpoint, {}, test_ca), "meta"),
        R"({"caaIdentities":["pebble.letsencrypt.org"],"externalAccountRequired":false})"
    );
}

// conforms: profiles-3-1
TEST(Directory, describes_the_profiles_that_are_offered) {
    const std::vector<Profile> profiles{
        {.name = "classic", .description = "For 90 days"}, {.name = "short"}};
    EXPECT_EQ(
        member(directory_json(urls, endpoint_of(false, ""), profiles, office("")), "meta"),
        R"({"externalAccountRequired":false,)"
        R"("profiles":{"classic":"For 90 days","short":"short"}})"
    );
}

TEST(Identities, are_the_host_of_the_public_url_in_lower_case_without_its_port) {
    const auto endpoint = endpoint_of(false, "");
    for (const auto* url :
         {"https://ca.example", "https://ca.example:8443", "https://CA.Example:8443"})
        EXPECT_EQ(
            identities_of(endpoint, Bases(std::string(url))), std::vector<std::string>{"ca.example"}
        ) << url;
}

TEST(Identities, are_the_hosts_of_all_urls_of_the_office_the_first_ones_first) {
    const Bases bases(
        {"https://new.example",
         "https://new.example:8443",
         "https://192.0.2.7",
         "https://old.example"}
    );
    EXPECT_EQ(
        identities_of(endpoint_of(false, ""), bases),
        (std::vector<std::string>{"new.example", "old.example"})
    );
}

TEST(AccountUrls, are_one_for_each_url_of_the_office) {
    const auto client = parse_id<ClientId>("01990000-0000-7000-8000-000000000001").value();
    EXPECT_EQ(
        account_urls(
            Bases(std::vector<std::string>{"https://new.example", "https://old.example:8443"}),
            "ov",
            client
        ),
        (std::vector<std::string>{
            "https://new.example/acme/ov/account/01990000-0000-7000-8000-000000000001",
            "https://old.example:8443/acme/ov/account/01990000-0000-7000-8000-000000000001"})
    );
}

TEST(Identities, are_none_where_the_public_url_has_an_address) {
    auto endpoint = endpoint_of(false, "");
    endpoint.challenges.caa = true;
    for (const auto* url :
         {"https://[2001:db8::1]:8443", "https://[2001:db8::1]", "https://192.0.2.7:8443"})
        EXPECT_TRUE(identities_of(endpoint, Bases(std::string(url))).empty()) << url;
    auto nameless = office("");
    nameless.bases = Bases(std::string("https://192.0.2.7"));
    EXPECT_EQ(
        member(directory_json(urls, endpoint, {}, nameless), "meta"),
        R"({"externalAccountRequired":false})"
    );
    endpoint.challenges.caa_identities = {"campus.example"};
    EXPECT_EQ(
        identities_of(endpoint, Bases(std::string("https://192.0.2.7"))),
        std::vector<std::string>{"campus.example"}
    );
}

// conforms: 8555-7.1.2-1, 8555-7.3-4
TEST(Account, is_written_as_the_standard_asks) {
    // RFC 8555 §7.1.2: `orders` is required; of the binding and the terms nothing is kept.
    Client client{
        .id = id<ClientId>(9),
        .endpoint = {},
        .account = {},
        .thumbprint = "t",
        .spki = "s",
        .contacts = {"mailto:a@b.example", "mailto:c@d.example"},
        .created_at = now,
        .last_seen_at = now,
    };
    EXPECT_EQ(
        json::to_text(account_json(urls, client)),
        R"({"status":"valid","contact":["mailto:a@b.example","mailto:c@d.example"],)"
        R"("orders":)"
        R"("https://ca.example/acme/ov/account/00000000-0000-7000-8000-000000000009/orders"})"
    );
    client.contacts.clear();
    client.status = ClientStatus::deactivated;
    EXPECT_EQ(member(account_json(urls, client), "contact"), "[]");
    EXPECT_EQ(member(account_json(urls, client), "status"), R"("deactivated")");
}

TEST(Order, is_written_as_the_standard_asks) {
    // RFC 8555 §7.1.3.
    EXPECT_EQ(
        json::to_text(order_json(urls, order_of(OrderStatus::ready), now)),
        R"({"status":"ready","expires":"2027-01-16T08:00:00Z",)"
        R"("identifiers":[{"type":"dns","value":"www.campus.example"},)"
        R"({"type":"dns","value":"*.campus.example"}],)"
        R"("authorizations":[)"
        R"("https://ca.example/acme/ov/authorization/00000000-0000-7000-8000-000000000002",)"
        R"("https://ca.example/acme/ov/authorization/00000000-0000-7000-8000-000000000003"],)"
        R"("finalize":)"
        R"("https://ca.example/acme/ov/order/00000000-0000-7000-8000-000000000001/finalize"})"
    );
}

TEST(Order, says_what_was_asked_of_its_certificate) {
    auto order = order_of(OrderStatus::ready);
    order.profile = "short";
    order.validity = {.not_before = now, .not_after = now + 24h};
    const auto json = order_json(urls, order, now);
    EXPECT_EQ(member(json, "profile"), "\"short\"");
    EXPECT_EQ(member(json, "notBefore"), '"' + to_rfc3339(now) + '"');
    EXPECT_EQ(member(json, "notAfter"), '"' + to_rfc3339(now + 24h) + '"');
}

// conforms: 8555-7.1.3-1
TEST(Order, names_its_certificate_only_when_it_is_valid) {
    using enum OrderStatus;
    for (const auto status : every<OrderStatus>) {
        auto order = order_of(status);
        order.certificate = id<CertificateId>(4);
        const auto json = order_json(urls, order, now);
        EXPECT_EQ(member(json, "status"), '"' + std::string(to_string(status)) + '"');
        EXPECT_EQ(member(json, "expires"), R"("2027-01-16T08:00:00Z")");
        EXPECT_EQ(
            member(json, "certificate"),
            status == valid
                ? R"("https://ca.example/acme/ov/certificate/00000000-0000-7000-8000-000000000004")"
                : "absent"
        );
    }
}

TEST(Order, that_expired_before_it_was_finalized_reads_invalid) {
    auto order = order_of(OrderStatus::ready);
    EXPECT_EQ(member(order_json(urls, order, order.expires - 1s), "status"), R"("ready")");
    EXPECT_EQ(member(order_json(urls, order, order.expires), "status"), R"("invalid")");
    order.status = OrderStatus::valid;
    EXPECT_EQ(member(order_json(urls, order, order.expires), "status"), R"("valid")");
}

TEST(Order, says_why_it_became_invalid) {
    auto order = order_of(OrderStatus::invalid);
    EXPECT_EQ(member(order_json(urls, order, now), "error"), "absent");
    order.problem = Problem{
        Fault::refused,
        "withdrawn",
        {{Identifier{"dns", "www.campus.example"}, Fault::refused, "no delegation"}}};
    EXPECT_EQ(
        member(order_json(urls, order, now), "error"),
        R"({"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"withdrawn",)"
        R"("subproblems":[{"type":"urn:ietf:params:acme:error:rejectedIdentifier",)"
        R"("detail":"no delegation",)"
        R"("identifier":{"type":"dns","value":"www.campus.example"}}]})"
    );
}

json::Value written(
    const Authorization& authorization, Time at, const std::vector<Challenge>& challenges = {}
) {
    return authorization_json(
        urls,
        authorization,
        challenges,
        {"https://ca.example/acme/ov/account/1", {"ca.example"}},
        at
    );
}

// conforms: 8555-7.1.4-1, 8555-7.1.4-3
TEST(Authorization, is_written_as_the_standard_asks) {
    // RFC 8555 §7.1.4; a name that was validated before has no challenge.
    EXPECT_EQ(
        json::to_text(written(authorization_of("www.campus.example"), now)),
        R"({"identifier":{"type":"dns","value":"www.campus.example"},"status":"valid",)"
        R"("expires":"2027-01-16T08:00:00Z","challenges":[]})"
    );
}

// conforms: 8555-7.1.3-3, 8555-7.1.4-2
// conforms-refusal: 8555-7.1.3-2, 8555-7.1.4-6
TEST(Authorization, of_a_wildcard_has_the_name_below_it_and_says_so) {
    const auto json = written(authorization_of("*.campus.example"), now);
    EXPECT_EQ(member(json, "identifier"), R"({"type":"dns","value":"campus.example"})");
    EXPECT_EQ(member(json, "wildcard"), "true");
}

// conforms: 8738-3-1
TEST(Authorization, of_an_address_says_so) {
    // RFC 8738 §3.
    const auto json = written(authorization_of("2001:db8::1"), now);
    EXPECT_EQ(member(json, "identifier"), R"({"type":"ip","value":"2001:db8::1"})");
}

TEST(Authorization, has_its_challenges_each_with_its_own_url) {
    const auto authorization = authorization_of("www.campus.example");
    const Challenge challenge{
        .authorization = authorization.id, .type = ChallengeType::http_01, .token = "token"};
    EXPECT_EQ(
        member(written(authorization, now, {challenge}), "challenges"),
        R"([{"type":"http-01","url":"https://ca.example/acme/ov/challenge/)" +
            to_string(authorization.id) + R"(/http-01","status":"pending","token":"token"}])"
    );
}

TEST(Authorization, whose_time_is_over_reads_expired) {
    auto authorization = authorization_of("www.campus.example");
    const auto status = [&](Time at) { return member(written(authorization, at), "status"); };
    EXPECT_EQ(status(authorization.expires - 1s), R"("valid")");
    EXPECT_EQ(status(authorization.expires), R"("expired")");
    authorization.status = AuthorizationStatus::deactivated;
    EXPECT_EQ(status(authorization.expires), R"("deactivated")");
}

TEST(Urls, are_all_below_one_base) {
    const std::string at = "https://ca.example/acme/ov/";
    EXPECT_EQ(urls.base() + "/", at);
    EXPECT_EQ(urls.directory(), at + "directory");
    EXPECT_EQ(urls.account(id<ClientId>(9)), at + "account/00000000-0000-7000-8000-000000000009");
    EXPECT_EQ(urls.order(id<OrderId>(1)), at + "order/00000000-0000-7000-8000-000000000001");
}

TEST(Urls, name_an_account_and_are_read_back) {
    const auto client = id<ClientId>(9);
    EXPECT_EQ(urls.find_account(urls.account(client)), client);
    EXPECT_FALSE(urls.find_account(urls.account(client) + "0"));
    EXPECT_FALSE(urls.find_account(urls.order(id<OrderId>(9))));
    EXPECT_FALSE(urls.find_account("https://ca.example/acme/dv/account/" + to_string(client)));
}

TEST(Urls, may_have_other_paths_and_shorter_ids) {
    constexpr Paths paths{.account = "/who/:", .finalize = "/end-it/:", .short_ids = true};
    const Urls others("https://ca.example", paths);
    EXPECT_EQ(
        others.finalize(id<OrderId>(1)),
        "https://ca.example/end-it/00000000000070008000000000000001"
    );
    const auto client = id<ClientId>(9);
    EXPECT_EQ(others.find_account(others.account(client)), client);
    EXPECT_EQ(others.new_nonce(), "https://ca.example/new-nonce");
}

} // namespace

} // namespace chancery::acme
