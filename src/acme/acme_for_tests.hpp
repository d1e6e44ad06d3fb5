// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of this folder share: requests that certbot 2.1 made, and any other request.

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "crypto/keys_for_tests.hpp"

#include <string>
#include <string_view>

namespace chancery::acme {

using crypto::fault_of;
using crypto::sentence_of;

inline constexpr std::string_view certbots_url = "https://ca.example/acme/ov/new-account";
inline constexpr std::string_view certbots_hmac_key =
    "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

// clang-format off
/// To `certbots_url`, bound to "kid-1" with `certbots_hmac_key`, by the key in it.
inline constexpr std::string_view certbots_new_account =
    R"({"protected": "eyJhbGciOiAiRVMyNTYiLCAiandrIjogeyJ4IjogImpKTHdSNUZIN19XM203Y1BYaUhoVGhwS)"
    R"(2xMN2VmUWU0cmg2ZHI1U002dU0iLCAieSI6ICIwM0FXNjIyOWswQzlzUmYwRWRDR3J3bXhRb2QyQ3BFcWlvdjBfa)"
    R"(lgzOHpNIiwgImNydiI6ICJQLTI1NiIsICJrdHkiOiAiRUMifSwgIm5vbmNlIjogIkFRSURCQSIsICJ1cmwiOiAia)"
    R"(HR0cHM6Ly9jYS5leGFtcGxlL2FjbWUvb3YvbmV3LWFjY291bnQifQ", "signature": "AGpkJBEDTrLKVDyk2I)"
    R"(LHbdVm0q-cEfZGMpAdle8BENT7-YFQg3YvZWdfl12-kFS7kHXtscE3RSNrgK_vle6LcA", "payload": "eyJjb)"
    R"(250YWN0IjogWyJtYWlsdG86YWRtaW5AY2FtcHVzLmV4YW1wbGUiXSwgInRlcm1zT2ZTZXJ2aWNlQWdyZWVkIjogd)"
    R"(HJ1ZSwgImV4dGVybmFsQWNjb3VudEJpbmRpbmciOiB7InByb3RlY3RlZCI6ICJleUpoYkdjaU9pQWlTRk15TlRZa)"
    R"(UxDQWlhMmxrSWpvZ0ltdHBaQzB4SWl3Z0luVnliQ0k2SUNKb2RIUndjem92TDJOaExtVjRZVzF3YkdVdllXTnRaU)"
    R"(zl2ZGk5dVpYY3RZV05qYjNWdWRDSjkiLCAic2lnbmF0dXJlIjogInJzVDljY25GdDhiR1M1dTlTbldxMjlLc0VQc)"
    R"(jlQZlN4bnIzWVFoemlmbEkiLCAicGF5bG9hZCI6ICJleUo0SWpvZ0ltcEtUSGRTTlVaSU4xOVhNMjAzWTFCWWFVa)"
    R"(G9WR2h3UzJ4TU4yVm1VV1UwY21nMlpISTFVMDAyZFUwaUxDQWllU0k2SUNJd00wRlhOakl5T1dzd1F6bHpVbVl3U)"
    R"(ldSRFIzSjNiWGhSYjJReVEzQkZjV2x2ZGpCZmFsZ3pPSHBOSWl3Z0ltTnlkaUk2SUNKUUxUSTFOaUlzSUNKcmRIa)"
    R"(2lPaUFpUlVNaWZRIn19"})";

/// For an order, by the same key.
inline constexpr std::string_view certbots_post_as_get =
    R"({"protected": "eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImh0dHBzOi8vY2EuZXhhbXBsZS9hY21lL292L2FjY)"
    R"(291bnQvMSIsICJub25jZSI6ICJCUVkiLCAidXJsIjogImh0dHBzOi8vY2EuZXhhbXBsZS9hY21lL292L29yZGVyL)"
    R"(zEifQ", "signature": "2HD50hBlHc_yoSOsyVwOwh24hQpkXj2IHsPCZQtxwVxCK0ms9er5xST2J61wgDNMVQ)"
    R"(bxTz7JONZzxcBwPYDspw", "payload": ""})";

// clang-format on

/// A JWS of any form; its signature is none.
inline std::string jws_of(std::string_view header, std::string_view payload = "{}") {
    return json::to_text(json::Object{
        {"protected", to_base64url(header)},
        {"payload", to_base64url(payload)},
        {"signature", to_base64url("no signature")},
    });
}

/// `text` with its one `what` made `with`.
inline std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    return result.replace(result.find(what), what.size(), with);
}

} // namespace chancery::acme
