// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/messages.hpp"
#include "crypto/jws.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

struct Bad {
    std::string payload;
    Fault fault;
    std::string_view sentence; ///< A part of it: the place, as a JSON pointer, and what is asked.
};

template <class Parse>
void expect_refused(Parse parse, const std::vector<Bad>& rows) {
    for (const auto& row : rows) {
        const auto call = [&] { parse(row.payload); };
        EXPECT_EQ(fault_of(call), row.fault) << row.payload;
        EXPECT_NE(sentence_of(call).find(row.sentence), std::string::npos)
            << row.payload << ": " << sentence_of(call);
    }
}

std::string contact(std::string_view url) {
    return json::to_text(json::Object{{"contact", json::Array{url}}});
}

std::string contacts(std::size_t count) {
    return json::to_text(json::Object{{"contact", json::Array(count, "mailto:a@b.example")}});
}

TEST(NewAccount, of_certbot_is_read) {
    const auto jws = crypto::parse_jws(certbots_new_account);
    const auto message = parse_new_account(jws.payload);
    EXPECT_EQ(message.contacts, std::vector<std::string>{"mailto:admin@campus.example"});
    EXPECT_TRUE(message.terms_of_service_agreed);
    EXPECT_FALSE(message.only_return_existing);
    EXPECT_TRUE(message.external_account_binding);
}

// conforms: 8555-7.3-3
TEST(NewAccount, needs_no_member_and_ignores_unknown_ones) {
    for (const auto* payload :
         {"{}",
          R"({"status":"revoked","orders":7,"x":{"y":[]}})",
          R"({"contact":null,"onlyReturnExisting":null,"externalAccountBinding":null})"}) {
        const auto message = parse_new_account(payload);
        EXPECT_TRUE(message.contacts.empty());
        EXPECT_FALSE(message.terms_of_service_agreed);
        EXPECT_FALSE(message.only_return_existing);
        EXPECT_FALSE(message.external_account_binding);
    }
}

// conforms: 8555-7.3.1-3
TEST(NewAccount, that_asks_for_an_existing_account_only_is_not_read_further) {
    for (const auto* payload :
         {R"({"onlyReturnExisting":true})",
          R"({"onlyReturnExisting":true,"contact":"mailto:a@b.example"})",
          R"({"contact":["tel:1",7],"onlyReturnExisting":true,"termsOfServiceAgreed":"yes"})",
          R"({"externalAccountBinding":7,"onlyReturnExisting":true})"}) {
        const auto message = parse_new_account(payload);
        EXPECT_TRUE(message.only_return_existing) << payload;
        EXPECT_TRUE(message.contacts.empty()) << payload;
        EXPECT_FALSE(message.external_account_binding) << payload;
    }
}

TEST(NewAccount, of_other_types_is_malformed_with_the_place) {
    constexpr auto bad = Fault::malformed;
    expect_refused(
        parse_new_account,
        {
            {"", bad, "no JSON"},
            {"[]", bad, "the value must be an object"},
            {R"({"contact":"mailto:a@b.example"})", bad, "/contact must be an array"},
            {R"({"contact":[1]})", bad, "/contact/0 must be a string"},
            {R"({"contact":["mailto:a@b.example",null]})", bad, "/contact/1 must be a string"},
            {R"({"onlyReturnExisting":"true"})", bad, "/onlyReturnExisting must be true or false"},
            {R"({"termsOfServiceAgreed":1})", bad, "/termsOfServiceAgreed must be true or false"},
            {R"({"contact":[],"contact":[]})", bad, "\"contact\" twice"},
        }
    );
}

