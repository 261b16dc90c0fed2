// actions/attribution.h: who invited whom, and what is noted of it. Runs inside a transaction.
#pragma once

#include <optional>
#include <string_view>

#include "store/transaction.h"

namespace payoutd::actions {

// A new user came by a code: an account's own or a slug that works. Makes the user an invitee of
// whose code it is. Nothing happens for a word that is no code; the user's own code, and a user
// whom somebody invited already, are noted as rejected.
void attribute_user(store::Transaction& transaction, const store::Owner& new_user,
                    std::string_view code, base::Timestamp now);

// Whose code it is; nothing for a word that is none, or that is disabled.
std::optional<payouts::OwnerKey> find_inviter(store::Transaction& transaction,
                                              std::string_view code);

void note_attribution(store::Transaction& transaction, payouts::OwnerKey user,
                      store::AttributionKind kind, std::optional<payouts::OwnerKey> invitee,
                      std::string_view detail, base::Timestamp now);

}  // namespace payoutd::actions
