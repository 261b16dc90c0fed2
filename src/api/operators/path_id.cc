#include "api/operators/path_id.h"

namespace payoutd::api::operators {

base::Result<payouts::PayoutId> payout_id(const http::Request& request) {
  const std::string_view text = request.path_value("id");
  if (const auto id = payouts::parse_partner_payout_id(text)) return *id;
  if (const auto id = base::parse_uuid(text)) return payouts::PayoutId{*id};
  return base::refused("invalid_payout_id", "a payout is named by its UUID or its pyt_…");
}

base::Result<payouts::OwnerId> user_id(const http::Request& request, std::string_view name) {
  if (const auto id = base::parse_uuid(request.path_value(name))) return payouts::OwnerId{*id};
  return base::refused("invalid_user_id", "a user is named by a UUID");
}

base::Result<payouts::OwnerId> client_id(const http::Request& request, std::string_view name) {
  if (const auto id = base::parse_uuid(request.path_value(name))) return payouts::OwnerId{*id};
  return base::refused("client_not_found", "there is no such client");
}

}  // namespace payoutd::api::operators
