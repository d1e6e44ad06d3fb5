// SPDX-License-Identifier: Apache-2.0
// SQL of a value of run time, and other mistakes that the compiler finds.
#include "db/sql.hpp"

#include <string>

namespace chancery {

enum class Sort { by_name, heaviest };

constexpr auto words_of(Sort) {
    return words<Sort>({{Sort::by_name, "byName"}, {Sort::heaviest, "heaviest"}});
}

std::string_view run(db::Sql sql) {
    return sql.text();
}

constexpr db::Fragment columns = "id, name";

std::string_view whatever_is_asked(const std::string& text, const char* pointer, Sort sort) {
    char buffer[] = "SELECT 1 FROM parts";
    buffer[7] = pointer[0];
#if defined(of_a_string)
    return run(text);
#elif defined(of_a_pointer)
    return run(pointer);
#elif defined(of_a_buffer)
    return run(buffer);
#elif defined(of_a_piece)
    return run(db::sql<"SELECT " + db::Fragment(buffer)>);
#elif defined(of_a_changed_text)
    db::Sql sql = "SELECT 1";
    sql.text_ = text;
    return run(sql);
#elif defined(of_an_unlisted_column)
    return run(db::sql<"SELECT 1">).substr(static_cast<std::size_t>(columns["weight"]));
#elif defined(without_a_choice)
    return run(db::Choices<db::Choice<Sort::by_name, "name">>::sql<"SELECT 1 ORDER BY ">(sort));
#else
    using Order =
        db::Choices<db::Choice<Sort::by_name, "name">, db::Choice<Sort::heaviest, "weight DESC">>;
    if (columns["name"] > buffer[0]) return run("SELECT 1");
    return run(Order::sql<"SELECT " + columns + " FROM parts ORDER BY ">(sort)).substr(text.size());
#endif
}

} // namespace chancery
