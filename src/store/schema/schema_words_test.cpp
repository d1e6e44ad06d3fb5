// SPDX-License-Identifier: Apache-2.0
#include "db/migration.hpp"
#include "model/limits.hpp"
#include "model/rules.hpp"
#include "store/problems.hpp"
#include "store/registry/limits.hpp"
#include "store/schema/schema_words.hpp"
#include "store/store_for_tests.hpp"

#include <memory>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

/// As a word was spelt before: "not_delegated" of "notDelegated". Words that came later had no
/// other spelling.
std::string parted(std::string_view word, char sign) {
    static const auto migration = words_in_camel_case();
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (is_capital(word[i]) && !is_capital(word[i - 1])) text += sign;
        text += is_capital(word[i]) ? static_cast<char>(word[i] - 'A' + 'a') : word[i];
    }
    return migration.find(text) == migration.npos ? std::string(word) : text;
}

/// All words of E that stand in the text between these.
template <class E>
std::string
with_parted(std::string text, const std::string& before, const std::string& after, char sign) {
    for (const auto& word : every_word<E>()) {
        const auto now = before + word + after;
        const auto then = before + parted(word, sign) + after;
        for (auto at = text.find(now); at != text.npos; at = text.find(now, at + then.size()))
            text.replace(at, now.size(), then);
    }
    return text;
}

std::string as_it_was(const Problem& problem) {
    auto text = to_text(problem);
    text = with_parted<Fault>(text, R"("fault":")", R"(")", '_');
    text = with_parted<Rule>(text, R"("rule":")", R"(")", '_');
    text = with_parted<CredentialRule>(text, R"("credentialRule":")", R"(")", '_');
    return with_parted<LimitKind>(text, R"("limit":")", R"(")", '-');
}

std::string as_they_were(const Limits& limits) {
    std::string lines;
    for (const auto& line : to_texts(limits))
        lines += (lines.empty() ? "" : "\n") + with_parted<LimitKind>(line, "", " ", '-');
    return lines;
}

template <class E>
void add_each(Problem& problem) {
    for (const auto value : every<E>)
        problem.subproblems.push_back(
            {Identifier{"dns", "not_delegated"}, Fault::refused, "not_delegated", value}
        );
}

/// With each fault and each cause that is stored.
Problem every_problem() {
    Problem problem{Fault::bad_csr, R"("fault":"not_found" is the text of another)"};
    problem.cause = LimitKind::open_orders_per_client;
    for (const auto fault : every<Fault>)
        problem.subproblems.push_back({Identifier{"ip", "192.0.2.7"}, fault, "why", Rule::granted});
    add_each<Rule>(problem);
    add_each<CredentialRule>(problem);
    add_each<LimitKind>(problem);
    return problem;
}

class WordsInCamelCase : public OfficeForTests {
protected:
    std::unique_ptr<db::Driver> driver = place.open();

    void migrate() {
        driver->execute_script(db::in_dialect(words_in_camel_case(), driver->dialect()));
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, WordsInCamelCase, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(WordsInCamelCase, are_those_of_each_problem) {
    const auto problem = every_problem();
    const auto order = written_order(written_client(), OrderStatus::invalid);
    const auto authorization = order.authorizations.front();
    write(acme::Challenge{.authorization = authorization, .type = {}, .token = "token"});
    const auto before = as_it_was(problem);
    ASSERT_NE(before.find(R"("rule":"not_delegated")"), before.npos);
    ASSERT_NE(before.find(R"("limit":"open-orders-per-client")"), before.npos);
    driver->execute("UPDATE orders SET problem = $1", {std::string_view(before)});
    driver->execute("UPDATE challenges SET problem = $1", {std::string_view(before)});
    migrate();
    store.read([&](Reader& reader) {
        EXPECT_EQ(to_text(find_order(reader, order.id)->problem), to_text(problem));
        EXPECT_EQ(to_text(list_challenges(reader, authorization).at(0).problem), to_text(problem));
    });
}

TEST_P(WordsInCamelCase, are_those_of_each_limit) {
    auto limits = limits_for_the_known();
    limits.merge(limits_for_strangers());
    for (const auto kind : every<LimitKind>)
        limits.emplace(kind, std::nullopt);
    const auto before = as_they_were(limits);
    driver->execute("UPDATE accounts SET limits = $1", {std::string_view(before)});
    driver->execute("UPDATE endpoints SET limits = $1", {std::string_view(before)});
    migrate();
    store.read([&](Reader& reader) {
        EXPECT_EQ(find_account(reader, web.id)->limits, limits);
        EXPECT_EQ(find_endpoint(reader, ov.id)->limits, limits);
    });
}

TEST_P(WordsInCamelCase, are_those_of_what_is_used_up_of_a_limit) {
    for (const auto kind : every<LimitKind>) {
        const auto word = parted(to_string(kind), '-');
        store.write([&](Transaction& tx) { keep_arrival(tx, {kind, ov.id, "who"}, now + 1h); });
        driver->execute(
            "UPDATE rate_limits SET kind = $1 WHERE kind = $2",
            {std::string_view(word), to_string(kind)}
        );
    }
    migrate();
    for (const auto kind : every<LimitKind>)
        EXPECT_EQ(
            store.read([&](Reader& r) {
                return find_arrival(r, {kind, ov.id, "who"});
            }),
            now + 1h
        ) << to_string(kind);
}

TEST_P(WordsInCamelCase, are_those_of_states) {
    auto given_up = certificate("serial", {"www.example.org"});
    write(given_up);
    driver->execute("UPDATE certificates SET status = 'never_signed'");
    auto other = account("other", ov.id);
    write(other);
    driver->execute("UPDATE accounts SET credential_state = 'cut_off' WHERE key_id = 'key of web'");
    driver->execute("UPDATE accounts SET credential_state = 'blocked' WHERE key_id = 'key of other'"
    );
    migrate();
    store.read([&](Reader& reader) {
        using enum CredentialState;
        EXPECT_EQ(find_certificate(reader, given_up.id)->status, CertificateStatus::never_signed);
        EXPECT_EQ(find_account(reader, web.id)->credential_state, cut_off);
        EXPECT_EQ(find_account(reader, other.id)->credential_state, blocked);
    });
}

} // namespace

} // namespace chancery::store
