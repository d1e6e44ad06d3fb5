// SPDX-License-Identifier: Apache-2.0
#include "net/probe/prober_metrics.hpp"

namespace chancery::net {

namespace {

constexpr std::array kind_words{"http", "tls", "dns"};
/// "answered" is everything that can be judged.
/// "unavailable" was not asked: too many waited.
constexpr std::array result_words{"answered", "dns", "connection", "tls", "unavailable"};

/// The index of its word.
std::size_t result_of(const Answer& answer) {
    const auto* none = std::get_if<NoAnswer>(&answer);
    if (!none) return 0;
    if (none->fault == Fault::dns) return 1;
    if (none->fault == Fault::unavailable) return 4;
    return none->fault == Fault::tls ? 3 : 2;
}

} // namespace

ProberMetrics::ProberMetrics(Metrics& metrics)
    : running_(metrics.gauge("chancery_probes_running", "Probes of hosts and DNS under way.")),
      waiting_(metrics.gauge("chancery_probes_waiting", "Probes that wait for their turn.")) {
    static_assert(kind_words.size() == kinds && result_words.size() == results);
    for (std::size_t kind = 0; kind < kinds; ++kind)
        for (std::size_t result = 0; result < results; ++result)
            finished_[kind][result] = metrics.counter(
                "chancery_probes_total",
                "Probes of hosts and DNS that ended, by what came back.",
                {{"kind", kind_words[kind]}, {"result", result_words[result]}}
            );
}

void ProberMetrics::set(std::size_t running, std::size_t waiting) {
    running_.set(static_cast<double>(running));
    waiting_.set(static_cast<double>(waiting));
}

void ProberMetrics::finished(std::size_t kind, const Answer& answer) {
    finished_[kind][result_of(answer)].add();
}

} // namespace chancery::net
