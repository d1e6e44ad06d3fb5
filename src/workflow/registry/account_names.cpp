// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/account_names.hpp"

#include "base/text.hpp"
#include "policy/decide.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/fields.hpp"

#include <variant>

namespace chancery::workflow {

namespace {

constexpr std::int64_t most_names = 1000; // of one ACME account

void audit_names(
    store::Transaction& tx,
    const Request& request,
    const Account& account,
    std::string action,
    Change change
) {
    auto deed = deed_on(account, std::move(action));
    deed.changes = {std::move(change)};
    audit(tx, request, std::move(deed));
}

[[noreturn]] void fail_unlisted(const Name& name) {
    const auto detail = name.value + " is not among this ACME account's names; nothing was changed";
    throw Error(Problem{Fault::invalid, detail, {{JsonPointer{"/names"}, Fault::invalid, detail}}});
}

} // namespace

std::string text_of(const std::vector<Name>& names) {
    std::vector<std::string> texts;
    for (const auto& name : names)
        texts.push_back(name.value);
    return join(texts, ", ");
}

std::optional<Problem> refusal_of(
    const store::Reader& reader, const Account& account, const std::vector<Name>& names, Time now
) {
    if (names.empty()) return std::nullopt;
    const auto facts =
        store::facts_for_department(reader, account.department, account.endpoint, names);
    const auto verdicts = policy::decide(facts, names, now);
    auto problem = policy::refusal(verdicts, facts.contacts);
    if (!problem) return std::nullopt;
    problem->fault = Fault::refused;
    if (problem->subproblems.size() > 1)
        problem->detail = std::to_string(problem->subproblems.size()) + " of " +
                          std::to_string(names.size()) +
                          " names may not be used; nothing was changed";
    return problem;
}

NamesChanged add_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const std::vector<std::string>& names
) {
    const auto wanted = require_names("/names", names);
    auto outcome = store.write([&](store::Transaction& tx) -> std::variant<NamesChanged, Problem> {
        auto account = require_account(tx, request, seen);
        if (account.open)
            throw Error(
                Fault::conflict,
                "this ACME account is open: its clients prove their names, and it lists none"
            );
        if (auto problem = refusal_of(tx, account, wanted, request.now)) {
            audit_refusal(tx, request, deed_on(account, "acmeAccount.namesAdded"), *problem);
            return *std::move(problem);
        }
        std::vector<Name> added;
        for (const auto& name : wanted)
            if (store::add_name(tx, account.id, name, request.now)) added.push_back(name);
        if (store::count(tx, account.id).names > most_names)
            fail_field("/names", "would make more than 1000 names; make a second ACME account");
        if (added.empty()) return NamesChanged{account, {}};

        store::update(tx, account, request.now);
        const Change change{"names", "", text_of(added)};
        audit_names(tx, request, account, "acmeAccount.namesAdded", change);
        return NamesChanged{account, added};
    });
    if (auto* problem = std::get_if<Problem>(&outcome)) throw Error(std::move(*problem));
    return std::get<NamesChanged>(std::move(outcome));
}

NamesChanged remove_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const std::vector<std::string>& names
) {
    const auto unwanted = require_names("/names", names);
    return store.write([&](store::Transaction& tx) {
        auto account = require_account(tx, request, seen);
        for (const auto& name : unwanted)
            if (!store::remove_name(tx, account.id, name)) fail_unlisted(name);
        store::update(tx, account, request.now);
        const Change change{"names", text_of(unwanted), ""};
        audit_names(tx, request, account, "acmeAccount.namesRemoved", change);
        return NamesChanged{account, unwanted};
    });
}

} // namespace chancery::workflow
