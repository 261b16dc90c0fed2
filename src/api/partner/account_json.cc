#include "api/partner/account_json.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

using Totals = std::vector<actions::BeneficiaryTotal>;

void field_or_null(base::JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

std::string sum_text(money::Sum micro, money::Currency currency) {
  std::string text;
  money::append_sum(micro, currency, text);
  return text;
}

std::string_view word_of(actions::WalletTransactionType type) {
  switch (type) {
    case actions::WalletTransactionType::credit:
      return "CREDIT";
    case actions::WalletTransactionType::debit:
      return "DEBIT";
  }
  return {};
}

std::string_view word_of(actions::TransactionStatus status) {
  switch (status) {
    case actions::TransactionStatus::pending:
      return "PENDING";
    case actions::TransactionStatus::completed:
      return "COMPLETED";
    case actions::TransactionStatus::failed:
      return "FAILED";
  }
  return {};
}

void append_currency(base::JsonWriter& json, money::Currency currency) {
  json.field("currency_id", int64_t{currency.number()}).field("currency", currency.code());
}

void append_total_amount(base::JsonWriter& json, const Totals& totals) {
  json.key("total_amount");
  if (totals.empty()) {
    json.integer(0);
  } else if (totals.size() == 1) {
    json.raw(sum_text(totals.front().amount_micro, totals.front().currency));
  } else {
    json.null();
  }
}

void append_totals(base::JsonWriter& json, const Totals& totals) {
  int64_t payouts = 0;
  std::optional<base::Timestamp> last;
  for (const actions::BeneficiaryTotal& total : totals) {
    payouts += total.payouts;
    last = std::max(last, std::optional(total.last_payout_at));
  }
  json.field("total_payouts", payouts);
  append_total_amount(json, totals);
  json.key("totals").begin_array();
  for (const actions::BeneficiaryTotal& total : totals) {
    json.begin_object().field("currency", total.currency.code()).field("payouts", total.payouts);
    json.key("amount").raw(sum_text(total.amount_micro, total.currency)).end_object();
  }
  json.end_array().key("last_payout_at");
  if (last) {
    json.time(*last);
  } else {
    json.null();
  }
}

}  // namespace

void append_beneficiary(const actions::BeneficiaryWithTotals& beneficiary, std::string& out) {
  const auto& who = beneficiary.beneficiary;
  base::JsonWriter json(out);
  json.begin_object().field("id", std::string_view(payouts::to_text(who.id)));
  json.field("email", std::string_view(who.details.email));
  json.field("first_name", std::string_view(who.details.first_name));
  json.field("last_name", std::string_view(who.details.last_name));
  field_or_null(json, "country", who.details.country);
  field_or_null(json, "phone", who.details.phone);
  json.key("metadata").raw(who.metadata.empty() ? "null" : who.metadata);
  // A currency whose payouts all ended unpaid is one without payouts.
  Totals totals = beneficiary.totals;
  std::erase_if(totals, [](const actions::BeneficiaryTotal& total) { return total.payouts == 0; });
  append_totals(json, totals);
  json.key("created_at").time(who.created_at).end_object();
}

void append_wallet(const actions::Wallet& wallet, std::string& out) {
  base::JsonWriter json(out);
  json.begin_object().field("id", wallet.id);
  append_currency(json, wallet.currency);
  json.key("amount").raw(sum_text(wallet.available_micro, wallet.currency));
  json.key("held").raw(sum_text(wallet.held_micro, wallet.currency));
  json.field("type", "PREPAID").key("is_active").boolean(true);
  json.key("created_at").time(wallet.created_at);
  json.key("updated_at").time(wallet.updated_at).end_object();
}

void append_transaction(const actions::WalletTransaction& transaction, std::string& out) {
  base::JsonWriter json(out);
  json.begin_object().field("id", transaction.number).field("wallet_id", transaction.wallet_id);
  append_currency(json, transaction.amount.currency);
  json.key("amount").raw(money::to_text(transaction.amount));
  json.field("transaction_type", word_of(transaction.type));
  json.field("status", word_of(transaction.status)).key("payout_id");
  if (transaction.payout_id) {
    json.string(payouts::to_partner_text(*transaction.payout_id));
  } else {
    json.null();
  }
  // Money is never exchanged on its way.
  for (const std::string_view name :
       {"source_currency", "destination_currency", "forex_rate", "conversion_charges"}) {
    json.key(name).null();
  }
  field_or_null(json, "remarks", transaction.remarks);
  json.key("created_at").time(transaction.created_at).end_object();
}

}  // namespace payoutd::api::partner
