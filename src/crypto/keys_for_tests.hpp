// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keys for the tests: a new one of each kind for a run, since making them takes time.

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "crypto/key.hpp"

#include <array>
#include <map>
#include <optional>

namespace chancery::crypto {

inline constexpr std::array every_kind{
    KeyType::ecdsaP256,
    KeyType::ecdsaP384,
    KeyType::ecdsaP521,
    KeyType::ed25519,
    KeyType::rsa2048,
};

inline const PrivateKey& test_key(KeyType kind) {
    static std::map<KeyType, PrivateKey> keys;
    auto at = keys.find(kind);
    if (at == keys.end()) at = keys.emplace(kind, PrivateKey::generate(kind)).first;
    return at->second;
}

/// The fault that the call throws; none when it throws nothing.
template <class Function>
std::optional<Fault> fault_of(Function function) {
    try {
        function();
    } catch (const Error& error) {
        return error.fault();
    }
    return std::nullopt;
}

/// The sentence that the call throws, as the log has it; empty when it throws nothing.
template <class Function>
std::string sentence_of(Function function) {
    try {
        function();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

inline Bytes from_base64(std::string_view text) {
    return parse_base64(text).value();
}

inline Bytes from_base64url(std::string_view text) {
    return parse_base64url(text).value();
}

inline Bytes from_hex(std::string_view text) {
    return parse_hex(text).value();
}

} // namespace chancery::crypto
