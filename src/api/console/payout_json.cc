#include "api/console/payout_json.h"

#include "base/json_writer.h"

namespace payoutd::api::console {

void append_payout(const payouts::PayoutView& payout, const payouts::OwnerId& user,
                   std::string& out) {
  char id[base::uuid_text_length];
  base::JsonWriter json(out);
  json.begin_object();
  base::write_uuid(payout.id.value, id);
  json.field("id", std::string_view(id, sizeof id));
  base::write_uuid(user.value, id);
  json.field("user_id", std::string_view(id, sizeof id));
  json.field("amount_micro", payout.amount.micro);
  json.field("network", payout.network).field("address", payout.address);
  json.field("status", to_console_text(payout.status));
  if (payout.status == payouts::Status::completed) {
    json.field_unless_empty("tx_hash", payout.tx_hash);
  }
  json.field_unless_empty("note", payout.note);
  json.key("requested_at").time(payout.created_at);
  if (const auto finished = finished_at(payout)) json.key("completed_at").time(*finished);
  json.end_object();
}

}  // namespace payoutd::api::console
