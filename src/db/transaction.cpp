// SPDX-License-Identifier: Apache-2.0
#include "db/transaction.hpp"

namespace chancery::db {
namespace {

thread_local bool writing = false;

} // namespace

NoNesting::NoNesting() {
    ensure(!writing, "a write does not start inside another");
    writing = true;
}

NoNesting::~NoNesting() {
    writing = false;
}

} // namespace chancery::db
