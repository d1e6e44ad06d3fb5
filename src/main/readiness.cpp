// SPDX-License-Identifier: Apache-2.0
#include "main/readiness.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

namespace chancery::daemon {

namespace {

using namespace std::chrono_literals;

/// A check that takes longer has failed, whatever its answer will be.
constexpr auto longest_check = 5s;

/// SQLite writes over its log again and again before it must grow, so that a full disk shows late.
constexpr std::uintmax_t least_room = 1024 * 1024;

} // namespace

void Readiness::ask() {
    for (const auto& check : checks_) {
        {
            const std::lock_guard lock(mutex_);
            asking_ = &check;
            asking_since_ = Clock::now();
        }
        try {
            check.run();
        } catch (const std::exception& error) {
            return settle(&check, error);
        }
    }
    settle(nullptr, {});
}

void Readiness::settle(const Check* failed, const std::exception& error) {
    const auto why = failed && failed->says_why ? ": " + sentence_of(error) : std::string();
    {
        const std::lock_guard lock(mutex_);
        asking_ = nullptr;
        asked_at_ = Clock::now();
        objection_ = failed ? failed->objection + why : std::string();
    }
    // A reason may tell the time, and so be another one each time.
    if (std::exchange(logged_, failed) == failed && has_logged_) return;
    has_logged_ = true;
    if (failed)
        log::error("not ready", {{"what", failed->objection}, {"reason", error.what()}});
    else
        log::info("ready");
}

std::optional<std::string> Readiness::objection() const {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    if (!objection_.empty()) return objection_;
    if (asking_ && now - asking_since_ > longest_check) return asking_->objection;
    if (now - asked_at_ > asked_every + 2 * longest_check) return "its checks have stopped";
    return std::nullopt;
}

void require_room(const std::filesystem::path& database) {
    std::error_code code;
    const auto space = std::filesystem::space(database.parent_path(), code);
    if (code)
        throw Error(Fault::unavailable, database.parent_path().string() + ": " + code.message());
    if (space.available < least_room)
        throw Error(
            Fault::unavailable,
            "the disk of " + database.string() + " has only " +
                std::to_string(space.available / 1024) + " KiB left: make room"
        );
}

} // namespace chancery::daemon
