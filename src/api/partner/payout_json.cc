#include "api/partner/payout_json.h"

#include <vector>

#include "api/partner/raw_write.h"
#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

// This runs for every row of every page: rows are written into memory that has room for the
// longest, with keys ready-made, and copied to the body once.

// Room for all keys, ids, amounts and times of a row; texts come on top.
constexpr size_t json_fixed_bytes_max = 1024;

template <size_t size>
char* write_text(const char (&key)[size], std::string_view value, char* out) {
  return value.empty() ? out : base::write_json_string(value, write(key, out));
}

template <size_t size>
char* write_time(const char (&key)[size], std::optional<base::Timestamp> time, char* out) {
  if (!time) return out;
  out = write(key, out);
  base::write_rfc3339_seconds(*time, out);
  out[base::rfc3339_seconds_length] = '"';
  return out + base::rfc3339_seconds_length + 1;
}

char* write_beneficiary(const payouts::PayoutView& payout, char* out) {
  out = write(",\"beneficiary\":", out);
  char* const begin = out;
  out = write_text(",\"email\":", payout.beneficiary_email, out);
  out = write_text(",\"first_name\":", payout.beneficiary_first_name, out);
  out = write_text(",\"last_name\":", payout.beneficiary_last_name, out);
  out = write_text(",\"country\":", payout.beneficiary_country, out);
  if (out == begin) ++out;
  *begin = '{';  // in the place of the first comma
  *out = '}';
  return out + 1;
}

char* write_money(const payouts::PayoutView& payout, char* out) {
  const money::Currency currency = payout.amount.currency;
  out = money::write_amount(payout.amount, write(",\"amount\":", out));
  out = write(currency.code(), write(",\"currency\":\"", out));
  out = money::write_amount({payout.fees_micro, currency}, write("\",\"fees\":", out));
  // Never overflows: both are at most amount_max_micro.
  const money::Amount total{payout.amount.micro + payout.fees_micro, currency};
  return money::write_amount(total, write(",\"total_amount\":", out));
}

char* write_payout(const payouts::PayoutView& payout, char* out) {
  out = write("{\"id\":\"pyt_", out);
  base::write_crockford(payout.id.value, out);
  out[base::crockford_length] = '"';
  out += base::crockford_length + 1;
  out = write_text(",\"reference_id\":", payout.reference_id, out);
  out = write(to_text(payout.status), write(",\"status\":\"", out));
  *out++ = '"';
  out = write_money(payout, out);
  out = write_beneficiary(payout, out);
  out = write_text(",\"failure_code\":", payout.failure_code, out);
  out = write_text(",\"failure_reason\":", payout.failure_reason, out);
  out = write_text(",\"description\":", payout.description, out);
  out = write_time(",\"created_at\":\"", payout.created_at, out);
  out = write_time(",\"queued_at\":\"", payout.queued_at, out);
  out = write_time(",\"submitted_at\":\"", payout.submitted_at, out);
  out = write_time(",\"completed_at\":\"", payout.completed_at, out);
  out = write_time(",\"failed_at\":\"", payout.failed_at, out);
  out = write_time(",\"cancelled_at\":\"", payout.cancelled_at, out);
  *out++ = '}';
  return out;
}

size_t json_bytes_max(const payouts::PayoutView& payout) {
  size_t bytes = json_fixed_bytes_max;
  for (const std::string_view text :
       {payout.reference_id, payout.beneficiary_email, payout.beneficiary_first_name,
        payout.beneficiary_last_name, payout.beneficiary_country, payout.failure_code,
        payout.failure_reason, payout.description}) {
    bytes += base::json_string_bytes_max(text);
  }
  return bytes;
}

}  // namespace

void append_payout(const payouts::PayoutView& payout, std::string& out) {
  thread_local std::vector<char> row;
  const size_t room = json_bytes_max(payout);
  if (row.size() < room) row.resize(room);
  const char* const end = write_payout(payout, row.data());
  out.append(row.data(), static_cast<size_t>(end - row.data()));
}

}  // namespace payoutd::api::partner
