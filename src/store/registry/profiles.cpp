// SPDX-License-Identifier: Apache-2.0
#include "store/registry/profiles.hpp"

#include "store/registry/profile_rows.hpp"

namespace chancery::store {

namespace {

/// `name_rules_columns`, from `first` on.
NameRules name_rules_at(const db::Row& row, int first) {
    constexpr auto& at = name_rules_columns;
    return {
        .rules = known_at<RuleSet>(row, first + at["rules"]),
        .underscores = bool_at(row, first + at["takes_underscores"]),
    };
}

} // namespace

Profile read_profile(const db::Row& row, int first) {
    constexpr auto& at = profile_columns;
    return {
        .name = text_at(row, first + at["name"]),
        .description = text_at(row, first + at["description"]),
        .lifetime = std::chrono::seconds(row.integer(first + at["lifetime"])),
        .subject = known_at<SubjectForm>(row, first + at["subject"]),
        .key_types = lines_at(row, first + at["key_types"]),
        .client_auth = bool_at(row, first + at["client_auth"]),
        .policies = lines_at(row, first + at["policies"]),
        .max_names = static_cast<int>(row.integer(first + at["max_names"])),
        .validity_by_order =
            static_cast<ValidityByOrder>(row.integer(first + at["takes_validity"])),
        .takes_must_staple = bool_at(row, first + at["takes_must_staple"]),
        .names = name_rules_at(row, first + at["rules"]),
        .revision = read_revision(row, first + at["version"]),
    };
}

void insert(Transaction& tx, const Profile& profile) {
    execute(
        tx,
        "INSERT INTO profiles (name, lifetime, subject, key_types, client_auth, policies, "
        "max_names, description, takes_validity, version, created_at, updated_at, "
        "takes_must_staple, rules, takes_underscores) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15)",
        profile.name,
        std::int64_t{profile.lifetime.count()},
        to_string(profile.subject),
        to_lines(profile.key_types),
        profile.client_auth,
        to_lines(profile.policies),
        profile.max_names,
        profile.description,
        std::int64_t{static_cast<int>(profile.validity_by_order)},
        profile.revision.version,
        profile.revision.created_at,
        profile.revision.updated_at,
        profile.takes_must_staple,
        to_string(profile.names.rules),
        profile.names.underscores
    );
}

void update(Transaction& tx, Profile& profile, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE profiles SET lifetime = $1, subject = $2, key_types = $3, client_auth = $4, "
        "policies = $5, max_names = $6, description = $7, takes_validity = $8, "
        "takes_must_staple = $9, rules = $10, takes_underscores = $11, version = version + 1, "
        "updated_at = $12 WHERE name = $13 AND version = $14",
        std::int64_t{profile.lifetime.count()},
        to_string(profile.subject),
        to_lines(profile.key_types),
        profile.client_auth,
        to_lines(profile.policies),
        profile.max_names,
        profile.description,
        std::int64_t{static_cast<int>(profile.validity_by_order)},
        profile.takes_must_staple,
        to_string(profile.names.rules),
        profile.names.underscores,
        now,
        profile.name,
        profile.revision.version
    );
    require_changed(rows, "profile");
    ++profile.revision.version;
    profile.revision.updated_at = now;
}

std::optional<Profile> find_profile(const Reader& reader, std::string_view name) {
    // PostgreSQL refuses a text with a NUL in it. No profile's name has one.
    if (name.find('\0') != name.npos) return std::nullopt;
    return find_one(
        reader,
        db::sql<"SELECT " + profile_columns + " FROM profiles WHERE name = $1">,
        [](const db::Row& row) { return read_profile(row); },
        name
    );
}

std::optional<NameRules> find_name_rules(const Reader& reader, std::string_view profile) {
    return find_one(
        reader,
        db::sql<"SELECT " + name_rules_columns + " FROM profiles WHERE name = $1">,
        [](const db::Row& row) { return name_rules_at(row, 0); },
        profile
    );
}

std::vector<Profile> list_profiles(const Reader& reader) {
    std::vector<Profile> profiles;
    for_each(
        reader,
        db::sql<"SELECT " + profile_columns + " FROM profiles ORDER BY name">,
        [&](const db::Row& row) { profiles.push_back(read_profile(row)); }
    );
    return profiles;
}

} // namespace chancery::store
