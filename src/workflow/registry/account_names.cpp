// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/account_names.hpp"

#include "base/text.hpp"
#include "policy/decide.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>
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

/// None where there are none.
std::vector<Name> names_at(const std::string& pointer, const std::vector<std::string>& texts) {
    return texts.empty() ? std::vector<Name>() : require_names(pointer, texts);
}

void require_no_common(const std::vector<Name>& added, const std::vector<Name>& removed) {
    for (const auto& name : removed)
        if (std::ranges::find(added, name) != added.end())
            fail_field("/remove", name.value + " is both added and removed; nothing was changed");
}

void remove_all(store::Transaction& tx, const Account& account, const std::vector<Name>& names) {
    for (const auto& name : names)
        if (!store::remove_name(tx, account.id, name)) {
            const auto detail =
                name.value + " is not among this ACME account's names; nothing was changed";
            throw Error(Problem{
                Fault::invalid, detail, {{JsonPointer{"/remove"}, Fault::invalid, detail}}});
        }
}

/// Those that were not listed yet.
std::vector<Name>
add_all(store::Transaction& tx, const Account& account, const std::vector<Name>& names, Time now) {
    std::vector<Name> added;
    for (const auto& name : names)
        if (store::add_name(tx, account.id, name, now)) added.push_back(name);
    if (store::count(tx, account.id).names > most_names)
        fail_field("/add", "would make more than 1000 names; create a second ACME account");
    return added;
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

NamesChanged change_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const NamesChange& change
) {
    const auto wanted = names_at("/add", change.add);
    const auto unwanted = names_at("/remove", change.remove);
    require_no_common(wanted, unwanted);
    auto outcome = store.write([&](store::Transaction& tx) -> std::variant<NamesChanged, Problem> {
        auto account = require_account(tx, request, seen);
        if (account.open && !wanted.empty())
            throw Error(
                Fault::conflict,
                "this ACME account is open: its clients prove their names, and it lists none"
            );
        if (auto problem = refusal_of(tx, account, wanted, request.now)) {
            audit_refusal(tx, request, deed_on(account, "acmeAccount.namesAdded"), *problem);
            return *std::move(problem);
        }
        remove_all(tx, account, unwanted);
        const auto added = add_all(tx, account, wanted, request.now);
        if (!added.empty() || !unwanted.empty()) store::update(tx, account, request.now);
        if (!added.empty()) {
            const Change names{"names", "", text_of(added)};
            audit_names(tx, request, account, "acmeAccount.namesAdded", names);
        }
        if (!unwanted.empty()) {
            const Change names{"names", text_of(unwanted), ""};
            audit_names(tx, request, account, "acmeAccount.namesRemoved", names);
        }
        return NamesChanged{account, added, unwanted};
    });
    if (auto* problem = std::get_if<Problem>(&outcome)) throw Error(std::move(*problem));
    return std::get<NamesChanged>(std::move(outcome));
}

} // namespace chancery::workflow
