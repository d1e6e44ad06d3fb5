// SPDX-License-Identifier: Apache-2.0
#include "acme/disclosed_keys.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "crypto/disclosed_key.hpp"

namespace chancery::acme {

namespace {

/// A JWS in the payload of a JWS (RFC 8555 §7.3.4, §7.3.5), whose payload is a key.
constexpr int most_levels = 3;
constexpr int most_keys = 4; ///< A proof may cost some exponentiations.

class Search {
public:
    void look_into_text(std::string_view text, int level) {
        if (level > most_levels) return;
        try {
            look_into(json::parse(text), level);
        } catch (const Error& error) {
            if (error.fault() != Fault::malformed) throw;
        }
    }

    std::optional<crypto::PublicKey> found = std::nullopt;

private:
    void look_into(const json::Value& value, int level) {
        if (found || keys_ >= most_keys) return;
        if (const auto* list = std::get_if<json::Array>(&value.variant()))
            for (const auto& item : *list)
                look_into(item, level);
        if (const auto* object = std::get_if<json::Object>(&value.variant()))
            look_into(value, *object, level);
    }

    void look_into(const json::Value& value, const json::Object& object, int level) {
        if (crypto::has_private_members(value) && value.find("kty")) {
            ++keys_;
            found = crypto::find_disclosed_key(value);
        }
        for (const auto& [name, member] : object) {
            const auto* text = std::get_if<std::string>(&member.variant());
            if (!text)
                look_into(member, level);
            else if (name == "protected" || name == "payload")
                if (const auto octets = parse_base64url(*text)) look_into_text(*octets, level + 1);
        }
    }

    int keys_ = 0;
};

} // namespace

std::optional<crypto::PublicKey> find_disclosed_key(std::string_view body) {
    Search search;
    search.look_into_text(body, 0);
    return std::move(search.found);
}

} // namespace chancery::acme
