// SPDX-License-Identifier: Apache-2.0
// An HttpProbe under way.
#include "base/address.hpp"
#include "base/text.hpp"
#include "net/probe/redirect.hpp"
#include "net/probe/response_reader.hpp"
#include "net/probe/visit.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::net {

namespace {

bool is_redirect(int status) {
    constexpr std::array redirects{301, 302, 307, 308};
    return std::ranges::find(redirects, status) != redirects.end();
}

std::string to_request(const Url& url) {
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: chancery/{}\r\nAccept: */*\r\n"
        "Connection: close\r\n\r\n",
        url.target,
        url.authority,
        CHANCERY_VERSION
    );
}

class HttpRun final : public Visit {
public:
    HttpRun(const ProbeTools& tools, HttpProbe probe, Errand errand, Done done)
        : Visit(tools, std::move(errand), std::move(done)),
          probe_(std::move(probe)) {}

protected:
    void begin() override {
        ask(make_http_url(probe_.host, errand_.destinations.http_port, probe_.path));
    }

    void connected() override {
        reader_.emplace(tools_.limits.head_bytes, tools_.limits.body_bytes);
        out_ = to_request(visited_.back());
        write();
    }

    std::string awaited() const override {
        return "a complete response to GET " + printable(to_string(visited_.back()));
    }

private:
    void ask(Url url) {
        visited_.push_back(std::move(url));
        const auto& now = visited_.back();
        Goal goal{.host = now.host, .port = now.port};
        if (now.is_https)
            goal.tls = TlsWish{parse_address(now.host) ? std::string() : now.host, "http/1.1"};
        go(std::move(goal));
    }

    void write() {
        while (!out_.empty()) {
            const auto io = stream().write(out_);
            if (io.status == IoStatus::done)
                out_.erase(0, io.bytes);
            else if (io.status == IoStatus::closed)
                break; // It may have answered all the same.
            else
                return wait(io.status, &HttpRun::write);
        }
        read();
    }

    void read() {
        std::array<char, std::size_t{16} * 1024> piece;
        for (;;) {
            const auto io = stream().read(piece);
            auto state = ResponseReader::State::head;
            switch (io.status) {
            case IoStatus::done: state = reader_->consume({piece.data(), io.bytes}); break;
            case IoStatus::closed: state = reader_->end(); break;
            case IoStatus::want_read:
            case IoStatus::want_write: return wait(io.status, &HttpRun::read);
            }
            // Nobody reads what else a redirect says.
            const auto is_enough =
                state == ResponseReader::State::body && is_redirect(reader_->response().status);
            if (state == ResponseReader::State::complete || is_enough) return complete();
            if (state == ResponseReader::State::refused) return refuse();
        }
    }

    void refuse() {
        fail(
            Fault::connection,
            fmt::format(
                "the response to GET {} from {} cannot be read: {}",
                printable(to_string(visited_.back())),
                where(),
                reader_->why()
            )
        );
    }

    void complete() {
        auto& response = reader_->response();
        if (is_redirect(response.status))
            return redirect(std::string(find_header(response.headers, "Location")));
        finish(HttpAnswer{
            .status = response.status,
            .headers = std::move(response.headers),
            .body = std::move(response.body),
            .is_whole = response.is_whole,
            .url = to_string(visited_.back()),
            .address = address_text()});
    }

    void redirect(const std::string& location) {
        const auto& from = visited_.back();
        auto followed = follow_redirect(
            from,
            location,
            {.http_port = errand_.destinations.http_port,
             .https_port = errand_.destinations.https_port,
             .to_addresses = parse_address(probe_.host).has_value(),
             .to_other_hosts = errand_.destinations.redirects == Redirects::anywhere}
        );
        if (auto* none = std::get_if<NoAnswer>(&followed)) return finish(std::move(*none));
        auto& to = std::get<Url>(followed);
        const auto text = printable(to_string(to));
        if (std::ranges::find(visited_, to) != visited_.end())
            return fail(
                Fault::connection,
                fmt::format(
                    "{} redirects to {}, where it came from: a redirect loop",
                    printable(to_string(from)),
                    text
                )
            );
        if (visited_.size() > static_cast<std::size_t>(tools_.limits.redirects))
            return fail(
                Fault::connection,
                fmt::format(
                    "{} leads through more than {} redirect{} (the last one to {})",
                    printable(to_string(visited_.front())),
                    tools_.limits.redirects,
                    tools_.limits.redirects == 1 ? "" : "s",
                    text
                )
            );
        ask(std::move(to));
    }

    HttpProbe probe_;
    std::vector<Url> visited_; ///< The last is the one that is asked now.
    std::string out_;
    std::optional<ResponseReader> reader_;
};

} // namespace

std::shared_ptr<ProbeRun>
make_http_run(const ProbeTools& tools, HttpProbe probe, Errand errand, ProbeRun::Done done) {
    return std::make_shared<HttpRun>(tools, std::move(probe), std::move(errand), std::move(done));
}

} // namespace chancery::net
