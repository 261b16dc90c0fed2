#include "actions/find_owner.h"

namespace payoutd::actions {

base::Result<store::Owner> find_owner(store::Store& store, const payouts::OwnerId& id,
                                      store::OwnerKind kind) {
  auto found = store.find_owner(id);
  if (!found) return base::forward(std::move(found));
  if (!*found || (*found)->kind != kind) {
    const std::string word = kind == store::OwnerKind::client ? "client" : "user";
    return base::refused("owner_not_found",
                         "there is no " + word + " with the id " + base::to_text(id.value));
  }
  return std::move(**found);
}

}  // namespace payoutd::actions
