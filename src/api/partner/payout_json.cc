#include "api/partner/payout_json.h"

#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

// This runs for every row of every page, so keys are appended ready-made.
void append_text(std::string_view key, std::string_view value, std::string& out) {
  if (value.empty()) return;
  out += key;
  base::append_json_string(value, out);
}

void append_time(std::string_view key, std::optional<base::Timestamp> time, std::string& out) {
  if (!time) return;
  out += key;
  char text[base::rfc3339_seconds_length + 1];
  base::write_rfc3339_seconds(*time, text);
  text[base::rfc3339_seconds_length] = '"';
  out.append(text, sizeof text);
}

void append_beneficiary(const payouts::PayoutView& payout, std::string& out) {
  out += ",\"beneficiary\":{";
  const size_t begin = out.size();
  append_text(",\"email\":", payout.beneficiary_email, out);
  append_text(",\"first_name\":", payout.beneficiary_first_name, out);
  append_text(",\"last_name\":", payout.beneficiary_last_name, out);
  append_text(",\"country\":", payout.beneficiary_country, out);
  if (out.size() > begin) out.erase(begin, 1);  // the first comma
  out += '}';
}

}  // namespace

void append_payout(const payouts::PayoutView& payout, std::string& out) {
  const money::Currency currency = payout.amount.currency;
  char id[base::crockford_length];
  base::write_crockford(payout.id.value, id);
  out += "{\"id\":\"pyt_";
  out.append(id, sizeof id);
  out += '"';
  append_text(",\"reference_id\":", payout.reference_id, out);
  out += ",\"status\":\"";
  out += to_text(payout.status);
  out += "\",\"amount\":";
  money::append_amount(payout.amount, out);
  out += ",\"currency\":\"";
  out += currency.code();
  out += "\",\"fees\":";
  money::append_amount({payout.fees_micro, currency}, out);
  out += ",\"total_amount\":";
  // Never overflows: both are at most amount_max_micro.
  money::append_amount({payout.amount.micro + payout.fees_micro, currency}, out);
  append_beneficiary(payout, out);
  append_text(",\"failure_code\":", payout.failure_code, out);
  append_text(",\"failure_reason\":", payout.failure_reason, out);
  append_text(",\"description\":", payout.description, out);
  append_time(",\"created_at\":\"", payout.created_at, out);
  append_time(",\"queued_at\":\"", payout.queued_at, out);
  append_time(",\"submitted_at\":\"", payout.submitted_at, out);
  append_time(",\"completed_at\":\"", payout.completed_at, out);
  append_time(",\"failed_at\":\"", payout.failed_at, out);
  append_time(",\"cancelled_at\":\"", payout.cancelled_at, out);
  out += '}';
}

}  // namespace payoutd::api::partner
