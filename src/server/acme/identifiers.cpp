// SPDX-License-Identifier: Apache-2.0
#include "server/acme/identifiers.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::server {

namespace {

Subproblem fault_of(const Identifier& identifier, Fault fault, const std::string& why) {
    const auto value = printable(identifier.value, 253);
    return {
        .place = Identifier{printable(identifier.type, 32), value},
        .fault = fault,
        .detail = "\"" + value + "\" " + why,
    };
}

/// All that is wrong with the identifiers, in one problem with the first fault's type.
[[noreturn]] void refuse(std::vector<Subproblem> faults) {
    Problem problem{faults.front().fault, "some identifiers may not be ordered"};
    if (faults.size() == 1) problem.detail = faults.front().detail;
    problem.subproblems = std::move(faults);
    throw Error(std::move(problem));
}

/// An address must be proven by a challenge; the register knows none.
bool issues_addresses(const Endpoint& endpoint) {
    return endpoint.validation != ValidationPolicy::prevalidated;
}

std::variant<Name, Subproblem>
name_of(const Identifier& identifier, const Endpoint& endpoint, NameForm form) {
    const bool takes_addresses = issues_addresses(endpoint);
    const bool is_address = identifier.type == "ip" && takes_addresses;
    if (identifier.type != "dns" && !is_address)
        return fault_of(
            identifier,
            Fault::unsupported_identifier,
            "is an identifier of the type \"" + printable(identifier.type, 32) + "\"; only " +
                (takes_addresses ? "\"dns\" and \"ip\" are" : "\"dns\" is") + " issued here"
        );
    auto parsed =
        is_address ? parse_address_name(identifier.value) : parse_dns_name(identifier.value, form);
    if (const auto* fault = std::get_if<NameFault>(&parsed))
        return fault_of(identifier, Fault::rejected_identifier, fault->why);
    return std::get<Name>(std::move(parsed));
}

} // namespace

std::vector<Name>
names_of(const std::vector<Identifier>& identifiers, const Endpoint& endpoint, NameForm form) {
    std::vector<Name> names;
    std::vector<Subproblem> faults;
    for (const auto& identifier : identifiers) {
        auto name = name_of(identifier, endpoint, form);
        if (auto* fault = std::get_if<Subproblem>(&name))
            faults.push_back(std::move(*fault));
        else if (std::ranges::find(names, std::get<Name>(name)) == names.end())
            names.push_back(std::get<Name>(std::move(name)));
    }
    if (!faults.empty()) refuse(std::move(faults));
    return names;
}

const Endpoint& meetable_endpoint(const AcmeContext& context, Call& call) {
    auto& types = call.found_endpoint.value().challenges.types;
    const auto persistent =
        std::ranges::find(types, acme::to_string(acme::ChallengeType::dns_persist_01));
    if (persistent != types.end() &&
        acme::identities_of(call.endpoint(), context.office.bases).empty())
        types.erase(persistent);
    return call.endpoint();
}

acme::Parties parties_of(const AcmeContext& context, const Call& call) {
    return {
        .account_url = call.urls.account(call.client.value().client.id),
        .identities = acme::identities_of(call.endpoint(), context.office.bases),
    };
}

} // namespace chancery::server
