// SPDX-License-Identifier: Apache-2.0
#include "net/server/owners.hpp"

#include "net/server/connections.hpp"

#include <algorithm>
#include <limits>

namespace chancery::net {

namespace {

constexpr int most_owners = 8; ///< That are looked at.
/// Of each; the next time it is those after them that are looked at.
constexpr int most_connections = 128;

} // namespace

Owners::Rank Owners::rank_of(const Group& group) {
    const auto oldest = group.connections.begin()->first;
    return {group.connections.size(), std::numeric_limits<std::uint64_t>::max() - oldest};
}

void Owners::add(Group& group, std::uint64_t number, Watched& connection) {
    if (!group.connections.empty()) ranks_.erase(rank_of(group));
    group.connections.emplace(number, &connection);
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
    group.connections.erase(place->second.number);
    if (group.connections.empty())
        groups_.erase(found);
    else
        ranks_.emplace(rank_of(group), &group);
    places_.erase(place);
}

Owners::Found Owners::look_at(Group& group) {
    const auto& all = group.connections;
    const auto is_too_many = all.size() > std::size_t{most_connections};
    auto next = is_too_many ? all.upper_bound(group.looked_until) : all.begin();
    const auto count = std::min(all.size(), std::size_t{most_connections});
    Found found;
    for (std::size_t i = 0; i < count && !found.idle; ++i) {
        if (next == all.end()) next = all.begin();
        auto* const connection = next->second;
        if (connection->is_idle())
            found.idle = connection;
        else if (!found.waiting && connection->waits_for_its_peer())
            found.waiting = connection;
        else if (!found.unanswered && connection->is_before_its_request())
            found.unanswered = connection;
        group.looked_until = next->first;
        ++next;
    }
    return found;
}

/// Of owners that have as many, one gives way that has an idle connection, if there is one.
Watched* Owners::find_among_the_most(std::size_t would_have) const {
    Watched* other = nullptr;
    std::size_t size = would_have; // of the one that has `other`
    int looked_at = 0;
    for (auto rank = ranks_.rbegin(); rank != ranks_.rend(); ++rank) {
        if (rank->first.first < size || looked_at++ == most_owners) break;
        const auto found = look_at(*rank->second);
        if (found.idle) return found.idle;
        if (other) continue;
        other = found.waiting;
        if (!other && rank->first.first > would_have) other = found.unanswered;
        if (other) size = rank->first.first;
    }
    return other;
}

Watched* Owners::find_to_give_way(const std::string& newcomer) {
    const auto own = groups_.find(newcomer);
    const auto has = own == groups_.end() ? 0 : own->second.connections.size();
    if (auto* found = find_among_the_most(has + 1)) return found;
    if (own == groups_.end()) return nullptr;
    const auto found = look_at(own->second);
    return found.idle ? found.idle : found.waiting;
}

} // namespace chancery::net
