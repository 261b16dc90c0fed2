// api/operators/accounts_keep.h: clients with their wallets and keys, users with their sessions, as
// operators keep them (docs/OPERATOR_API.md, "Money", "Clients, keys, users …").
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"

namespace payoutd::api::operators {

OperatorHandler clients_fund(const Services& services);
OperatorHandler clients_list(const Services& services);
OperatorHandler clients_create(const Services& services);
OperatorHandler keys_list(const Services& services);
OperatorHandler keys_create(const Services& services);
OperatorHandler keys_revoke(const Services& services);
OperatorHandler users_list(const Services& services);
OperatorHandler users_create(const Services& services);
OperatorHandler sessions_create(const Services& services);
OperatorHandler sessions_revoke(const Services& services);

}  // namespace payoutd::api::operators
