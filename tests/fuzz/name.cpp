// SPDX-License-Identifier: Apache-2.0
#include "model/name.hpp"

#include "fuzz.hpp"
#include "model/public_suffix.hpp"
#include "model/reserved_names.hpp"

// A name that is taken is one that a certificate may hold and that is always compared alike.
namespace chancery::fuzz {

namespace {

bool is_of_names(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// Of any form: as the register takes names.
void check_taken(const Name& name, std::string_view input, NameForm form) {
    const auto& value = name.value;
    const bool has_underscore = value.find('_') != std::string::npos;
    require(form.underscores || !has_underscore, "underscores are asked for", value);
    require(
        form.single_label || count_labels(Name{std::string(name.base())}) > 1, "two labels", value
    );
    const auto again = parse_dns_name(value, form);
    const auto* same = std::get_if<Name>(&again);
    require(same && *same == name, "a name is read as itself", value);
    require(value.size() == input.size(), "a name keeps its length", value);
    require(value.size() <= 253, "a name has at most 253 characters", value);
    require(std::ranges::all_of(name.base(), is_of_names), "a name is lower-case A-labels", value);

    const auto above = at_or_above(name);
    require(above.front() == value, "a name is at itself", value);
    for (std::size_t i = 1; i < above.size(); ++i)
        require(is_below(above[i - 1], above[i]), "what is above is above", value);
    require(!is_below(value, value), "a name is not below itself", value);
    const auto registered = registered_domain(name);
    require(
        registered == name.base() || is_below(name.base(), registered),
        "what was registered is the name or above it",
        value
    );
    require(
        !is_public_suffix(name.base()) || registered == name.base(),
        "nothing was registered above a public suffix",
        value
    );
    const auto reservation = find_reservation(name);
    require(!reservation || !reservation->why.empty(), "a reservation says why", value);
    require(
        !reservation || name.base() == reservation->zone ||
            is_below(name.base(), reservation->zone),
        "a name is in what is reserved",
        value
    );
}

void check_labels(std::string_view base) {
    for (std::size_t at = 0; at <= base.size();) {
        const auto dot = std::min(base.find('.', at), base.size());
        require(dot > at && dot - at <= 63, "a label has 1 to 63 characters", base);
        require(base[at] != '-' && base[dot - 1] != '-', "no hyphen at a label's edge", base);
        at = dot + 1;
    }
}

} // namespace

void run(std::string_view input) {
    const auto parsed = parse_dns_name(input);
    const auto required =
        accepted({Fault::rejected_identifier}, [&] { return require_dns_name(input); });
    const auto* name = std::get_if<Name>(&parsed);
    require(required.has_value() == (name != nullptr), "both ways of asking agree", input);
    for (const auto form : {NameForm{}, NameForm{.underscores = true, .single_label = true}}) {
        const auto any = parse_dns_name(input, form);
        if (const auto* taken = std::get_if<Name>(&any)) {
            check_taken(*taken, input, form);
            check_labels(taken->base());
        } else {
            require(!std::get<NameFault>(any).why.empty(), "a refusal says why");
        }
    }
}

} // namespace chancery::fuzz
