// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office with an organization, the endpoints `ov` and `staging`, and nothing else, in
// a real database that goes when this goes.

#include "base/error.hpp"
#include "crypto/random.hpp"
#include "crypto/seal.hpp"
#include "issuance/authority.hpp"
#include "store/events.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/delegations.hpp"
#include "workflow/registry/departments.hpp"
#include "workflow/registry/domains.hpp"
#include "workflow/registry/organizations.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace chancery::workflow {

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::array<char, 32> pattern{"/tmp/chancery-office-XXXXXX"};
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        path_ = pattern.data();
    }

    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What `action` throws; none when it returns.
template <class Action>
std::optional<Problem> problem_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.problem();
    }
    return std::nullopt;
}

template <class Action>
std::optional<Fault> fault_of(Action action) {
    const auto problem = problem_of(action);
    return problem ? std::optional(problem->fault) : std::nullopt;
}

/// When a test's office begins: 2027-01-15T08:00:00Z.
inline constexpr Time start_for_tests{std::chrono::seconds(1'800'000'000)};

/// Made once a run: nothing is secret here, and keys take time.
inline const issuance::Authority& authority_for_tests() {
    static const auto authority =
        issuance::create_authority("Example University", "", start_for_tests);
    return authority;
}

inline Account
disable_account(store::Store& store, const Request& request, const Seen<AccountId>& seen) {
    return change_account(store, request, seen, {.enabled = false});
}

inline Account
enable_account(store::Store& store, const Request& request, const Seen<AccountId>& seen) {
    return change_account(store, request, seen, {.enabled = true});
}

inline NamesChanged remove_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const std::vector<std::string>& names
) {
    return change_names(store, request, seen, {.remove = names});
}

class OfficeForTests {
public:
    static constexpr Time start = start_for_tests;

    TemporaryDirectory directory;
    store::Store store = store::open_at(directory.path() / "chancery.db");
    crypto::Sealer sealer{crypto::Sealer::new_master_key()};
    /// Who asks, and when; a test moves the time on.
    Request request{
        .actor = {.type = ActorType::user, .name = "local:root", .address = "", .user_agent = ""},
        .now = start,
        .scope = Scope::all(),
    };
    Organization organization = add_organization(
        store, request, {.name = "Example University", .contact_email = "pki@example.org"}
    );
    Endpoint ov = add_endpoint("ov", std::nullopt);
    Endpoint staging = add_endpoint("staging", ov.id);

    Department department(const std::string& name) {
        return add_department(store, request, {.name = name});
    }

    Domain domain(const std::string& name) { return add_domain(store, request, {.name = name}); }

    Delegation
    delegation(const std::string& name, const Department& to, Reach reach, bool wildcard = false) {
        return add_delegation(
            store,
            request,
            {.name = name, .department = to.id, .reach = reach, .wildcard = wildcard}
        );
    }

    CreatedAccount account(
        const std::string& name, const Department& of, const std::vector<std::string>& names = {}
    ) {
        return create_account(
            store,
            sealer,
            request,
            {.name = name, .department = of.id, .endpoint = ov.id, .names = names}
        );
    }

    Client client(const Account& of, const std::string& thumbprint) {
        const Client client{
            .id = crypto::new_id<ClientId>(request.now),
            .endpoint = ov.id,
            .account = of.id,
            .thumbprint = thumbprint,
            .spki = "the key",
            .created_at = request.now,
            .last_seen_at = request.now,
        };
        store.write([&](store::Transaction& tx) { store::insert(tx, client); });
        return client;
    }

    /// Newest first.
    std::vector<RecordedEvent> events(const store::EventFilter& filter = {}) {
        return store.read([&](const store::Reader& reader) {
            return store::list_events(reader, Scope::all(), filter);
        });
    }

    std::vector<Name> names(const Account& of) {
        return store.read([&](const store::Reader& reader) {
            return store::list_names(reader, of.id, {});
        });
    }

private:
    /// Signed by nobody: the register alone is under test.
    Endpoint add_endpoint(const std::string& name, std::optional<EndpointId> staging_of) {
        const Revision revision{.created_at = start, .updated_at = start};
        const IssuerRecord issuer{
            .id = crypto::new_id<IssuerId>(start),
            .name = name,
            .kind = "builtIn",
            .certificate = authority_for_tests().issuing_pem,
            .root = authority_for_tests().root_pem,
            .sealed_key = "sealed",
            .revision = revision,
        };
        const Endpoint endpoint{
            .id = crypto::new_id<EndpointId>(start),
            .name = name,
            .title = name,
            .issuer = issuer.id,
            .profile = {.name = name, .subject = SubjectForm::organization},
            .staging_of = staging_of,
            .revision = revision,
        };
        store.write([&](store::Transaction& tx) {
            store::insert(tx, issuer);
            store::insert(tx, endpoint.profile);
            store::insert(tx, endpoint);
        });
        return endpoint;
    }
};

} // namespace chancery::workflow
