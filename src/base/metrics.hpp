// SPDX-License-Identifier: Apache-2.0
#pragma once

// Counters and durations for Prometheus. A family's members are made once, at start, and only
// counted afterwards, so that a request takes no lock here.

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chancery {

class Counter {
public:
    void add(double amount = 1) noexcept;

private:
    friend class Metrics;
    void* counter_ = nullptr; ///< Owned by the Metrics it came from.
};

class Gauge {
public:
    void set(double value) noexcept;

private:
    friend class Metrics;
    void* gauge_ = nullptr;
};

/// Of durations, in buckets from 0.5 ms to 10 s.
class Histogram {
public:
    void observe(std::chrono::nanoseconds duration) noexcept;

private:
    friend class Metrics;
    void* histogram_ = nullptr;
};

/// Must outlive what it gives.
class Metrics {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    Metrics();
    ~Metrics();

    Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram
    histogram(const std::string& name, const std::string& help, const Labels& labels = {});

    /// Prometheus' text format, version 0.0.4.
    std::string to_text() const;

private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

} // namespace chancery
