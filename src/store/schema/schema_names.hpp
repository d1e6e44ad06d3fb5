// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules about names add to the schema.

namespace chancery::store {

// The expression is what follows the first label: a name's domain directly above. A wildcard asks
// for the names that it is for and that refuse it (store/registry/facts); its own entry is none of
// them, and its "*" is therefore not taken away.
inline constexpr const char* names = R"sql(
ALTER TABLE profiles ADD COLUMN rules {text} NOT NULL DEFAULT 'public';
ALTER TABLE profiles ADD COLUMN takes_underscores {integer} NOT NULL DEFAULT 0;

CREATE INDEX domains_disabled ON domains
    (substr(ltrim(name, 'abcdefghijklmnopqrstuvwxyz0123456789-_'), 2), name)
    WHERE enabled = 0;
CREATE INDEX domains_validated ON domains
    (substr(ltrim(name, 'abcdefghijklmnopqrstuvwxyz0123456789-_'), 2), validated_until)
    WHERE validated_until IS NOT NULL;
)sql";

} // namespace chancery::store
