// SPDX-License-Identifier: Apache-2.0
// What acme4j does at a CA, a flow at a time, as its users do it; driven by acme4j.py. Says "ok NAME"
// or "not ok NAME: why" for each.

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.DnsAccount01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import org.shredzone.acme4j.util.KeyPairUtils;

public class Acme4jFlows {
    static final URI CA = URI.create("acme://pebble/localhost:14000");
    static final String CHALLENGES = "http://localhost:8055/";
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String NAME = "www.example.com";
    static final String ERROR = "urn:ietf:params:acme:error:";
    static final HttpClient web = HttpClient.newHttpClient();

    interface Flow {
        void run() throws Exception;
    }

    interface Prepare {
        Challenge prepare(Authorization authorization) throws Exception;
    }

    // What is expected

    static void same(Object expected, Object actual) {
        if (!expected.equals(actual))
            throw new IllegalStateException("expected " + expected + ", was " + actual);
    }

    static AcmeServerException refused(String type, Flow flow) throws Exception {
        try {
            flow.run();
        } catch (AcmeServerException refusal) {
            same(URI.create(ERROR + type), refusal.getType());
            return refusal;
        }
        throw new IllegalStateException("was not refused as " + type);
    }

    // The challenge test server

    static void tell(String what, String json) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(CHALLENGES + what))
                .POST(HttpRequest.BodyPublishers.ofString(json)).build();
        same(200, web.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    }

    static void record(String name, String value) throws Exception {
        tell("set-txt", "{\"host\":\"" + name + "\",\"value\":\"" + value + "\"}");
    }

    static Challenge http(Authorization authorization) throws Exception {
        var challenge = authorization.findChallenge(Http01Challenge.class).orElseThrow();
        tell("add-http01", "{\"token\":\"" + challenge.getToken() + "\",\"content\":\""
                + challenge.getAuthorization() + "\"}");
        return challenge;
    }

    static Challenge dns(Authorization authorization) throws Exception {
        var challenge = authorization.findChallenge(Dns01Challenge.class).orElseThrow();
        record(challenge.getRRName(authorization.getIdentifier()), challenge.getDigest());
        return challenge;
    }

    static Challenge dnsAccount(Authorization authorization) throws Exception {
        var challenge = authorization.findChallenge(DnsAccount01Challenge.class).orElseThrow();
        record(challenge.getRRName(authorization.getIdentifier()), challenge.getDigest());
        return challenge;
    }

    static Challenge tlsAlpn(Authorization authorization) throws Exception {
        var challenge = authorization.findChallenge(TlsAlpn01Challenge.class).orElseThrow();
        tell("add-tlsalpn01", "{\"host\":\"" + authorization.getIdentifier().getDomain()
                + "\",\"content\":\"" + challenge.getAuthorization() + "\"}");
        return challenge;
    }

    // Accounts and orders

    static KeyPair newKey() {
        return KeyPairUtils.createKeyPair(2048);
    }

    static AccountBuilder builder(KeyPair key) {
        return new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
    }

    static Account register(KeyPair key) throws AcmeException {
        return builder(key).create(new Session(CA));
    }

    static Account readWith(Account account, KeyPair key) throws AcmeException {
        var again = new Session(CA).login(account.getLocation(), key).getAccount();
        again.fetch();
        return again;
    }

    static void prove(Order order, Prepare how) throws Exception {
        for (var authorization : order.getAuthorizations()) {
            if (authorization.getStatus() == Status.VALID) continue;
            var challenge = how.prepare(authorization);
            challenge.trigger();
            same(Status.VALID, challenge.waitForCompletion(PATIENCE));
            authorization.fetch();
            same(Status.VALID, authorization.getStatus());
        }
        same(Status.READY, order.waitUntilReady(PATIENCE));
    }

    static Certificate finish(Order order, KeyPair key) throws Exception {
        order.execute(key);
        same(Status.VALID, order.waitForCompletion(PATIENCE));
        return order.getCertificate();
    }

    static Certificate obtain(Account account, KeyPair key) throws Exception {
        var order = account.newOrder().domain(NAME).create();
        prove(order, Acme4jFlows::http);
        return finish(order, key);
    }

    /** From the account to the certificate, with times of its own, and back. */
    static Flow issue(Prepare how, String profile) {
        return () -> {
            var account = register(newKey());
            var begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            var end = begin.plus(Duration.ofDays(20)); // longer than a short-lived profile says
            var wish = account.newOrder().domain(NAME).notBefore(begin).notAfter(end);
            if (profile != null) wish.profile(profile);
            var order = wish.create();
            same(begin, order.getNotBefore().orElseThrow());
            same(end, order.getNotAfter().orElseThrow());
            if (profile != null) same(profile, order.getProfile());
            prove(order, how);
            var certificate = finish(order, newKey());
            same(begin, certificate.getCertificate().getNotBefore().toInstant());
            same(end, certificate.getCertificate().getNotAfter().toInstant());
            for (var authorization : order.getAuthorizations()) {
                authorization.deactivate();
                same(Status.DEACTIVATED, authorization.getStatus());
            }
            certificate.revoke(RevocationReason.KEY_COMPROMISE);
            refused("alreadyRevoked", certificate::revoke);
        };
    }

    static void wildcard() throws Exception {
        var begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var order = register(newKey()).newOrder().domains("*.example.com", "example.com")
                .notBefore(begin).notAfter(begin.plus(Duration.ofDays(20))).create();
        same(begin, order.getNotBefore().orElseThrow());
        order.fetch();
        same(begin, order.getNotBefore().orElseThrow());
        prove(order, Acme4jFlows::dns);
        var names = new TreeSet<String>();
        for (var name : finish(order, newKey()).getCertificate().getSubjectAlternativeNames())
            names.add((String) name.get(1));
        same(new TreeSet<>(List.of("*.example.com", "example.com")), names);
    }

    static void address() throws Exception {
        var order = register(newKey()).newOrder()
                .identifier(Identifier.ip("127.0.0.1")).create();
        prove(order, Acme4jFlows::http);
        finish(order, newKey());
    }

    static void accountIsThere() throws Exception {
        var key = newKey();
        var account = builder(key).addContact("mailto:acme@example.com").create(new Session(CA));
        same(Status.VALID, account.getStatus());
        same(account.getLocation(), register(key).getLocation());
        var known = new AccountBuilder().onlyExisting().useKeyPair(key).create(new Session(CA));
        same(account.getLocation(), known.getLocation());
        account.modify().addContact("mailto:acme2@example.com").commit();
        same(List.of(URI.create("mailto:acme@example.com"), URI.create("mailto:acme2@example.com")),
                readWith(account, key).getContacts());
    }

    static void unknownAccount() throws Exception {
        refused("accountDoesNotExist", () -> new AccountBuilder().onlyExisting()
                .useKeyPair(newKey()).create(new Session(CA)));
    }

    static void terms() throws Exception {
        try {
            new AccountBuilder().useKeyPair(newKey()).create(new Session(CA));
        } catch (AcmeUserActionRequiredException refusal) {
            same("Provided account did not agree to the terms of service",
                    refusal.getProblem().getDetail().orElseThrow());
            return;
        }
        throw new IllegalStateException("an account was made without agreement");
    }

    static void otherKey() throws Exception {
        var key = newKey();
        var next = newKey();
        var account = register(key);
        account.changeKey(next);
        same(Status.VALID, readWith(account, next).getStatus());
        try {
            readWith(account, key);
        } catch (AcmeServerException refusal) {
            return;
        }
        throw new IllegalStateException("the old key is still taken");
    }

    static void deactivated() throws Exception {
        var key = newKey();
        var account = register(key);
        account.deactivate();
        same(Status.DEACTIVATED, account.getStatus());
        var refusal = refused("unauthorized", () -> readWith(account, key));
        same("Account has been deactivated", refusal.getMessage());
    }

    static void illegalCharacter() throws Exception {
        var account = register(newKey());
        var refusal = refused("malformed",
                () -> account.newOrder().domain("under_score.example.com").create());
        same("Order included DNS identifier with a value containing an illegal character: '_'",
                refusal.getMessage());
    }

    static void revokedByItsKey() throws Exception {
        var key = newKey();
        var certificate = obtain(register(newKey()), key);
        Certificate.revoke(new Session(CA), key, certificate.getCertificate(),
                RevocationReason.KEY_COMPROMISE);
        refused("alreadyRevoked", certificate::revoke);
    }

    static void renewal() throws Exception {
        var account = register(newKey());
        var certificate = obtain(account, newKey());
        var information = certificate.getRenewalInfo();
        var leaf = certificate.getCertificate();
        if (!information.getSuggestedWindowEnd().isBefore(leaf.getNotAfter().toInstant()))
            throw new IllegalStateException("the window ends after the certificate");
        var order = account.newOrder().domain(NAME).replaces(certificate).create();
        prove(order, Acme4jFlows::http);
        finish(order, newKey());
        refused("alreadyReplaced",
                () -> account.newOrder().domain(NAME).replaces(certificate).create());
    }

    static void metadata() throws Exception {
        var meta = new Session(CA).getMetadata();
        same(URI.create("data:text/plain,Do%20what%20thou%20wilt"),
                meta.getTermsOfService().orElseThrow());
        same(false, meta.isExternalAccountRequired());
        same(true, meta.getCaaIdentities().contains("pebble.letsencrypt.org"));
        same(new TreeSet<>(List.of("default", "shortlived")), new TreeSet<>(meta.getProfiles()));
    }

    static void orders() throws Exception {
        var account = register(newKey());
        var order = account.newOrder().domain(NAME).create();
        same(order.getLocation(), account.getOrders().next().getLocation());
    }

    static Map<String, Flow> flows() {
        var flows = new LinkedHashMap<String, Flow>();
        flows.put("metadata", Acme4jFlows::metadata);
        flows.put("account", Acme4jFlows::accountIsThere);
        flows.put("unknown account", Acme4jFlows::unknownAccount);
        flows.put("terms", Acme4jFlows::terms);
        flows.put("key change", Acme4jFlows::otherKey);
        flows.put("deactivated account", Acme4jFlows::deactivated);
        flows.put("illegal character", Acme4jFlows::illegalCharacter);
        flows.put("list of orders", Acme4jFlows::orders);
        for (var profile : new String[] {null, "default", "shortlived"}) {
            var under = profile == null ? "" : ", " + profile;
            flows.put("http-01" + under, issue(Acme4jFlows::http, profile));
            flows.put("dns-01" + under, issue(Acme4jFlows::dns, profile));
            flows.put("dns-account-01" + under, issue(Acme4jFlows::dnsAccount, profile));
            flows.put("tls-alpn-01" + under, issue(Acme4jFlows::tlsAlpn, profile));
        }
        flows.put("wildcard", Acme4jFlows::wildcard);
        flows.put("address", Acme4jFlows::address);
        flows.put("revocation by key", Acme4jFlows::revokedByItsKey);
        flows.put("renewal", Acme4jFlows::renewal);
        return flows;
    }

    public static void main(String[] words) {
        for (var flow : flows().entrySet()) {
            var said = "ok " + flow.getKey();
            try {
                flow.getValue().run();
            } catch (Exception error) {
                said = "not " + said + ": " + error;
            }
            System.out.println(said);
        }
    }
}
