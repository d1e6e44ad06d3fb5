// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: a DNS server on a loopback port, UDP and TCP, that tells what it was
// told to, and lies where it was told to lie.

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
enum class Manner { honest, servfail, silent, wrong_id, truncated, only_garbage };

namespace rr {
constexpr int a = 1;
constexpr int cname = 5;
constexpr int txt = 16;
constexpr int aaaa = 28;
constexpr int caa = 257;
} // namespace rr

inline std::string two_octets(std::size_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

inline std::string wire_name(std::string_view name) {
    std::string wire;
    while (!name.empty()) {
        const auto label = name.substr(0, name.find('.'));
        wire += static_cast<char>(label.size());
        wire += label;
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    return wire + '\0';
}

inline std::string txt_data(std::initializer_list<std::string_view> strings) {
    std::string data;
    for (const auto text : strings) {
        data += static_cast<char>(text.size());
        data += text;
    }
    return data;
}

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

    void answer(const std::string& name, Manner manner) {
        const std::lock_guard lock(mutex_);
        manners_[name] = manner;
    }

    int questions_over_tcp() const { return over_tcp_; }

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
        std::array<char, 4096> piece;
        const auto read = ::recv(peer.get(), piece.data(), piece.size(), 0);
        if (read <= 2) return;
        ++over_tcp_;
        const auto reply = reply_to({piece.data() + 2, static_cast<std::size_t>(read) - 2}, true);
        const auto framed = two_octets(reply.size()) + reply;
        if (!reply.empty()) ::send(peer.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
    }

    /// Of an absent record: it may be remembered for an hour (RFC 2308).
    static std::string start_of_authority(const std::string& name) {
        const auto data =
            wire_name("ns.example") + wire_name("host.example") +
            std::string("\0\0\0\1\0\0\x0e\x10\0\0\x0e\x10\0\0\x0e\x10\0\0\x0e\x10", 20);
        const auto zone = name.find('.') == name.npos ? name : name.substr(name.find('.') + 1);
        return wire_name(zone) + std::string("\0\6\0\1\0\0\x0e\x10", 8) + two_octets(data.size()) +
               data;
    }

    std::string reply_to(std::string_view query, bool is_tcp) {
        constexpr std::size_t head = 12;
        if (query.size() < head + 5) return {};
        std::string name;
        auto at = head;
        while (at < query.size() && query[at] != 0) {
            const auto size = static_cast<std::size_t>(query[at]);
            name += (name.empty() ? "" : ".") + std::string(query.substr(at + 1, size));
            at += size + 1;
        }
        const auto question = query.substr(head, at + 5 - head);
        const auto type = static_cast<unsigned char>(query[at + 1]) * 256 +
                          static_cast<unsigned char>(query[at + 2]);
        const std::lock_guard lock(mutex_);
        const auto told = manners_.find(name);
        const auto manner = told == manners_.end() ? Manner::honest : told->second;
        if (manner == Manner::silent) return {};
        if (manner == Manner::only_garbage) return std::string(query.substr(0, 2)) + "garbage";
        const auto found = records_.find(name);
        std::string answers;
        std::size_t count = 0;
        const auto is_cut = manner == Manner::truncated && !is_tcp;
        if (found != records_.end() && !is_cut)
            for (const auto& [record_type, list] : found->second)
                for (const auto& data : list) {
                    if (record_type != type && record_type != rr::cname) continue;
                    answers += std::string("\xc0\x0c", 2) +
                               two_octets(static_cast<std::size_t>(record_type)) +
                               std::string("\0\1\0\0\0\1", 6) + two_octets(data.size()) + data;
                    ++count;
                }
        const auto code = manner == Manner::servfail ? 2 : found == records_.end() ? 3 : 0;
        std::string id(query.substr(0, 2));
        if (manner == Manner::wrong_id) id[0] = static_cast<char>(id[0] ^ 0x55);
        // QR, AA, RD, RA; TC.
        const auto flags = 0x8580U | static_cast<unsigned>(code) | (is_cut ? 0x0200U : 0U);
        const auto is_absent = count == 0 && !is_cut && code != 2;
        return id + two_octets(flags) + two_octets(1) + two_octets(count) +
               two_octets(is_absent ? 1 : 0) + two_octets(0) + std::string(question) + answers +
               (is_absent ? start_of_authority(name) : std::string());
    }

    Socket udp_;
    Socket tcp_;
    unsigned short port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> over_tcp_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::map<int, std::vector<std::string>>> records_;
    std::map<std::string, Manner> manners_;
    std::thread thread_;
};

} // namespace chancery::net::testing
