// SPDX-License-Identifier: Apache-2.0
// wycheproof FILE...: Wycheproof's vectors of signatures, each verified as the server verifies.
// Says "ok", "not ok" or "skip" with the file and the number of each; see suites/wycheproof.py.
#include "acme/signed_request.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace chancery {

namespace {

enum class Outcome { verified, refused, not_taken };

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

Bytes octets(const json::Reader& of, std::string_view name) {
    auto bytes = parse_hex(of.at(name).string());
    if (!bytes) of.fail("hexadecimal");
    return *std::move(bytes);
}

/// What is refused is refused with a fault of ours, not by an accident.
template <class Verify>
Outcome outcome_of(Verify verify) {
    try {
        return verify();
    } catch (const Error& error) {
        if (error.fault() == Fault::internal) throw;
        return Outcome::refused;
    }
}

Outcome
verify_signature(const json::Reader& group, const json::Reader& test, crypto::SignatureForm form) {
    return outcome_of([&] {
        const auto key = crypto::PublicKey::from_spki(octets(group, "publicKeyDer"));
        const bool fits = key.verify(octets(test, "msg"), octets(test, "sig"), form);
        return fits ? Outcome::verified : Outcome::refused;
    });
}

/// "header.payload.signature" as the flattened serialization has it; anything else is as it is.
std::string flattened(const json::Reader& jws) {
    if (!jws.is_string()) return json::to_text(jws.value());
    const auto& text = jws.string();
    const auto first = text.find('.');
    const auto second = text.find('.', first + 1);
    if (first == text.npos || second == text.npos || text.find('.', second + 1) != text.npos)
        return text;
    return json::to_text(json::Object{
        {"protected", text.substr(0, first)},
        {"payload", text.substr(first + 1, second - first - 1)},
        {"signature", text.substr(second + 1)}});
}

/// Those that a request or a certificate's key may be signed with.
bool is_taken(const json::Reader& group) {
    const auto key = group.find("public");
    const auto algorithm = key ? key->find("alg") : std::nullopt;
    return algorithm && find_value<crypto::SignatureAlgorithm>(algorithm->string());
}

Outcome verify_jws(const json::Reader& group, const json::Reader& test) {
    if (!group.find("public")) return Outcome::not_taken; // a MAC, which no request has
    return outcome_of([&] {
        const auto jws = crypto::parse_jws(flattened(test.at("jws")));
        const json::Reader header(jws.header);
        acme::refuse_extensions(header);
        const auto algorithm = find_value<crypto::SignatureAlgorithm>(header.at("alg").string());
        const auto key = crypto::parse_jwk(group.at("public"));
        const bool fits = algorithm && *algorithm == crypto::algorithm_for(key) &&
                          key.verify(jws.signing_input, jws.signature, crypto::SignatureForm::jws);
        return fits ? Outcome::verified : Outcome::refused;
    });
}

Outcome verify(const json::Reader& group, const json::Reader& test) {
    const auto& type = group.at("type").string();
    if (type == "JsonWebSignature") return verify_jws(group, test);
    const bool is_p1363 = type == "EcdsaP1363Verify";
    return verify_signature(
        group, test, is_p1363 ? crypto::SignatureForm::jws : crypto::SignatureForm::x509
    );
}

/// What Wycheproof expects; an algorithm that we do not take may be refused.
std::string_view judge(const json::Reader& group, const json::Reader& test, Outcome outcome) {
    const auto& expected = test.at("result").string();
    if (outcome == Outcome::not_taken || expected == "acceptable") return "skip";
    if (expected == "invalid") return outcome == Outcome::refused ? "ok" : "not ok";
    if (outcome == Outcome::verified) return "ok";
    return group.at("type").string() == "JsonWebSignature" && !is_taken(group) ? "skip" : "not ok";
}

void run(const std::filesystem::path& path) {
    const auto value = json::parse(read(path));
    for (const auto& group : json::Reader(value).at("testGroups").array())
        for (const auto& test : group.at("tests").array()) {
            const auto word = judge(group, test, verify(group, test));
            std::printf(
                "%s %s %lld %s\n",
                std::string(word).c_str(),
                path.stem().c_str(),
                static_cast<long long>(test.at("tcId").integer()),
                test.at("comment").string().c_str()
            );
        }
}

} // namespace

} // namespace chancery

int main(int count, char** words) {
    try {
        for (int i = 1; i < count; ++i)
            chancery::run(words[i]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wycheproof: %s\n", error.what());
        return 1;
    }
    return 0;
}
