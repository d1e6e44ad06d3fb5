// SPDX-License-Identifier: Apache-2.0
#pragma once

// The body of a request to the API, which knows by which option each of its members was given. What
// the server says of a member ("/lifetime", "must be ...") is then said of the option; its sentence
// stays as it is.

#include "base/error.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::admin {

class Body {
public:
    /// `option` is written as on the command line: "--lifetime", "NAME".
    void put(std::string_view option, std::string_view member, json::Value value);
    /// An absent value would become null: that is what put_given is for.
    template <class T>
    void put(std::string_view, std::string_view, const std::optional<T>&) = delete;

    /// An option that was not given sends nothing, and is known all the same: the server may object
    /// to the value that is there already.
    void put_given(
        std::string_view option, std::string_view member, const std::optional<std::string>& value
    );
    void put_given(
        std::string_view option, std::string_view member, const std::optional<json::Value>& value
    );

    /// As put_given, of an option that is on or off.
    void put_switch(
        std::string_view option, std::string_view member, const std::optional<std::string>& value
    );

    /// An option without a value, which makes the member this; not given, it is only known.
    void put_flag(std::string_view option, std::string_view member, bool value, bool is_given);

    /// As put_given; each item is a place of its own, named by its word in `shown`, or by itself.
    void put_list(
        std::string_view option,
        std::string_view member,
        const std::optional<std::vector<std::string>>& items,
        const std::vector<std::string>& shown = {}
    );

    /// An object inside of this one.
    void put_object(std::string_view member, const Body& inner);

    /// As put_object; one that says nothing is not sent, and its options are known all the same.
    void put_given_object(std::string_view member, const Body& inner);

    const json::Value& value() const noexcept { return value_; }

    /// The problem as the API tells it, its parts' places JSON pointers, in the words of the
    /// command line: the places of what was typed are options.
    Problem in_words_of_options(Problem problem) const;

private:
    struct Place {
        std::string pointer;
        std::string option;
        std::string word = {}; ///< Which of the option's values; empty for all of them.
    };

    void know(std::string_view member, const Body& inner);
    const Place* find_place(std::string_view pointer) const;
    Subproblem in_words_of_options(const JsonPointer& pointer, const Subproblem& part) const;

    json::Value value_ = json::Object();
    std::vector<Place> places_;
};

} // namespace chancery::admin
