// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whose connections are open, so that who has the most of them gives way when all are taken. Under
// its user's mutex.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace chancery::net {

class Watched;

class Owners {
public:
    /// For an owner: an address, or the network of one. What has an owner is given to the new one.
    void put(Watched& connection, const std::string& owner);

    /// It may have had none.
    void remove(Watched& connection);

    /// The connection that gives way to another one of this owner: of the owner with the most, the
    /// oldest that is idle, or else the oldest that waits for its peer, or else, where that owner
    /// has more than this one would have, the oldest whose request nobody has begun to answer. Null
    /// where nobody has as many as this owner would have and is not at work. Looks at a bounded
    /// number of an owner's, the next time at those after them.
    Watched* find_to_give_way(const std::string& newcomer);

private:
    struct Group {
        std::map<std::uint64_t, Watched*> connections = {}; ///< The oldest first.
        std::uint64_t looked_until = 0;
    };

    /// The oldest of each kind.
    struct Found {
        Watched* idle = nullptr;
        Watched* waiting = nullptr;
        Watched* unanswered = nullptr;
    };

    struct Place {
        std::string owner;
        std::uint64_t number; ///< By age.
    };

    /// By size; of the same size, that with the oldest connection last.
    using Rank = std::pair<std::size_t, std::uint64_t>;

    static Rank rank_of(const Group& group);
    static Found look_at(Group& group);
    Watched* find_among_the_most(std::size_t would_have) const;
    void add(Group& group, std::uint64_t number, Watched& connection);

    std::unordered_map<std::string, Group> groups_;
    std::map<Rank, Group*> ranks_; ///< Of groups that are not empty.
    std::unordered_map<const Watched*, Place> places_;
    std::uint64_t next_number_ = 1; ///< None is 0, where nothing was looked at yet.
};

} // namespace chancery::net
