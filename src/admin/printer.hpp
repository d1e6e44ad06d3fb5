// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a command's result goes: a table or sentences for a person, the API's JSON for a program.

#include "admin/table.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::admin {

enum class Form { for_people, json };

/// How a list is shown to a person.
struct Listing {
    std::vector<Column> columns;
    std::function<Row(const json::Value& item)> row;
    std::string_view empty; ///< One sentence: what the list is for, and how it gets its first item.
};

class Printer {
public:
    /// The stream must outlive it.
    Printer(std::ostream& out, Form form, Look look, Time now)
        : out_(out),
          form_(form),
          look_(look),
          now_(now) {}

    bool is_json() const noexcept { return form_ == Form::json; }

    Time now() const noexcept { return now_; }

    /// "in 5 days"; empty where there is no time.
    std::string when(const std::optional<Time>& time) const;

    void json(const json::Value& value);
    /// One line: a line feed in it would be shown as '?'.
    void line(std::string_view text);
    /// As it is: a file.
    void raw(std::string_view text);
    /// An object as JSON, or what a person wants to know of it.
    void object(const json::Value& value, const std::vector<std::pair<std::string, Cell>>& fields);
    void table(const std::vector<Column>& columns, const std::vector<Row>& rows);

    /// A page as JSON or as a table, with a word on what was left out.
    void list(const json::Value& page, const Listing& listing);

    /// The answer to a change: as JSON, or as a sentence, and below it those that go with it.
    void done(
        const json::Value& answer,
        std::string_view sentence,
        const std::vector<std::string>& more = {}
    );

    /// The answer that alone holds a new secret: as JSON, or the secret on a line of its own.
    void secret(
        const json::Value& answer,
        std::string_view before,
        std::string_view secret,
        std::string_view after
    );

private:
    std::ostream& out_;
    Form form_;
    Look look_;
    Time now_;
};

} // namespace chancery::admin
