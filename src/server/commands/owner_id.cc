#include "server/commands/owner_id.h"

namespace payoutd::server {

base::Result<NamedOwner> parse_owner(const OwnerFlag& flag) {
  const bool is_client = !flag.client.empty();
  const std::string& text = is_client ? flag.client : flag.user;
  const auto id = base::parse_uuid(text);
  if (!id) {
    return base::refused(
        "owner_not_found",
        "there is no " + std::string(is_client ? "client" : "user") + " with the id " + text);
  }
  return NamedOwner{{*id}, is_client ? store::OwnerKind::client : store::OwnerKind::user};
}

}  // namespace payoutd::server
