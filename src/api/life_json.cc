#include "api/life_json.h"

#include "money/amount.h"

namespace payoutd::api {

void write_entries(base::JsonWriter& json, const std::vector<actions::StoredEntry>& entries) {
  json.key("entries").begin_array();
  for (const actions::StoredEntry& stored : entries) {
    json.begin_object().field("number", stored.number);
    json.field("kind", to_text(stored.entry.purpose));
    json.field("currency", stored.amount.currency.code()).key("postings").begin_array();
    for (const ledger::Posting& posting : stored.entry.postings) {
      json.begin_object().field("account", to_text(posting.account));
      json.field("side", to_text(posting.side));
      json.key("amount").raw(money::to_text(posting.amount)).end_object();
    }
    json.end_array();
    json.field("created_at", std::string_view(base::to_rfc3339_micros(stored.created_at)));
    json.end_object();
  }
  json.end_array();
}

void write_attempts(base::JsonWriter& json, const std::vector<payouts::Attempt>& attempts) {
  json.key("attempts").begin_array();
  for (const payouts::Attempt& attempt : attempts) {
    json.begin_object().field("number", attempt.number);
    json.field("key", std::string_view(base::to_text(attempt.key.value)));
    json.field("rail", std::string_view(attempt.rail)).field("state", to_text(attempt.state));
    json.field("submissions", attempt.submissions).field("not_received", attempt.not_received);
    json.field("asks", attempt.asks);
    json.field("created_at", std::string_view(base::to_rfc3339_micros(attempt.created_at)));
    json.field("updated_at", std::string_view(base::to_rfc3339_micros(attempt.updated_at)));
    json.end_object();
  }
  json.end_array();
}

}  // namespace payoutd::api
