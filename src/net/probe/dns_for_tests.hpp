// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: a DNS server on a loopback port, UDP and TCP, that tells what it was
// told to, and lies where it was told to lie.

#include "net/probe/dns_wire_for_tests.hpp"
#include "net/sockets_for_tests.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace chancery::net::testing {

/// How a name is answered.
enum class Manner {
    honest,
    servfail,
    silent,
    wrong_id,
    other_question, ///< The answer is to the question about another name.
    truncated,      ///< Over UDP.
    always_cut,     ///< Over TCP, too.
    oversized,      ///< Whole over UDP, whatever its size.
    only_garbage,
    stuffed, ///< With records of other.example that nobody asked for.
};

class DnsServer {
public:
    DnsServer() {
        for (int attempt = 0; attempt < 20 && tcp_.get() < 0; ++attempt) {
            udp_ = std::move(bind_loopback(SOCK_DGRAM, Family::ipv4, 0).value());
            port_ = bound_port(udp_);
            if (auto tcp = bind_loopback(SOCK_STREAM, Family::ipv4, port_)) tcp_ = std::move(*tcp);
        }
        require(::listen(tcp_.get(), 100) == 0, "a port is free for UDP and TCP");
        thread_ = std::thread([this] { serve(); });
    }

    ~DnsServer() {
        stopping_ = true;
        ::shutdown(tcp_.get(), SHUT_RDWR);
        thread_.join();
    }

    DnsServer(const DnsServer&) = delete;
    DnsServer& operator=(const DnsServer&) = delete;

    std::string address() const { return "127.0.0.1@" + std::to_string(port_); }

    void add(const std::string& name, int type, const std::string& data) {
        const std::lock_guard lock(mutex_);
        records_[name][type].push_back(data);
    }

    void add_ipv4(const std::string& name, const std::string& address) {
        std::string octets(4, '\0');
        ::inet_pton(AF_INET, address.c_str(), octets.data());
        add(name, rr::a, octets);
    }

    void add_ipv6(const std::string& name, const std::string& address) {
        std::string octets(16, '\0');
        ::inet_pton(AF_INET6, address.c_str(), octets.data());
        add(name, rr::aaaa, octets);
    }

    void remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        records_.erase(name);
    }

    void answer(const std::string& name, Manner manner) {
        const std::lock_guard lock(mutex_);
        manners_[name] = manner;
    }

    int questions_over_tcp() const { return over_tcp_; }

    /// Every question that came, in its order.
    std::vector<Asked> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    /// How many of them were about this type.
    int asked_for(int type) const {
        const auto all = asked();
        return static_cast<int>(std::ranges::count(all, type, &Asked::type));
    }

private:
    void serve() {
        std::array<pollfd, 2> watched{{{udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}}};
        while (!stopping_) {
            ::poll(watched.data(), watched.size(), -1);
            if ((watched[0].revents & POLLIN) != 0) serve_udp();
            if (!stopping_ && (watched[1].revents & POLLIN) != 0) serve_tcp();
        }
    }

    void serve_udp() {
        std::array<char, 4096> piece;
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        auto* address = reinterpret_cast<sockaddr*>(&from);
        const auto read =
            ::recvfrom(udp_.get(), piece.data(), piece.size(), MSG_DONTWAIT, address, &size);
        if (read <= 0) return;
        const auto reply = reply_to({piece.data(), static_cast<std::size_t>(read)}, false);
        if (!reply.empty()) ::sendto(udp_.get(), reply.data(), reply.size(), 0, address, size);
    }

    void serve_tcp() {
        const Socket peer(::accept(tcp_.get(), nullptr, nullptr));
        give_up_some_time(peer);
        std::array<char, 4096> piece;
        const auto read = ::recv(peer.get(), piece.data(), piece.size(), 0);
        if (read <= 2) return;
        ++over_tcp_;
        const auto reply = reply_to({piece.data() + 2, static_cast<std::size_t>(read) - 2}, true);
        const auto framed = two_octets(reply.size()) + reply;
        if (!reply.empty()) ::send(peer.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
    }

    struct Answers {
        std::string bytes = {};
        std::size_t count = 0;
    };

    /// The records of this type, the signatures of it, and a CNAME. The mutex is held.
    Answers answers_to(const std::string& name, int type) const {
        Answers answers;
        const auto found = records_.find(name);
        if (found == records_.end()) return answers;
        for (const auto& [of, list] : found->second)
            for (const auto& data : list) {
                const bool covers =
                    of == rr::rrsig && data.starts_with(two_octets(static_cast<std::size_t>(type)));
                if (of != type && of != rr::cname && !covers) continue;
                answers.bytes += record(std::string("\xc0\x0c", 2), of, data);
                ++answers.count;
            }
        return answers;
    }

    std::string reply_to(std::string_view query, bool is_tcp) {
        constexpr std::size_t longest_over_udp = 1000;
        auto [name, type, question] = read_question(query);
        if (question.empty()) return {};
        const std::lock_guard lock(mutex_);
        asked_.push_back({name, type, question});
        const auto told = manners_.find(name);
        const auto manner = told == manners_.end() ? Manner::honest : told->second;
        if (manner == Manner::silent) return {};
        if (manner == Manner::only_garbage) return std::string(query.substr(0, 2)) + "garbage";
        auto answers = answers_to(name, type);
        const bool is_too_long = answers.bytes.size() > longest_over_udp;
        const bool is_cut = manner == Manner::always_cut ||
                            (!is_tcp && (manner == Manner::truncated ||
                                         (is_too_long && manner != Manner::oversized)));
        if (is_cut) answers = {};
        const auto code = manner == Manner::servfail ? 2U : records_.contains(name) ? 0U : 3U;
        std::string id(query.substr(0, 2));
        if (manner == Manner::wrong_id) id[0] = static_cast<char>(id[0] ^ 0x55);
        if (manner == Manner::other_question) question[1] = static_cast<char>(question[1] ^ 1);
        const bool is_absent = answers.count == 0 && !is_cut && code != 2;
        const auto authority = is_absent ? start_of_authority(name) : std::string();
        const auto additional =
            manner == Manner::stuffed
                ? record(wire_name("other.example"), type, txt_data({"stuffed"}))
                : std::string();
        // QR, AA, RD, RA; TC.
        const auto flags = 0x8580U | code | (is_cut ? 0x0200U : 0U);
        return id + two_octets(flags) + two_octets(1) + two_octets(answers.count) +
               two_octets(authority.empty() ? 0 : 1) + two_octets(additional.empty() ? 0 : 1) +
               question + answers.bytes + authority + additional;
    }

    Socket udp_;
    Socket tcp_;
    unsigned short port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> over_tcp_ = 0;
    mutable std::mutex mutex_;
    std::vector<Asked> asked_;
    std::map<std::string, std::map<int, std::vector<std::string>>> records_;
    std::map<std::string, Manner> manners_;
    std::thread thread_;
};

} // namespace chancery::net::testing
