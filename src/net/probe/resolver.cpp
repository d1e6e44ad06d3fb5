// SPDX-License-Identifier: Apache-2.0
#include "net/probe/resolver.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "net/probe/dns_records.hpp"
#include "net/probe/resolver_zones.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unbound.h>
#include <unistd.h>
#include <unordered_map>

namespace chancery::net {

namespace {

constexpr int class_in = 1;
/// Queries that wait for an answer at once: the library's own 16 would let slow servers delay all.
constexpr auto sockets = "2048";

/// https://data.iana.org/root-anchors/root-anchors.xml: the keys of 2017 and 2024.
constexpr std::array root_anchors{
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
};

int to_type(Question question) {
    switch (question) {
    case Question::a: return 1;
    case Question::aaaa: return 28;
    case Question::txt: return 16;
    case Question::caa: return 257;
    }
    return 0;
}

struct FreeContext {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};

struct FreeResult {
    void operator()(ub_result* result) const { ub_resolve_free(result); }
};

using Context = std::unique_ptr<ub_ctx, FreeContext>;
using Result = std::unique_ptr<ub_result, FreeResult>;

void set(ub_ctx* context, const std::string& option, const std::string& value) {
    const auto code = ub_ctx_set_option(context, (option + ":").c_str(), value.c_str());
    ensure(code == 0, "libunbound takes the option " + option);
}

void set_bounds(ub_ctx* context, const ResolverOptions& options) {
    const auto ttl = std::to_string(std::max(options.longest_cached.count(), std::int64_t{0}));
    set(context, "cache-max-ttl", ttl);
    set(context, "cache-max-negative-ttl", ttl);
    set(context, "cache-min-ttl", "0");
    // What a signed zone proved absent before may be there now.
    set(context, "aggressive-nsec", "no");
    // A server that was unreachable for a while is asked again soon.
    set(context, "infra-host-ttl", "30");
    set(context, "infra-keep-probing", "yes");
    set(context, "outgoing-range", sockets);
    set(context, "num-queries-per-thread", sockets);
    // Each has a buffer of 64 KiB.
    set(context, "outgoing-num-tcp", "64");
    // RFC 9715: beyond it answers are cut and asked for over TCP.
    set(context, "edns-buffer-size", "1232");
}

/// The library reads what its functions cannot set from a file alone.
void configure(ub_ctx* context, const std::string& text) {
    const int file = ::memfd_create("resolver", MFD_CLOEXEC);
    const auto name = "/proc/self/fd/" + std::to_string(file);
    const bool works =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ub_ctx_config(context, name.c_str()) == 0;
    ::close(file);
    ensure(works, "libunbound takes its configuration");
}

void set_trust(ub_ctx* context, const ResolverOptions& options) {
    set(context, "module-config", options.validate ? "validator iterator" : "iterator");
    if (!options.validate) return;
    for (const auto& anchor : options.trust_anchors)
        if (anchor.empty() || anchor.find('\n') != anchor.npos ||
            ub_ctx_add_ta(context, anchor.c_str()) != 0)
            throw Error(
                Fault::invalid,
                "the trust anchor " + printable(anchor) + " is not a DS or DNSKEY record"
            );
    // Without the root's keys, every name that no listed anchor covers would count as unsigned.
    for (const auto* anchor : root_anchors)
        ensure(ub_ctx_add_ta(context, anchor) == 0, "libunbound takes the root's key");
    for (const auto& zone : options.unsigned_zones) {
        if (!is_dns_name(zone))
            throw Error(
                Fault::invalid, "the unsigned zone " + printable(zone) + " is not a DNS name"
            );
        set(context, "domain-insecure", zone);
    }
}

Context make_context(const ResolverOptions& options) {
    Context context(ub_ctx_create());
    ensure(context != nullptr, "libunbound makes a context");
    // It would write to standard error.
    ub_ctx_debugout(context.get(), nullptr);
    set_bounds(context.get(), options);
    configure(context.get(), zones_text(options));
    set_trust(context.get(), options);
    ensure(ub_ctx_async(context.get(), 1) == 0, "libunbound works on a thread of its own");
    return context;
}

/// Half a sentence about an answer code (RFC 1035 §4.1.1).
std::string why_failed(int rcode) {
    constexpr int servfail = 2;
    constexpr int refused = 5;
    if (rcode == servfail)
        return "no usable answer came from the DNS servers (SERVFAIL): they may be unreachable, "
               "refuse, contradict each other or lead in a circle";
    if (rcode == refused) return "the DNS servers refused to answer (REFUSED)";
    return fmt::format("the DNS servers answered with code {}", rcode);
}

std::optional<Bytes> to_record(BytesView data, Question question) {
    switch (question) {
    case Question::a: return data.size() == 4 ? std::optional(Bytes(data)) : std::nullopt;
    case Question::aaaa: return data.size() == 16 ? std::optional(Bytes(data)) : std::nullopt;
    case Question::txt: return join_txt(data);
    case Question::caa: return Bytes(data);
    }
    return std::nullopt;
}

RecordSet to_record_set(const std::string& name, Question question, const ub_result& result) {
    constexpr int no_error = 0;
    constexpr int nxdomain = 3;
    RecordSet set{.name = name, .is_secure = result.secure != 0};
    if (result.bogus != 0) {
        set.result = DnsResult::bogus;
        set.why = result.why_bogus ? printable(result.why_bogus, 400) : "DNSSEC does not hold";
        return set;
    }
    if (result.rcode != no_error && result.rcode != nxdomain) {
        set.why = why_failed(result.rcode);
        return set;
    }
    set.result = result.rcode == nxdomain ? DnsResult::no_such_name : DnsResult::no_records;
    if (result.havedata == 0) return set;
    for (int i = 0; result.data[i] != nullptr; ++i) {
        const BytesView data(result.data[i], static_cast<std::size_t>(result.len[i]));
        if (auto record = to_record(data, question)) set.records.push_back(std::move(*record));
    }
    set.result = DnsResult::found;
    if (!set.records.empty()) return set;
    set.result = DnsResult::failed;
    set.why = "the DNS servers sent a malformed record";
    return set;
}

} // namespace

struct Resolver::Impl {
    struct Pending {
        Impl* resolver;
        std::string name;
        Question question;
        Done done;
    };

