// SPDX-License-Identifier: Apache-2.0
// A change happens only within the scope of its request, whoever forgot to ask.
#include "store/registry/departments.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/registry/visible.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

struct TwoDepartments : OfficeForTests {
    Department physics = department("Physics");
    Department chemistry = department("Chemistry");
    /// As Physics' administrator asks.
    Request by_physics{request.actor, request.now, Scope::of({}, {physics.id})};

    std::size_t count_departments() {
        return store.read([](const store::Reader& reader) {
            return store::list_departments(reader, Scope::all(), {}).size();
        });
    }
};

TEST(Scope, of_nobody_covers_nothing_and_of_all_also_what_is_of_no_department) {
    TwoDepartments office;
    EXPECT_FALSE(Scope().covers(office.physics.id));
    EXPECT_FALSE(Scope().covers(std::nullopt));
    EXPECT_TRUE(Scope::all().covers(std::nullopt));
    EXPECT_TRUE(office.by_physics.scope.covers(office.physics.id));
    EXPECT_FALSE(office.by_physics.scope.covers(office.chemistry.id));
    EXPECT_FALSE(office.by_physics.scope.covers(std::nullopt));
}

TEST(Scope, hides_an_object_of_others_as_one_that_is_not_there) {
    TwoDepartments office;
    const auto change = [&](DepartmentId id) {
        return problem_of([&] {
            change_department(office.store, office.by_physics, {id}, {.name = "Alchemy"});
        });
    };
    EXPECT_FALSE(change(office.physics.id));
    ASSERT_TRUE(change(office.chemistry.id));
    EXPECT_EQ(change(office.chemistry.id)->fault, Fault::not_found);
    EXPECT_EQ(change(office.chemistry.id)->detail, change(DepartmentId{})->detail);
}

TEST(Scope, undoes_a_change_beyond_it_that_its_use_case_let_pass) {
    TwoDepartments office;
    for (const auto& scope : {Scope(), office.by_physics.scope}) {
        const Request request{office.request.actor, office.request.now, scope};
        EXPECT_EQ(
            fault_of([&] { add_department(office.store, request, {.name = "Biology"}); }),
            Fault::internal
        );
    }
    EXPECT_EQ(office.count_departments(), 2u);
}

} // namespace

} // namespace chancery::workflow
