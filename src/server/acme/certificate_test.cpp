// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/issuers.hpp"
#include "workflow/issuance/chains_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

std::string link_to(const std::string& url) {
    return "<" + url + ">;rel=\"alternate\"";
}

std::vector<std::string> alternates_of(const Reply& reply) {
    std::vector<std::string> links;
    for (const auto& [name, value] : reply.response.headers)
        if (name == "Link" && value.ends_with("rel=\"alternate\"")) links.push_back(value);
    return links;
}

/// An office whose issuers have these chains besides.
struct CrossSigned {
    AcmeForTests acme;
    std::vector<std::string> alternates{
        workflow::staging_authority_for_tests().issuing_pem,
        workflow::authority_for_tests().issuing_pem +
            workflow::staging_authority_for_tests().root_pem};

    CrossSigned() { set(alternates); }

    void set(const std::vector<std::string>& chains) {
        const auto& office = acme.office;
        acme.office.store.write([&](store::Transaction& tx) {
            auto issuer = store::find_issuer(tx, office.ov.issuer).value();
            issuer.alternates = chains;
            store::update(tx, issuer, office.request.now);
        });
    }
};

// conforms: 8555-7.4.2-2
TEST(CertificateResource, names_its_other_chains_and_serves_them) {
    CrossSigned office;
    auto& acme = office.acme;
    const auto host = acme.registered();
    const auto url = acme.issued(host).text("certificate");
    const std::vector urls{url, url + "/1", url + "/2"};

    const auto usual = acme.post_as_get(host, url);
    const auto chain = parse_pem(usual.response.body, "CERTIFICATE");
    ASSERT_EQ(chain.size(), 2u);
    EXPECT_EQ(alternates_of(usual), (std::vector{link_to(urls[1]), link_to(urls[2])}));

    for (std::size_t i = 0; i < office.alternates.size(); ++i) {
        const auto other = acme.post_as_get(host, urls[i + 1]);
        EXPECT_EQ(other.response.content_type, "application/pem-certificate-chain");
        EXPECT_EQ(other.response.body, to_pem(chain[0], "CERTIFICATE") + office.alternates[i]);
        EXPECT_EQ(alternates_of(other), (std::vector{link_to(url), link_to(urls[2 - i])}));
    }
}

TEST(CertificateResource, has_no_chain_but_those_that_it_names) {
    CrossSigned office;
    auto& acme = office.acme;
    const auto host = acme.registered();
    const auto url = acme.issued(host).text("certificate");
    for (const auto* word : {"/0", "/3", "/01", "/-1", "/1x", "/x", "/99999999999999999999"})
        EXPECT_EQ(acme.post_as_get(host, url + word).status(), 404) << word;
    // Nor is an alternate anybody else's.
    EXPECT_EQ(acme.post_as_get(acme.registered(), url + "/1").status(), 404);
}

TEST(CertificateResource, has_the_chains_of_the_moment) {
    CrossSigned office;
    auto& acme = office.acme;
    const auto host = acme.registered();
    const auto url = acme.issued(host).text("certificate");
    office.set({office.alternates[1]});
    EXPECT_EQ(alternates_of(acme.post_as_get(host, url)), std::vector{link_to(url + "/1")});
    EXPECT_EQ(acme.post_as_get(host, url + "/2").status(), 404);
    office.set({});
    EXPECT_TRUE(alternates_of(acme.post_as_get(host, url)).empty());
}

TEST(CertificateResource, names_no_chain_that_has_ended) {
    CrossSigned office;
    auto& acme = office.acme;
    workflow::OtherHierarchy short_lived;
    short_lived.lifetime = std::chrono::days(2);
    // The end of what stands above it ends a chain, too.
    office.set(
        {short_lived.issuing(),
         workflow::OtherHierarchy().issuing() + short_lived.middle(),
         office.alternates[0]}
    );
    const auto host = acme.registered();
    const auto url = acme.issued(host).text("certificate");
    EXPECT_EQ(alternates_of(acme.post_as_get(host, url)).size(), 3u);
    acme.office.request.now += std::chrono::days(3);
    EXPECT_EQ(alternates_of(acme.post_as_get(host, url)), std::vector{link_to(url + "/3")});
    EXPECT_EQ(acme.post_as_get(host, url + "/1").status(), 404);
    EXPECT_EQ(acme.post_as_get(host, url + "/2").status(), 404);
    EXPECT_EQ(acme.post_as_get(host, url + "/3").status(), 200);
}

TEST(CertificateResource, of_an_issuer_with_one_chain_names_no_other) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto url = acme.issued(host).text("certificate");
    EXPECT_TRUE(alternates_of(acme.post_as_get(host, url)).empty());
    EXPECT_EQ(acme.post_as_get(host, url + "/1").status(), 404);
}

} // namespace

} // namespace chancery::server
