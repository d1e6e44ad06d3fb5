// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.hpp"

#include <map>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace chancery {

namespace {

std::map<std::string, std::string> to_map(const Metrics::Labels& labels) {
    return {labels.begin(), labels.end()};
}

} // namespace

struct Metrics::Registry {
    prometheus::Registry registry;
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}

Metrics::~Metrics() = default;

void Counter::add(double amount) noexcept {
    if (counter_) static_cast<prometheus::Counter*>(counter_)->Increment(amount);
}

void Gauge::set(double value) noexcept {
    if (gauge_) static_cast<prometheus::Gauge*>(gauge_)->Set(value);
}

void Histogram::observe(std::chrono::nanoseconds duration) noexcept {
    if (histogram_)
        static_cast<prometheus::Histogram*>(histogram_)
            ->Observe(std::chrono::duration<double>(duration).count());
}

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    Counter counter;
    counter.counter_ = &prometheus::BuildCounter()
                            .Name(name)
                            .Help(help)
                            .Register(registry_->registry)
                            .Add(to_map(labels));
    return counter;
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    Gauge gauge;
    gauge.gauge_ = &prometheus::BuildGauge()
                        .Name(name)
                        .Help(help)
                        .Register(registry_->registry)
                        .Add(to_map(labels));
    return gauge;
}

Histogram
Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels) {
    const prometheus::Histogram::BucketBoundaries buckets{
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
    Histogram histogram;
    histogram.histogram_ = &prometheus::BuildHistogram()
                                .Name(name)
                                .Help(help)
                                .Register(registry_->registry)
                                .Add(to_map(labels), buckets);
    return histogram;
}

std::string Metrics::to_text() const {
    return prometheus::TextSerializer().Serialize(registry_->registry.Collect());
}

} // namespace chancery
