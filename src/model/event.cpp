// SPDX-License-Identifier: Apache-2.0
#include "model/event.hpp"

#include "base/error.hpp"

namespace chancery {

std::string_view to_string(ActorType type) {
    switch (type) {
    case ActorType::user: return "user";
    case ActorType::token: return "token";
    case ActorType::client: return "client";
    case ActorType::system: return "system";
    }
    throw Error(Fault::internal, "a type of actor without a word");
}

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
    case Outcome::succeeded: return "succeeded";
    case Outcome::refused: return "refused";
    case Outcome::failed: return "failed";
    }
    throw Error(Fault::internal, "an outcome without a word");
}

} // namespace chancery
