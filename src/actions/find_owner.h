// actions/find_owner.h: the client or user that somebody means.
#pragma once

#include "store/store.h"

namespace payoutd::actions {

// Refusals: `owner_not_found` (there is none of that id, or it is of the other kind).
base::Result<store::Owner> find_owner(store::Store& store, const payouts::OwnerId& id,
                                      store::OwnerKind kind);

}  // namespace payoutd::actions
