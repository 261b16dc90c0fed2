#include "actions/find_owner.h"

namespace payoutd::actions {

base::Result<store::Owner> find_owner(store::Store& store, const payouts::OwnerId& id,
                                      store::OwnerKind kind) {
  auto found = store.find_owner(id);
  if (!found) return base::forward(std::move(found));
  if (!*found || (*found)->kind != kind) {
    return base::refused("owner_not_found", kind == store::OwnerKind::client
                                                ? "there is no client with that id"
                                                : "there is no user with that id");
  }
  return std::move(**found);
}

}  // namespace payoutd::actions
