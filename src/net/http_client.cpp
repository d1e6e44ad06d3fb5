// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "net/no_proxy.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <curl/curl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>

namespace chancery::net {

namespace {

constexpr std::size_t max_head = std::size_t{256} * 1024;
constexpr long connect_seconds = 10;

struct FreeEasy {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using List = std::unique_ptr<curl_slist, FreeList>;

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    ensure(curl_easy_setopt(curl, option, value) == CURLE_OK, "libcurl takes an option");
}

void append(List& list, const std::string& line) {
    auto* longer = curl_slist_append(list.get(), line.c_str());
    ensure(longer != nullptr, "there is memory for a header");
    static_cast<void>(list.release());
    list.reset(longer);
}

/// What arrives, as libcurl hands it over.
struct Arrival {
    Response response;
    std::size_t head_left = max_head;
    std::size_t body_left = 0;
    bool is_too_long = false;

    /// A line of the head. Another head follows an interim answer (100 Continue) or a proxy's.
    bool take_line(std::string_view line) {
        if (line.size() > head_left) return false;
        head_left -= line.size();
        if (line.starts_with("HTTP/")) {
            response.headers.clear();
            response.content_type.clear();
        }
        const auto colon = line.find(':');
        if (colon == line.npos || line.starts_with("HTTP/")) return true;
        response.set(
            std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))
        );
        if (equals_ignoring_case(response.headers.back().first, "Content-Type"))
            response.content_type = response.headers.back().second;
        return true;
    }

    bool take_body(std::string_view piece) {
        if (piece.size() > body_left) return false;
        body_left -= piece.size();
        response.body += piece;
        return true;
    }
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* arrival) {
    auto& to = *static_cast<Arrival*>(arrival);
    to.is_too_long = !to.take_line({data, size});
    return to.is_too_long ? 0 : size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* arrival) {
    auto& to = *static_cast<Arrival*>(arrival);
    to.is_too_long = !to.take_body({data, size});
    return to.is_too_long ? 0 : size;
}

/// Only what libcurl would put on the wire unchanged.
List to_list(const Headers& headers, bool has_body) {
    List list;
    for (const auto& [name, value] : headers) {
        const auto line = name + ": " + value;
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos)
            throw Error(
                Fault::invalid, "a header of the request holds a line break: " + printable(line)
            );
        append(list, value.empty() ? name + ";" : line);
    }
    // libcurl would call it a form.
    if (has_body && find_header(headers, "Content-Type").empty()) append(list, "Content-Type:");
    return list;
}

/// "ca.example.org:8443", from the URL, for messages: without a password that it may hold.
std::string host_of(const std::string& url) {
    const auto start = url.find("://");
    if (start == url.npos) return printable(url);
    auto host = url.substr(start + 3);
    host.erase(std::min(host.find_first_of("/?#"), host.size()));
    return printable(host.substr(host.rfind('@') + 1));
}

bool is_exempt(const std::string& url) {
    for (const auto* name : {"no_proxy", "NO_PROXY"})
        if (const auto* entries = std::getenv(name); entries && *entries)
            return is_exempt_with_port(entries, url);
    return false;
}

std::string untrusted(long verdict, const std::string& host) {
    switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return fmt::format(
            "the certificate of {} has expired: renew it there, or check this host's clock", host
        );
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return fmt::format(
            "the certificate of {} is not valid yet: check the clocks of both hosts", host
        );
    // libcurl itself compares the name, and has then no verdict of OpenSSL's.
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return fmt::format(
            "the certificate of {0} is for another name: use the name that it was made for, or "
            "have "
            "{0} added to it",
            host
        );
    default:
        return fmt::format(
            "{} is not trusted: its certificate is not signed by a CA this host trusts ({}); fetch "
            "the office's root and add it with update-ca-certificates, or name it in SSL_CERT_FILE",
            host,
            X509_verify_cert_error_string(verdict)
        );
    }
}

} // namespace

struct HttpClient::Impl {
    explicit Impl(Options its_options);

    void prepare(const std::string& method, const std::string& url, const std::string& body);
    void set_trust();
    [[noreturn]] void fail(CURLcode code, const std::string& url, const Arrival& arrival);
    std::string cause_of_no_connection(const std::string& host);
    std::optional<std::string>
    cause_of_no_tls(CURLcode code, const std::string& host, const char* detail);
    long number(CURLINFO what);

    Options options;
    std::unique_ptr<CURL, FreeEasy> curl;
    std::array<char, CURL_ERROR_SIZE> message{};
};

HttpClient::Impl::Impl(Options its_options) : options(std::move(its_options)) {
    static const auto global = curl_global_init(CURL_GLOBAL_DEFAULT);
    ensure(global == CURLE_OK, "libcurl starts");
    // Without its signals libcurl leaves SIGPIPE to the program.
    std::signal(SIGPIPE, SIG_IGN);
    curl.reset(curl_easy_init());
    ensure(curl != nullptr, "libcurl makes a client");
}