// conforms: 8555-7.3-5, 8555-7.3-6, 8555-7.3-7, 8555-7.3-8, 8555-7.3-9
TEST(Contact, is_one_mail_address) {
    for (const auto* url :
         {"mailto:a@b.example",
          "MailTo:a@b.example", // RFC 3986 §3.1: a scheme has no case
          "mailto:first.last+tag@mail.b.example",
          "mailto:first%2Btag@b.example",
          "mailto:o'neil_#!@b.example",
          "mailto:root@localhost",
          "mailto:user%host@b.example",
          "mailto:user%25host@b.example",
          "mailto:100%@b.example",
          "mailto:\xc3\xa4@b\xc3\xbc"
          "cher.example", // ä@bücher.example
          "mailto:%C3%A4@b.example",
          "mailto:%22not%40me%22@b.example"}) // RFC 6068 §6.3
        EXPECT_EQ(
            parse_new_account(contact(url)).contacts.front(), "mailto:" + std::string(url).substr(7)
        );
    for (const auto* url :
         {"mailto: a@b.example",
          " mailto:a@b.example ",
          "mailto:a@b.example\n",
          "MAILTO:\ta@b.example"})
        EXPECT_EQ(parse_new_account(contact(url)).contacts.front(), "mailto:a@b.example") << url;

    constexpr auto unsupported = Fault::unsupported_contact;
    constexpr auto invalid = Fault::invalid_contact;
    expect_refused(
        parse_new_account,
        {
            {contact("tel:+4964212821"), unsupported, "\"tel:+4964212821\" is not a mailto: URL"},
            {contact("https://b.example/a@b.example"), unsupported, ""},
            {contact("a@b.example"), invalid, "is not a URL"},
            {contact("mailto"), invalid, ""},
            {contact(""), invalid, ""},
            {contact("mailto:a@b.example?subject=x"), invalid, "header fields"},
            {contact("mailto:?to=a@b.example"), invalid, "header fields"},
            {contact("mailto:a@b.example,c@d.example"), invalid, "exactly one e-mail address"},
            // A second address or a header field, written another way.
            {contact("mailto:a@b.example%2Cc"), invalid, ""},
            {contact("mailto:a%2Cb@c.example"), invalid, ""},
            {contact("mailto:a%0D%0ABcc:c@b.example"), invalid, ""},
            {contact("mailto:a%00@b.example"), invalid, ""},
            {contact("mailto:a%FF@b.example"), invalid, ""},
            {contact("mailto:%20a@b.example"), invalid, ""},
            {contact("mailto:"), invalid, ""},
            {contact("mailto:a"), invalid, ""},
            {contact("mailto:@b.example"), invalid, ""},
            {contact("mailto:a@"), invalid, ""},
            {contact("mailto:a@b@c.example"), invalid, ""},
            {contact("mailto:a b@c.example"), invalid, ""},
            {contact("mailto:.a@b.example"), invalid, ""},
            {contact("mailto:a.@b.example"), invalid, ""},
            {contact("mailto:a..b@c.example"), invalid, ""},
            {contact("mailto:a@b..example"), invalid, ""},
            {contact("mailto:a@-b.example"), invalid, ""},
            {contact("mailto:a@127.0.0.1"), invalid, ""},
            {contact("mailto:a@*.b.example"), invalid, ""},
            {contact("mailto:<a@b.example>"), invalid, ""},
            {contact("mailto:a@b.example\r\nBcc:"), invalid, ""},
            {contact("mailto:" + std::string(65, 'a') + "@b.example"), invalid, ""},
        }
    );
    EXPECT_FALSE(fault_of([] {
        parse_new_account(contact("mailto:" + std::string(64, 'a') + "@b.example"));
    }));
}

TEST(Contact, occurs_at_most_ten_times) {
    EXPECT_EQ(parse_new_account(contacts(10)).contacts.size(), 10U);
    expect_refused(parse_new_account, {{contacts(11), Fault::invalid_contact, "at most 10"}});
    expect_refused(parse_account_update, {{contacts(11), Fault::invalid_contact, "at most 10"}});
}

// conforms: 8555-7.3.2-1
TEST(AccountUpdate, ignores_what_a_client_may_not_change) {
    for (const auto* payload :
         {R"({"status":"valid","orders":"x"})", // an account that is sent back as it is
          R"({"status":"revoked"})",
          R"({"status":"Deactivated"})",
          R"({"termsOfServiceAgreed":false,"orders":[],"no such member":{}})"}) {
        EXPECT_FALSE(parse_account_update(payload).deactivate) << payload;
        EXPECT_FALSE(parse_account_update(payload).contacts) << payload;
    }
}

TEST(AccountUpdate, changes_what_it_names) {
    EXPECT_FALSE(parse_account_update("{}").contacts);
    EXPECT_FALSE(parse_account_update("{}").deactivate);
    const auto emptied = parse_account_update(R"({"contact":[]})");
    ASSERT_TRUE(emptied.contacts); // none from now on, which is a change
    EXPECT_TRUE(emptied.contacts->empty());
    EXPECT_EQ(parse_account_update(contacts(2)).contacts->size(), 2U);
    EXPECT_TRUE(parse_account_update(R"({"status":"deactivated"})").deactivate);
    EXPECT_FALSE(parse_account_update("{}").terms_of_service_agreed);
    EXPECT_TRUE(parse_account_update(R"({"termsOfServiceAgreed":true})").terms_of_service_agreed);
    constexpr auto bad = Fault::malformed;
    expect_refused(
        parse_account_update,
        {
            {R"({"status":true})", bad, "/status must be a string"},
            {R"({"contact":{}})", bad, "/contact must be an array"},
            {contact("tel:1"), Fault::unsupported_contact, ""},
            {"", bad, "no JSON"},
            {"7", bad, "the value must be an object"},
        }
    );
}

