// SPDX-License-Identifier: Apache-2.0
#pragma once

// The checks, one file each; the table of them is issuance/lints.cpp.

#include "issuance/draft.hpp"
#include "issuance/lints.hpp"

namespace chancery::issuance::lints {

Finding check_serial(const ToBeSigned& certificate, const DraftRequest& request);
Finding check_validity(const ToBeSigned& certificate, const DraftRequest& request);
Finding check_names(const ToBeSigned& certificate, const DraftRequest& request);
Finding check_extensions(const ToBeSigned& certificate, const DraftRequest& request);
Finding check_issuer(const ToBeSigned& certificate, const DraftRequest& request);
Finding check_publication(const ToBeSigned& certificate, const DraftRequest& request);

} // namespace chancery::issuance::lints
