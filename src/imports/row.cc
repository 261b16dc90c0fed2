#include "imports/row.h"

#include <algorithm>

#include "imports/row_reading.h"

namespace payoutd::imports {
namespace {

using payouts::Payout;
using payouts::Status;
using TextMember = std::string Payout::*;
using TimeMember = std::optional<base::Timestamp> Payout::*;

struct TextColumn {
  std::string_view name;
  TextMember member;
  size_t bytes_max;
  Lines lines = Lines::one;
};

constexpr TextColumn client_texts[] = {
    {"reference_id", &Payout::reference_id, 255},
    {"beneficiary_email", &Payout::beneficiary_email, 254},  // RFC 5321 §4.5.3.1.3
    {"beneficiary_first_name", &Payout::beneficiary_first_name, 255},
    {"beneficiary_last_name", &Payout::beneficiary_last_name, 255},
    {"beneficiary_country", &Payout::beneficiary_country, 2},
    {"beneficiary_phone", &Payout::beneficiary_phone, 32},
    {"description", &Payout::description, 1000, Lines::several},
    {"failure_code", &Payout::failure_code, 64},
    {"failure_reason", &Payout::failure_reason, 1000, Lines::several},
};

constexpr TextColumn user_texts[] = {
    {"network", &Payout::network, 32},
    {"address", &Payout::address, 128},
    {"tx_hash", &Payout::tx_hash, 128},
    {"note", &Payout::note, 1000, Lines::several},
};

// A time that is told only of payouts that have reached `only_with` (all, if there is none).
struct TimeColumn {
  std::string_view name;
  TimeMember member;
  std::optional<Status> only_with;
};

constexpr TimeColumn client_times[] = {
    {"queued_at", &Payout::queued_at, std::nullopt},
    {"submitted_at", &Payout::submitted_at, std::nullopt},
    {"completed_at", &Payout::completed_at, Status::completed},
    {"failed_at", &Payout::failed_at, Status::failed},
    {"cancelled_at", &Payout::cancelled_at, Status::cancelled},
    {"expired_at", &Payout::expired_at, Status::expired},
};

void read_times(RowReading& reading, Payout& payout) {
  for (const TimeColumn& column : client_times) {
    payout.*column.member = reading.time(column.name, payout.created_at);
    if (payout.*column.member && column.only_with && payout.status != *column.only_with) {
      reading.refuse(column.name, "status_mismatch",
                     std::string(column.name) + " is only for a payout that is " +
                         std::string(to_text(*column.only_with)));
    }
  }
}

// What moved last, if the file does not say when it was updated.
base::Timestamp last_time(const Payout& payout) {
  base::Timestamp last = payout.created_at;
  for (const TimeColumn& column : client_times) {
    if (const auto time = payout.*column.member; time && *time > last) last = *time;
  }
  return last;
}

void read_client_money(RowReading& reading, Payout& payout) {
  const auto currency = reading.currency("currency");
  if (!currency) return;
  payout.amount = {0, *currency};
  const auto amount = reading.amount("amount", *currency);
  if (amount && amount->micro <= 0) {
    reading.refuse("amount", "positive", "amount must be greater than 0");
  }
  if (amount) payout.amount = *amount;
  if (const auto fees = reading.amount("fees", *currency)) {
    payout.fees_micro = fees->micro;
    if (fees->micro < 0) reading.refuse("fees", "not_negative", "fees must not be below 0");
  }
  const auto total = reading.amount("total_amount", *currency, 2 * money::amount_max_micro);
  if (total && amount && total->micro != payout.amount.micro + payout.fees_micro) {
    reading.refuse("total_amount", "sum", "total_amount must be amount + fees");
  }
}

void read_client_row(RowReading& reading, Payout& payout) {
  for (const TextColumn& column : client_texts) {
    payout.*column.member = reading.text(column.name, column.bytes_max, column.lines);
  }
  reading.expect_country("beneficiary_country");
  reading.expect_email("beneficiary_email");
  payout.status = reading.status("status", &payouts::parse_status).value_or(Status::created);
  read_client_money(reading, payout);
  payout.created_at = reading.time("created_at", std::nullopt).value_or(base::Timestamp{});
  read_times(reading, payout);
  payout.updated_at = reading.time("updated_at", payout.created_at).value_or(last_time(payout));
}

void read_user_row(RowReading& reading, Payout& payout) {
  for (const TextColumn& column : user_texts) {
    payout.*column.member = reading.text(column.name, column.bytes_max, column.lines);
  }
  payout.status =
      reading.status("status", &payouts::parse_console_status).value_or(Status::created);
  payout.amount.micro = reading.micro("amount_micro");
  payout.created_at = reading.time("requested_at", std::nullopt).value_or(base::Timestamp{});
  const auto completed = reading.time("completed_at", payout.created_at);
  payout.updated_at = completed.value_or(payout.created_at);
  if (completed && !is_final(payout.status)) {
    reading.refuse("completed_at", "status_mismatch",
                   "completed_at is only for a payout that is sent, failed or cancelled");
  }
  if (payout.status == Status::completed) payout.completed_at = completed;
  if (payout.status == Status::failed) payout.failed_at = completed;
  if (payout.status == Status::cancelled) payout.cancelled_at = completed;
  if (!payout.tx_hash.empty() && payout.status != Status::completed) {
    reading.refuse("tx_hash", "status_mismatch", "tx_hash is only for a payout that is sent");
  }
}

}  // namespace

std::vector<ColumnRule> columns_of(Dialect dialect) {
  if (dialect == Dialect::user) {
    return {{"amount_micro", true}, {"network", true},  {"address", true}, {"status", true},
            {"requested_at", true}, {"tx_hash", false}, {"note", false},   {"completed_at", false}};
  }
  // `id` is in what was exported; it is not looked at: payoutd gives its own.
  std::vector<ColumnRule> rules = {
      {"id", false},   {"status", true},        {"amount", true},     {"currency", true},
      {"fees", false}, {"total_amount", false}, {"created_at", true}, {"updated_at", false}};
  for (const TextColumn& column : client_texts) {
    rules.push_back({column.name, column.member == &Payout::reference_id});
  }
  for (const TimeColumn& column : client_times) rules.push_back({column.name, false});
  return rules;
}

base::Result<Payout> read_row(const Row& row, const RowRules& rules) {
  RowReading reading(row, rules, columns_of(rules.dialect));
  Payout payout{.amount = {0, rules.currency}};
  payout.imported = true;
  if (rules.dialect == Dialect::client) {
    read_client_row(reading, payout);
  } else {
    read_user_row(reading, payout);
  }
  if (auto problems = reading.take_problems(); !problems.empty()) {
    base::Error error{
        base::ErrorKind::refused, problems.front().rule, problems.front().message, {}};
    error.fields = std::move(problems);
    return tl::unexpected(std::move(error));
  }
  return payout;
}

}  // namespace payoutd::imports