TEST(NewOrder, has_its_identifiers_as_they_were_sent) {
    const auto order =
        parse_new_order(R"({"identifiers":[{"type":"dns","value":"WWW.campus.example","x":1},)"
                        R"({"type":"ip","value":"192.0.2.7"}],"profile":"y"})");
    ASSERT_EQ(order.identifiers.size(), 2U);
    EXPECT_EQ(order.identifiers[0].type, "dns");
    EXPECT_EQ(order.identifiers[0].value, "WWW.campus.example");
    EXPECT_EQ(order.identifiers[1].type, "ip"); // which the endpoint may refuse, for each
    EXPECT_FALSE(order.not_before);
    EXPECT_FALSE(order.not_after);
}

TEST(NewOrder, of_another_form_is_malformed_with_the_place) {
    constexpr auto bad = Fault::malformed;
    expect_refused(
        parse_new_order,
        {
            {"", bad, "no JSON"},
            {"[]", bad, "the value must be an object"},
            {"{}", bad, "/identifiers is missing"},
            {R"({"identifiers":null})", bad, "/identifiers must be an array"},
            {R"({"identifiers":"www.campus.example"})", bad, "/identifiers must be an array"},
            {R"({"identifiers":[]})", bad, "/identifiers must name at least one identifier"},
            {R"({"identifiers":["a"]})", bad, "/identifiers/0 must be an object"},
            {R"({"identifiers":[{"value":"a"}]})", bad, "/identifiers/0/type is missing"},
            {R"({"identifiers":[{"type":"dns"}]})", bad, "/identifiers/0/value is missing"},
            {R"({"identifiers":[{"type":"dns","value":"a"},{"type":"dns","value":7}]})",
             bad,
             "/identifiers/1/value must be a string"},
            {R"({"identifiers":[{"type":["dns"],"value":"a"}]})",
             bad,
             "/identifiers/0/type must be a string"},
        }
    );
}

TEST(NewOrder, may_name_a_profile) {
    const std::string names = R"({"identifiers":[{"type":"dns","value":"a.example"}])";
    EXPECT_FALSE(parse_new_order(names + "}").profile);
    EXPECT_EQ(parse_new_order(names + R"(,"profile":"short"})").profile, "short");
    EXPECT_EQ(parse_new_order(names + R"(,"Profile":"short"})").profile, "short");
    EXPECT_EQ(parse_new_order(names + R"(,"Profile":"a","profile":"b"})").profile, "b");
    expect_refused(
        parse_new_order,
        {{names + R"(,"profile":["short"]})", Fault::malformed, "/profile must be a string"}}
    );
}

std::string order_from(std::string_view time) {
    return json::to_text(json::Object{
        {"identifiers", json::Array{json::Object{{"type", "dns"}, {"value", "a.example"}}}},
        {"notBefore", time},
        {"notAfter", nullptr},
    });
}

