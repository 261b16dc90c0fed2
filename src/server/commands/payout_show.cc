#include "actions/show_payout.h"
#include "api/life_json.h"
#include "api/partner/whole_payout_json.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

std::optional<payouts::PayoutId> parse_payout(const std::string& text) {
  if (const auto id = payouts::parse_partner_payout_id(text)) return id;
  if (const auto id = base::parse_uuid(text)) return payouts::PayoutId{*id};
  return std::nullopt;
}

void write_history(base::JsonWriter& json, const std::vector<payouts::HistoryRow>& history) {
  json.key("history").begin_array();
  for (const payouts::HistoryRow& row : history) {
    json.begin_object().key("from_status");
    if (row.from) {
      json.string(to_text(*row.from));
    } else {
      json.null();
    }
    json.field("to_status", to_text(row.to)).field("actor_type", to_text(row.actor.type));
    json.field_unless_empty("actor_id", row.actor.id);
    json.field("message", std::string_view(row.message));
    json.field("created_at", std::string_view(base::to_rfc3339_micros(row.at))).end_object();
  }
  json.end_array();
}

void write_shown(base::JsonWriter& json, const actions::ShownPayout& shown) {
  std::string whole;
  api::partner::append_whole_payout(shown.whole, whole);
  json.raw(std::string_view(whole).substr(1, whole.size() - 2));  // its members alone
  write_history(json, shown.whole.history);
  api::write_entries(json, shown.entries);
  api::write_attempts(json, shown.attempts);
}

void tell_shown(const actions::ShownPayout& shown) {
  const payouts::Payout& payout = shown.whole.stored.payout;
  std::string text = payouts::to_partner_text(payout.id) + "  " + payout.reference_id + "  " +
                     std::string(to_text(payout.status)) + "  " + money::to_text(payout.amount) +
                     " " + std::string(payout.amount.currency.code()) + "  fees " +
                     money::to_text({payout.fees_micro, payout.amount.currency}) + "\n";
  for (const payouts::HistoryRow& row : shown.whole.history) {
    text += "history  " + base::to_rfc3339_micros(row.at) + "  " + std::string(to_text(row.to)) +
            "  by " + std::string(to_text(row.actor.type)) +
            (row.actor.id.empty() ? "" : " " + row.actor.id) + ": " + row.message + "\n";
  }
  for (const store::StoredEntry& stored : shown.entries) {
    text += "entry    " + std::to_string(stored.number) + "  " +
            std::string(to_text(stored.entry.purpose)) + "\n";
    for (const ledger::Posting& posting : stored.entry.postings) {
      text += "           " + std::string(to_text(posting.side)) + " " +
              std::string(to_text(posting.account)) + " " + money::to_text(posting.amount) + "\n";
    }
  }
  for (const payouts::Attempt& attempt : shown.attempts) {
    text += "attempt  " + std::to_string(attempt.number) + "  " + attempt.rail + "  " +
            std::string(to_text(attempt.state)) + "  key " + base::to_text(attempt.key.value) +
            ", submitted " + std::to_string(attempt.submissions) + " times\n";
  }
  Output::print(text);
}

}  // namespace

int run_payout_show(const Settings& settings, const Output& output, const std::string& payout) {
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto id = parse_payout(payout);
  if (!id) {
    return output.fail({base::ErrorKind::refused,
                        "payout_not_found",
                        "there is no payout with the id " + payout,
                        {}});
  }
  const auto shown = actions::show_payout(**store, *id);
  if (!shown) return output.fail(shown.error());
  output.result([&](base::JsonWriter& json) { write_shown(json, *shown); },
                [&] { tell_shown(*shown); });
  return exit_done;
}

}  // namespace payoutd::server
