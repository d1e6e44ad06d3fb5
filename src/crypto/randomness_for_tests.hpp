// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: what is drawn at random, judged by many samples of it. A good generator is refused
// once in more than a million runs.

#include "base/bytes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chancery::crypto {

/// Samples of one size, in the order in which they were drawn. Bits are counted from the first
/// octet's highest; those before `first_bit` are not judged.
class Samples {
public:
    explicit Samples(std::vector<Bytes> drawn, std::size_t first_bit = 0)
        : drawn_(std::move(drawn)),
          first_bit_(first_bit) {}

    /// What is not random about them, as a sentence; empty where nothing is.
    std::string fault() const {
        const auto bits = drawn_.front().size() * 8;
        if (std::ranges::any_of(drawn_, [&](const Bytes& one) { return one.size() * 8 != bits; }))
            return "they are not of one size";
        if (std::set<Bytes>(drawn_.begin(), drawn_.end()).size() != drawn_.size())
            return "one occurs twice";
        for (auto bit = first_bit_; bit < bits; ++bit) {
            if (is_lopsided(ones(bit), drawn_.size()))
                return "bit " + std::to_string(bit) + " is the same too often";
            if (is_lopsided(flips(bit), drawn_.size() - 1))
                return "bit " + std::to_string(bit) + " follows from the one before";
        }
        if (steps() < drawn_.size() - 1) return "they go on by the same step";
        if (const auto pair = bound_bits()) return *pair + " go together";
        if (octets_are_uneven()) return "some octets occur more often than others";
        return {};
    }

private:
    /// Of fair coins, more than seven standard deviations from a half.
    static bool is_lopsided(std::size_t heads, std::size_t tosses, double deviations = 7) {
        const auto count = static_cast<double>(tosses);
        return std::abs(static_cast<double>(heads) - count / 2) > deviations * std::sqrt(count) / 2;
    }

    static bool is_set(const Bytes& sample, std::size_t bit) {
        return (static_cast<unsigned char>(sample[bit / 8]) >> (7 - bit % 8) & 1) != 0;
    }

    std::size_t ones(std::size_t bit) const {
        return static_cast<std::size_t>(std::ranges::count_if(drawn_, [&](const Bytes& one) {
            return is_set(one, bit);
        }));
    }

    /// How often a sample has another bit there than the one before.
    std::size_t flips(std::size_t bit) const {
        std::size_t some = 0;
        for (std::size_t i = 1; i < drawn_.size(); ++i)
            if (is_set(drawn_[i], bit) != is_set(drawn_[i - 1], bit)) ++some;
        return some;
    }

    /// A bit in all samples.
    std::vector<std::uint64_t> column(std::size_t bit) const {
        std::vector<std::uint64_t> words((drawn_.size() + 63) / 64);
        for (std::size_t i = 0; i < drawn_.size(); ++i)
            if (is_set(drawn_[i], bit)) words[i / 64] |= std::uint64_t{1} << i % 64;
        return words;
    }

    /// Two bits that are the same, or are not, too often: where one part of a sample follows from
    /// another. There are many pairs, so that more is let pass.
    std::optional<std::string> bound_bits() const {
        std::vector<std::vector<std::uint64_t>> columns;
        for (auto bit = first_bit_; bit < drawn_.front().size() * 8; ++bit)
            columns.push_back(column(bit));
        for (std::size_t one = 0; one < columns.size(); ++one)
            for (std::size_t other = one + 1; other < columns.size(); ++other) {
                int unlike = 0;
                for (std::size_t i = 0; i < columns[one].size(); ++i)
                    unlike += std::popcount(columns[one][i] ^ columns[other][i]);
                if (is_lopsided(static_cast<std::size_t>(unlike), drawn_.size(), 8))
                    return "bits " + std::to_string(first_bit_ + one) + " and " +
                           std::to_string(first_bit_ + other);
            }
        return std::nullopt;
    }

    /// How many different steps lead from a sample to the next, by the last seven octets as a
    /// number; all different where there are enough bits.
    std::size_t steps() const {
        const auto number = [](const Bytes& sample) {
            std::uint64_t value = 0;
            for (const char octet :
                 sample.substr(sample.size() - std::min<std::size_t>(sample.size(), 7)))
                value = value << 8 | static_cast<unsigned char>(octet);
            return value;
        };
        std::set<std::uint64_t> seen;
        for (std::size_t i = 1; i < drawn_.size(); ++i)
            seen.insert(number(drawn_[i]) - number(drawn_[i - 1]));
        return seen.size();
    }

    /// Chi-squared over the octets that are judged whole.
    bool octets_are_uneven() const {
        std::vector<double> counts(256, 0.0);
        double all = 0;
        for (const auto& sample : drawn_)
            for (auto at = (first_bit_ + 7) / 8; at < sample.size(); ++at) {
                counts[static_cast<unsigned char>(sample[at])] += 1;
                all += 1;
            }
        const auto expected = all / 256;
        double sum = 0;
        for (const auto count : counts)
            sum += (count - expected) * (count - expected) / expected;
        const double freedom = 255;
        return sum > freedom + 8 * std::sqrt(2 * freedom);
    }

    std::vector<Bytes> drawn_;
    std::size_t first_bit_;
};

/// So many of what `draw` gives.
template <class Draw>
std::vector<Bytes> draw_many(std::size_t count, Draw draw) {
    std::vector<Bytes> drawn;
    for (std::size_t i = 0; i < count; ++i)
        drawn.push_back(draw());
    return drawn;
}

} // namespace chancery::crypto