void HttpClient::Impl::prepare(
    const std::string& method, const std::string& url, const std::string& body
) {
    auto* c = curl.get();
    curl_easy_reset(c); // Keeps the connections.
    message.front() = '\0';
    set(c, CURLOPT_ERRORBUFFER, message.data());
    set(c, CURLOPT_NOSIGNAL, 1L);
    set(c, CURLOPT_PROTOCOLS_STR, "http,https");
    set(c, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(c, CURLOPT_USERAGENT, options.user_agent.c_str());
    set(c, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    set(c, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    set(c, CURLOPT_URL, url.c_str());
    if (!options.local_socket.empty()) {
        set(c, CURLOPT_UNIX_SOCKET_PATH, options.local_socket.c_str());
        set(c, CURLOPT_NOPROXY, "*");
    }
    if (is_exempt(url)) set(c, CURLOPT_NOPROXY, "*");
    set_trust();
    if (method == "HEAD") set(c, CURLOPT_NOBODY, 1L);
    if (method == "HEAD" || (method == "GET" && body.empty())) return;
    if (method == "POST" || method == "PUT" || method == "PATCH" || !body.empty()) {
        set(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        set(c, CURLOPT_POSTFIELDS, body.c_str());
    }
    if (method != "POST") set(c, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void HttpClient::Impl::set_trust() {
    auto* c = curl.get();
    set(c, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(c, CURLOPT_SSL_VERIFYPEER, options.trust.verify ? 1L : 0L);
    set(c, CURLOPT_SSL_VERIFYHOST, options.trust.verify ? 2L : 0L);
    const auto& trusted = options.trust.ca_file;
    if (trusted.empty()) return;
    std::error_code unknown;
    const bool is_directory = std::filesystem::is_directory(trusted, unknown);
    set(c, CURLOPT_CAINFO, is_directory ? nullptr : trusted.c_str());
    if (is_directory) set(c, CURLOPT_CAPATH, trusted.c_str());
}

long HttpClient::Impl::number(CURLINFO what) {
    long value = 0;
    curl_easy_getinfo(curl.get(), what, &value);
    return value;
}

std::string HttpClient::Impl::cause_of_no_connection(const std::string& host) {
    const auto code = static_cast<int>(number(CURLINFO_OS_ERRNO));
    const auto reason =
        code == 0 ? std::string(message.data()) : std::generic_category().message(code);
    if (!options.local_socket.empty())
        return fmt::format(
            "cannot connect to {}: {}; is the server running, and may this user use its socket?",
            options.local_socket,
            reason
        );
    return fmt::format(
        "cannot connect to {}: {}; check that the server runs and that its port can be reached",
        host,
        reason
    );
}

/// The codes are libcurl's; it adds to them with each release, so the rest is one case.
void HttpClient::Impl::fail(CURLcode code, const std::string& url, const Arrival& arrival) {
    const auto host = host_of(url);
    const auto* detail = message.front() == '\0' ? curl_easy_strerror(code) : message.data();
    if (arrival.is_too_long)
        throw Error(
            Fault::connection,
            fmt::format("the answer from {} is longer than {} bytes", host, options.max_body)
        );
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        throw Error(Fault::invalid, printable(url) + " is not an http or https URL");
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
        throw Error(
            Fault::connection,
            fmt::format("cannot find the host {}: check its name and this host's DNS", host)
        );
    if (code == CURLE_COULDNT_CONNECT) throw Error(Fault::connection, cause_of_no_connection(host));
    if (code == CURLE_OPERATION_TIMEDOUT)
        throw Error(
            Fault::connection,
            fmt::format(
                "{} did not answer in time ({}): check that the server runs and that no firewall "
                "is "
                "in the way",
                host,
                detail
            )
        );
    if (const auto cause = cause_of_no_tls(code, host, detail)) throw Error(Fault::tls, *cause);
    throw Error(Fault::connection, fmt::format("the request to {} failed: {}", host, detail));
}

std::optional<std::string>
HttpClient::Impl::cause_of_no_tls(CURLcode code, const std::string& host, const char* detail) {
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return untrusted(number(CURLINFO_SSL_VERIFYRESULT), host);
    if (code == CURLE_SSL_CACERT_BADFILE)
        return fmt::format(
            "cannot read trusted CA certificates from {}: it must be a file of certificates in PEM",
            options.trust.ca_file.empty() ? "the system's store" : options.trust.ca_file
        );
    if (code == CURLE_SSL_CONNECT_ERROR)
        return fmt::format(
            "no TLS connection to {}: {}; does it speak HTTPS on this port?", host, detail
        );
    return std::nullopt;
}

HttpClient::HttpClient(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Response HttpClient::request(
    const std::string& method,
    const std::string& url,
    const Headers& headers,
    const std::string& body
) {
    Arrival arrival;
    arrival.body_left = impl_->options.max_body;
    impl_->prepare(method, url, body);
    auto* curl = impl_->curl.get();
    const auto list = to_list(headers, method == "POST" || !body.empty());
    set(curl, CURLOPT_HTTPHEADER, list.get());
    set(curl, CURLOPT_HEADERFUNCTION, on_header);
    set(curl, CURLOPT_HEADERDATA, &arrival);
    set(curl, CURLOPT_WRITEFUNCTION, on_body);
    set(curl, CURLOPT_WRITEDATA, &arrival);
    const auto code = curl_easy_perform(curl);
    if (code != CURLE_OK) impl_->fail(code, url, arrival);
    arrival.response.status = static_cast<int>(impl_->number(CURLINFO_RESPONSE_CODE));
    return std::move(arrival.response);
}

} // namespace chancery::net
