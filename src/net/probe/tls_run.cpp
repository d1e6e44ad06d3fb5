// SPDX-License-Identifier: Apache-2.0
// A TlsProbe under way.
#include "net/probe/visit.hpp"

namespace chancery::net {

namespace {

class TlsRun final : public Visit {
public:
    TlsRun(const ProbeTools& tools, TlsProbe probe, Errand errand, Done done)
        : Visit(tools, std::move(errand), std::move(done)),
          probe_(std::move(probe)) {}

protected:
    void begin() override {
        go({.host = probe_.host,
            .port = errand_.destinations.tls_port,
            .tls = TlsWish{probe_.server_name, probe_.protocol}});
    }

    void connected() override {
        finish(TlsAnswer{
            .certificate = peer_certificate(stream()),
            .protocol = agreed_protocol(stream()),
            .address = address_text()});
    }

    std::string awaited() const override { return "a certificate"; }

private:
    TlsProbe probe_;
};

} // namespace

std::shared_ptr<ProbeRun>
make_tls_run(const ProbeTools& tools, TlsProbe probe, Errand errand, ProbeRun::Done done) {
    return std::make_shared<TlsRun>(tools, std::move(probe), std::move(errand), std::move(done));
}

} // namespace chancery::net
