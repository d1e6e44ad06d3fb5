// SPDX-License-Identifier: Apache-2.0
// A DnsProbe under way.
#include "net/probe/probe_run.hpp"

#include <algorithm>

namespace chancery::net {

namespace {

Question to_question(RecordType type) {
    switch (type) {
    case RecordType::txt: return Question::txt;
    case RecordType::caa: return Question::caa;
    }
    return Question::txt;
}

class DnsRun final : public ProbeRun {
public:
    DnsRun(const ProbeTools& tools, DnsProbe probe, Errand errand, Done done)
        : ProbeRun(tools, std::move(errand), std::move(done)),
          probe_(std::move(probe)) {}

protected:
    void begin() override {
        missing_ = probe_.names.size();
        for (const auto& name : probe_.names)
            answer_.sets.push_back(
                {.name = name, .why = "the DNS servers did not answer within " + time_text()}
            );
        if (missing_ == 0) finish(answer_);
        const auto self = std::static_pointer_cast<DnsRun>(shared_from_this());
        for (std::size_t i = 0; i < probe_.names.size(); ++i)
            tools_.resolver.look_up(
                probe_.names[i],
                to_question(probe_.type),
                [self, i](RecordSet set) { self->found(i, std::move(set)); }
            );
    }

    Answer overdue() override { return answer_; }

private:
    void found(std::size_t index, RecordSet set) {
        if (is_finished()) return;
        answer_.sets[index] = std::move(set);
        if (--missing_ == 0) finish(std::move(answer_));
    }

    DnsProbe probe_;
    DnsAnswer answer_;
    std::size_t missing_ = 0;
};

} // namespace

std::shared_ptr<ProbeRun>
make_dns_run(const ProbeTools& tools, DnsProbe probe, Errand errand, ProbeRun::Done done) {
    return std::make_shared<DnsRun>(tools, std::move(probe), std::move(errand), std::move(done));
}

} // namespace chancery::net
