// SPDX-License-Identifier: Apache-2.0
#pragma once

// A queue for each account, served in rounds: the next item is the next account's.

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace chancery::net {

template <class Item>
class Rounds {
public:
    bool empty() const { return items_.empty(); }

    void push_back(const std::string& account, Item item) {
        queue_of(account).push_back(std::move(item));
    }

    /// Before what its account has waiting; the round stays.
    void push_front(const std::string& account, Item item) {
        queue_of(account).push_front(std::move(item));
    }

    /// The first item of the next account that `may_run`.
    template <class MayRun>
    std::optional<std::pair<std::string, Item>> pop(MayRun may_run) {
        for (auto left = round_.size(); left > 0; --left) {
            auto account = std::move(round_.front());
            round_.pop_front();
            if (!may_run(account)) {
                round_.push_back(std::move(account));
                continue;
            }
            const auto place = items_.find(account);
            std::pair<std::string, Item> next(account, std::move(place->second.front()));
            place->second.pop_front();
            if (place->second.empty())
                items_.erase(place);
            else
                round_.push_back(std::move(account));
            return next;
        }
        return std::nullopt;
    }

private:
    std::deque<Item>& queue_of(const std::string& account) {
        const auto [place, is_new] = items_.try_emplace(account);
        if (is_new) round_.push_back(account);
        return place->second;
    }

    std::unordered_map<std::string, std::deque<Item>> items_;
    std::deque<std::string> round_; ///< Those that have items, each once.
};

} // namespace chancery::net
