// SPDX-License-Identifier: Apache-2.0
#include "net/owners.hpp"

#include "net/connections.hpp"

#include <algorithm>
#include <limits>

namespace chancery::net {

namespace {

constexpr int most_owners = 8;       ///< That are looked at.
constexpr int most_connections = 64; ///< Of each.

template <class Group, class Condition>
Watched* find_oldest(const Group& group, Condition condition) {
    int looked_at = 0;
    for (const auto& [number, connection] : group) {
        if (condition(*connection)) return connection;
        if (++looked_at == most_connections) break;
    }
    return nullptr;
}

} // namespace

Owners::Rank Owners::rank_of(const Group& group) {
    return {group.size(), std::numeric_limits<std::uint64_t>::max() - group.begin()->first};
}

void Owners::add(Group& group, std::uint64_t number, Watched& connection) {
    if (!group.empty()) ranks_.erase(rank_of(group));
    group.emplace(number, &connection);
    ranks_.emplace(rank_of(group), &group);
}

void Owners::put(Watched& connection, const std::string& owner) {
    const auto place = places_.find(&connection);
    const auto number = place == places_.end() ? next_number_++ : place->second.number;
    remove(connection);
    add(groups_[owner], number, connection);
    places_.insert_or_assign(&connection, Place{owner, number});
}

void Owners::remove(Watched& connection) {
    const auto place = places_.find(&connection);
    if (place == places_.end()) return;
    const auto found = groups_.find(place->second.owner);
    auto& group = found->second;
    ranks_.erase(rank_of(group));
    group.erase(place->second.number);
    if (group.empty())
        groups_.erase(found);
    else
        ranks_.emplace(rank_of(group), &group);
    places_.erase(place);
}

Watched* Owners::find_to_give_way(const std::string& newcomer) const {
    const auto own = groups_.find(newcomer);
    const std::size_t would_have = own == groups_.end() ? 1 : own->second.size() + 1;
    const auto find = [&](auto condition) -> Watched* {
        int looked_at = 0;
        for (auto rank = ranks_.rbegin(); rank != ranks_.rend(); ++rank) {
            if (rank->first.first < would_have || looked_at++ == most_owners) break;
            if (auto* found = find_oldest(*rank->second, condition)) return found;
        }
        return own == groups_.end() ? nullptr : find_oldest(own->second, condition);
    };
    if (auto* idle = find([](const Watched& connection) { return connection.is_idle(); }))
        return idle;
    return find([](const Watched& connection) { return connection.waits_for_its_peer(); });
}

} // namespace chancery::net
