#include "api/operators/payout_json.h"

#include "api/life_json.h"
#include "api/operators/json_fields.h"
#include "api/partner/payout_json.h"
#include "api/partner/whole_payout_json.h"

namespace payoutd::api::operators {
namespace {

void write_owner(base::JsonWriter& json, const actions::Owner& owner) {
  const bool is_client = owner.kind == actions::OwnerKind::client;
  json.key("owner").begin_object().field("id", std::string_view(base::to_text(owner.id.value)));
  json.field("kind", is_client ? "client" : "user");
  json.field("name", std::string_view(owner.name)).end_object();
}

void write_where(base::JsonWriter& json, const payouts::PayoutView& payout) {
  text_or_null(json, "network", payout.network);
  text_or_null(json, "address", payout.address);
  text_or_null(json, "tx_hash", payout.tx_hash);
  text_or_null(json, "note", payout.note);
}

// The members of an object alone.
std::string_view members_of(std::string_view object) {
  return object.substr(1, object.size() - 2);
}

void write_history(base::JsonWriter& json, const std::vector<payouts::HistoryRow>& history) {
  json.key("history").begin_array();
  for (const payouts::HistoryRow& row : history) {
    json.begin_object();
    text_or_null(json, "from", row.from ? to_text(*row.from) : std::string_view());
    json.field("to", to_text(row.to)).key("actor").begin_object();
    json.field("type", to_text(row.actor.type));
    text_or_null(json, "id", row.actor.id);
    json.end_object().field("message", std::string_view(row.message));
    json.field("time", std::string_view(base::to_rfc3339_micros(row.at))).end_object();
  }
  json.end_array();
}

void write_approvals(base::JsonWriter& json, const std::vector<actions::Approval>& approvals) {
  json.key("approvals").begin_array();
  for (const actions::Approval& each : approvals) {
    json.begin_object().field("operator", std::string_view(each.operator_name));
    json.field("amount_micro", each.amount.micro).field("currency", each.amount.currency.code());
    text_or_null(json, "network", each.network);
    text_or_null(json, "address", each.address);
    json.key("created_at").time(each.created_at).end_object();
  }
  json.end_array();
}

}  // namespace

void append_row(const actions::Owner& owner, const payouts::PayoutView& payout, std::string& out) {
  std::string partner_row;
  partner::append_payout(payout, partner_row);
  base::JsonWriter json(out);
  json.begin_object().raw(members_of(partner_row));
  write_owner(json, owner);
  write_where(json, payout);
  json.end_object();
}

void append_whole(const actions::LookedAtPayout& payout, std::string& out) {
  std::string partner_whole;
  partner::append_whole_payout(payout.shown.whole, partner_whole);
  base::JsonWriter json(out);
  json.begin_object().raw(members_of(partner_whole));
  write_owner(json, payout.owner);
  write_where(json, view(payout.shown.whole.stored.payout));
  write_history(json, payout.shown.whole.history);
  write_attempts(json, payout.shown.attempts);
  write_entries(json, payout.shown.entries);
  write_approvals(json, payout.approvals);
  json.end_object();
}

}  // namespace payoutd::api::operators