TEST(NewOrder, has_times_as_rfc_3339_writes_them) {
    const Time wished{std::chrono::seconds(1'800'784'800)}; // date -d 2027-01-24T10:00:00Z +%s
    for (const auto* time :
         {"2027-01-24T10:00:00Z",
          "2027-01-24T10:00:00.5Z",
          "2027-01-24T10:00:00+00:00",
          "2027-01-24T12:00:00+02:00"}) {
        const auto order = parse_new_order(order_from(time));
        EXPECT_EQ(order.not_before, wished) << time;
        EXPECT_FALSE(order.not_after); // null is as good as absent
    }
    for (const auto* time :
         {"2027-01-24",
          "2027-01-24T10:00:00",
          "2027-01-24 10:00:00Z",
          "2027-02-30T10:00:00Z",
          "2027-01-24T25:00:00Z",
          "2027-01-24T10:00:00.Z",
          "1800784800",
          "tomorrow"})
        expect_refused(
            parse_new_order,
            {{order_from(time), Fault::malformed, "/notBefore must be an RFC 3339 time"}}
        );
    for (const auto* time :
         {"0001-01-01T00:00:00Z",
          "0001-01-01T00:00:00.000Z",
          "0001-01-01T01:00:00+01:00",
          "0000-12-31T19:03:58-04:56",
          "0000-00-00T00:00:00Z",
          ""})
        expect_refused(
            parse_new_order,
            {{order_from(time), Fault::malformed, "a time that was never set; set it or leave"}}
        );
    expect_refused(
        parse_new_order,
        {{R"({"identifiers":[{"type":"dns","value":"a"}],"notAfter":1800784800})",
          Fault::malformed,
          "/notAfter must be a string"}}
    );
}

// conforms: 8555-6.1-5
TEST(Finalize, holds_base64url_of_the_csr) {
    EXPECT_EQ(parse_finalize(R"({"csr":"MIIB_-8"})"), crypto::from_hex("308201ffef"));
    constexpr std::string_view not_base64url = "base64url";
    expect_refused(
        parse_finalize,
        {
            {R"({"csr":"MIIB/+8"})", Fault::bad_csr, not_base64url}, // base64
            {R"({"csr":"MIIB_-8="})", Fault::bad_csr, not_base64url},
            {R"({"csr":"MIIB\n_-8"})", Fault::bad_csr, not_base64url},
            {R"({"csr":"MIIB_-9"})", Fault::bad_csr, not_base64url}, // bits left over
            {R"({"csr":"-----BEGIN CERTIFICATE REQUEST-----"})", Fault::bad_csr, not_base64url},
            {"{}", Fault::malformed, "/csr is missing"},
            {R"({"csr":null})", Fault::malformed, "/csr must be a string"},
            {R"({"csr":["MIIB"]})", Fault::malformed, "/csr must be a string"},
            {"", Fault::malformed, "no JSON"},
        }
    );
}

// conforms: 8555-6.1-5, 8555-7.6-2, 8555-7.6-3
TEST(Revocation, holds_the_certificate_and_perhaps_a_reason) {
    const auto plain = parse_revocation(R"({"certificate":"MIIB_-8"})");
    EXPECT_EQ(plain.certificate, crypto::from_hex("308201ffef"));
    EXPECT_EQ(plain.reason, RevocationReason::unspecified);
    EXPECT_EQ(
        parse_revocation(R"({"certificate":"MIIB","reason":9,"x":{}})").reason,
        RevocationReason::privilegeWithdrawn
    );
    EXPECT_EQ(
        parse_revocation(R"({"certificate":"MIIB","reason":null})").reason,
        RevocationReason::unspecified
    );
    // JSON has one type of number.
    for (const auto* written : {"4", "4.0", "4.00", "40e-1", "0.4e1", "4E0"})
        EXPECT_EQ(
            parse_revocation(R"({"certificate":"MIIB","reason":)" + std::string(written) + "}")
                .reason,
            RevocationReason::superseded
        ) << written;
    constexpr auto reason = Fault::bad_revocation_reason;
    constexpr auto bad = Fault::malformed;
    expect_refused(
        parse_revocation,
        {
            {R"({"certificate":"MIIB","reason":2})", reason, "are 0 (unspecified), 1 (key"},
            {R"({"certificate":"MIIB","reason":6})", reason, "the revocation reason 6 is not"},
            {R"({"certificate":"MIIB","reason":6.0})", reason, "is not accepted here"},
            {R"({"certificate":"MIIB","reason":7})", reason, "reason 7 is not"},
            {R"({"certificate":"MIIB","reason":11})", reason, "reason 11 is not"},
            {R"({"certificate":"MIIB","reason":-1})", reason, "reason -1 is not"},
            {R"({"certificate":"MIIB","reason":-1.0})", reason, "is not accepted here"},
            {R"({"certificate":"MIIB","reason":1e300})", reason, "is not accepted here"},
            {R"({"certificate":"MIIB","reason":4294967300})", reason, "reason 4294967300"},
            {R"({"certificate":"MIIB","reason":99999999999999999999})", reason, "reason 1"},
            {R"({"certificate":"MIIB","reason":1.5})", bad, "/reason must be"},
            {R"({"certificate":"MIIB","reason":"4"})", bad, "/reason must be"},
            {R"({"certificate":"MIIB/+8"})", bad, "base64url"},
            {R"({"certificate":"-----BEGIN CERTIFICATE-----"})", bad, "base64url"},
            {R"({"certificate":null})", bad, "/certificate must be a string"},
            {"{}", bad, "/certificate is missing"},
            {"[]", bad, "must be an object"},
            {"", bad, "no JSON"},
        }
    );
}

TEST(Deactivation, is_all_that_may_be_asked_of_an_authorization) {
    EXPECT_FALSE(fault_of([] { require_deactivation(R"({"status":"deactivated","x":1})"); }));
    constexpr auto bad = Fault::malformed;
    expect_refused(
        require_deactivation,
        {
            {R"({"status":"valid"})", bad, "\"deactivated\""},
            {R"({"status":"revoked"})", bad, "\"deactivated\""},
            {R"({"status":""})", bad, "\"deactivated\""},
            {R"({"status":null})", bad, "/status must be a string"},
            {"{}", bad, "/status is missing"},
            {"[]", bad, "the value must be an object"},
            {"", bad, "no JSON"},
        }
    );
}

} // namespace

} // namespace chancery::acme
