#include "api/partner/payout_csv.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "api/partner/raw_write.h"

namespace payoutd::api::partner {
namespace {

// This runs for every row of every export: a row is written into memory that has room for the
// longest, and copied to the body once.

constexpr std::string_view header =
    "id,reference_id,status,amount,currency,fees,total_amount,beneficiary_email,"
    "beneficiary_first_name,beneficiary_last_name,beneficiary_country,beneficiary_phone,"
    "failure_code,failure_reason,description,created_at,updated_at,queued_at,submitted_at,"
    "completed_at,failed_at,cancelled_at,expired_at\r\n";

// Room for the id, amounts, times, commas and the line's end; texts come on top.
constexpr size_t csv_fixed_bytes_max = 512;

bool is_formula(std::string_view text) {
  constexpr std::string_view begins_formula = "=+-@\t\r\n";
  const size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         begins_formula.find(text[first]) != std::string_view::npos;
}

// Eight bytes at once (Mycroft's test): is one of them a comma, a quote, CR or LF?
bool any_must_be_quoted(uint64_t bytes) {
  constexpr uint64_t ones = 0x0101010101010101U;
  constexpr uint64_t high_bits = 0x8080808080808080U;
  const auto has = [bytes](unsigned char wanted) {
    const uint64_t word = bytes ^ ones * wanted;
    return (word - ones) & ~word & high_bits;
  };
  return (has(',') | has('"') | has('\r') | has('\n')) != 0;
}

bool must_be_quoted(std::string_view text) {
  uint64_t bytes = 0;
  const char* in = text.data();
  size_t left = text.size();
  for (; left >= sizeof bytes; in += sizeof bytes, left -= sizeof bytes) {
    std::memcpy(&bytes, in, sizeof bytes);
    if (any_must_be_quoted(bytes)) return true;
  }
  bytes = 0;
  std::memcpy(&bytes, in, left);
  return any_must_be_quoted(bytes);
}

// Each writes the comma before its cell.
char* write_text(std::string_view text, char* out) {
  *out++ = ',';
  return text.empty() ? out : write_csv_cell(text, out);
}

char* write_money(int64_t micro, money::Currency currency, char* out) {
  *out++ = ',';
  return money::write_amount({micro, currency}, out);
}

char* write_time(std::optional<base::Timestamp> time, char* out) {
  *out++ = ',';
  if (!time) return out;
  base::write_rfc3339_seconds(*time, out);
  return out + base::rfc3339_seconds_length;
}

char* write_row(const payouts::PayoutView& payout, char* out) {
  const money::Currency currency = payout.amount.currency;
  out = write("pyt_", out);
  base::write_crockford(payout.id.value, out);
  out = write_text(payout.reference_id, out + base::crockford_length);
  *out++ = ',';
  out = write(to_text(payout.status), out);
  out = write_money(payout.amount.micro, currency, out);
  *out++ = ',';
  out = write(currency.code(), out);
  out = write_money(payout.fees_micro, currency, out);
  // Never overflows: both are at most amount_max_micro.
  out = write_money(payout.amount.micro + payout.fees_micro, currency, out);
  for (const std::string_view text :
       {payout.beneficiary_email, payout.beneficiary_first_name, payout.beneficiary_last_name,
        payout.beneficiary_country, payout.beneficiary_phone, payout.failure_code,
        payout.failure_reason, payout.description}) {
    out = write_text(text, out);
  }
  for (const auto& time : {std::optional(payout.created_at), std::optional(payout.updated_at),
                           payout.queued_at, payout.submitted_at, payout.completed_at,
                           payout.failed_at, payout.cancelled_at, payout.expired_at}) {
    out = write_time(time, out);
  }
  return write("\r\n", out);
}

size_t csv_bytes_max(const payouts::PayoutView& payout) {
  size_t bytes = csv_fixed_bytes_max;
  for (const std::string_view text :
       {payout.reference_id, payout.beneficiary_email, payout.beneficiary_first_name,
        payout.beneficiary_last_name, payout.beneficiary_country, payout.beneficiary_phone,
        payout.failure_code, payout.failure_reason, payout.description}) {
    bytes += csv_cell_bytes_max(text);
  }
  return bytes;
}

}  // namespace

char* write_csv_cell(std::string_view text, char* out) {
  const bool quoted = must_be_quoted(text);
  if (quoted) *out++ = '"';
  if (is_formula(text)) *out++ = '\'';
  if (!quoted) return write(text, out);
  for (const char c : text) {
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  *out++ = '"';
  return out;
}

void append_csv_header(std::string& out) {
  out += header;
}

void append_csv_row(const payouts::PayoutView& payout, std::string& out) {
  thread_local std::vector<char> row;
  const size_t room = csv_bytes_max(payout);
  if (row.size() < room) row.resize(room);
  const char* const end = write_row(payout, row.data());
  out.append(row.data(), static_cast<size_t>(end - row.data()));
}

}  // namespace payoutd::api::partner