    Impl(boost::asio::io_context& io, const ResolverOptions& options)
        : context(make_context(options)),
          descriptor(io, ub_fd(context.get())) {}

    // The library closes it.
    ~Impl() { descriptor.release(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void ask(const std::string& name, Question question, Done done);
    void wait();
    static void answered(void* data, int code, ub_result* raw);

    Context context;
    boost::asio::posix::stream_descriptor descriptor;
    std::unordered_map<void*, std::unique_ptr<Pending>> pending;
};

void Resolver::Impl::ask(const std::string& name, Question question, Done done) {
    auto added = std::make_unique<Pending>(Pending{this, name, question, std::move(done)});
    auto* const key = added.get();
    pending.emplace(key, std::move(added));
    const auto code = ub_resolve_async(
        context.get(), name.c_str(), to_type(question), class_in, key, answered, nullptr
    );
    if (code == 0) return;
    const auto refused = std::move(pending.extract(key).mapped());
    RecordSet set{.name = name};
    set.why = fmt::format("the resolver could not ask ({})", ub_strerror(code));
    if (refused->done) refused->done(std::move(set));
}

/// libunbound's callback; nothing may be thrown through it.
void Resolver::Impl::answered(void* data, int code, ub_result* raw) {
    const Result result(raw);
    try {
        auto& all = static_cast<Pending*>(data)->resolver->pending;
        const auto asked = std::move(all.extract(data).mapped());
        RecordSet set{.name = asked->name};
        if (code == 0 && result)
            set = to_record_set(asked->name, asked->question, *result);
        else
            set.why = fmt::format("the resolver failed ({})", ub_strerror(code));
        if (asked->done) asked->done(std::move(set));
    } catch (const std::exception& error) {
        log::error("an answer of DNS was dropped because of an error", {{"error", error.what()}});
    }
}

void Resolver::Impl::wait() {
    descriptor.async_wait(descriptor.wait_read, [this](const boost::system::error_code& code) {
        if (code) return;
        if (const auto result = ub_process(context.get()); result != 0)
            log::error("the resolver stopped working", {{"error", ub_strerror(result)}});
        else
            wait();
    });
}

Resolver::Resolver(boost::asio::io_context& io, const ResolverOptions& options)
    : impl_(std::make_unique<Impl>(io, options)) {
    // The first question makes the library read its options.
    ub_result* raw = nullptr;
    const auto code = ub_resolve(impl_->context.get(), "localhost", 1, class_in, &raw);
    const Result result(raw);
    if (code != 0)
        throw Error(
            Fault::invalid,
            fmt::format(
                "the resolver cannot work with its options ({}): each trust anchor must be a DS or "
                "DNSKEY record, such as \". IN DS 20326 8 2 E06D...\"",
                ub_strerror(code)
            )
        );
    impl_->wait();
}

Resolver::~Resolver() = default;

void Resolver::look_up(const std::string& name, Question question, Done done) {
    if (is_dns_name(name)) return impl_->ask(name, question, std::move(done));
    RecordSet set{.name = name};
    set.why = "it is not a valid DNS name";
    done(std::move(set));
}

} // namespace chancery::net
