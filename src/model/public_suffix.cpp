// SPDX-License-Identifier: Apache-2.0
#include "model/public_suffix.hpp"

#include <libpsl.h>
#include <memory>

namespace chancery {

namespace {

using List = std::unique_ptr<const psl_ctx_t, decltype([](const psl_ctx_t* list) {
                                 if (list != psl_builtin()) psl_free(const_cast<psl_ctx_t*>(list));
                             })>;

const psl_ctx_t* list() {
    static const List newest(psl_latest(nullptr));
    return newest ? newest.get() : psl_builtin();
}

} // namespace

bool is_public_suffix(std::string_view name) {
    return psl_is_public_suffix(list(), std::string(name).c_str()) != 0;
}

bool is_registry_suffix(std::string_view name) {
    // Without the star rule, by which every top-level domain is one.
    constexpr int type = PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE;
    return psl_is_public_suffix2(list(), std::string(name).c_str(), type) != 0;
}

std::string registered_domain(const Name& name) {
    const std::string base(name.base());
    const auto* domain = name.is_address() ? nullptr : psl_registrable_domain(list(), base.c_str());
    return domain ? domain : base;
}

} // namespace chancery
