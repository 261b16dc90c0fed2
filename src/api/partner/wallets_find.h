// api/partner/wallets_find.h: GET /api/v1/wallets and /api/v1/wallets/{id}.
#pragma once

#include "actions/list_wallets.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* wallets_list_failure = "Failed to retrieve wallets";
inline constexpr const char* wallet_failure = "Failed to retrieve wallet";

// `wallets` must outlive the handlers.
ClientHandler wallets_list(const actions::ListWallets& wallets);
ClientHandler wallets_find(const actions::ListWallets& wallets);

}  // namespace payoutd::api::partner
