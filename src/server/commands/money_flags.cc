#include "server/commands/money_flags.h"

namespace payoutd::server {
namespace {

base::Result<money::Amount> parse_amount_of_currency(const std::string& text) {
  const size_t equals = std::min(text.find('='), text.size());
  const auto currency = money::find_currency(std::string_view(text).substr(0, equals));
  if (!currency || equals == text.size()) {
    return base::refused("amount_invalid",
                         text + ": must be CURRENCY=AMOUNT, for instance USD=1000.00");
  }
  auto amount = money::parse_amount(std::string_view(text).substr(equals + 1), *currency);
  if (!amount) return base::refused("amount_invalid", text + ": " + amount.error().message);
  if (amount->micro < 0) return base::refused("amount_invalid", text + ": must not be below 0");
  return amount;
}

std::string available_text(const store::CurrencyAccounts& accounts) {
  std::string text;
  money::append_sum(available(accounts.wallet()), accounts.currency(), text);
  return text;
}

}  // namespace

base::Result<std::vector<money::Amount>> parse_amounts(const std::vector<std::string>& texts) {
  std::vector<money::Amount> amounts;
  for (const std::string& text : texts) {
    auto amount = parse_amount_of_currency(text);
    if (!amount) return base::forward(std::move(amount));
    amounts.push_back(*amount);
  }
  return amounts;
}

base::Result<std::vector<payouts::FeeSchedule>> parse_fees(const std::vector<std::string>& texts) {
  std::vector<payouts::FeeSchedule> fees;
  for (const std::string& text : texts) {
    auto fee = payouts::parse_fee_schedule(text);
    if (!fee) return base::forward(std::move(fee));
    fees.push_back(*fee);
  }
  return fees;
}

base::Result<actions::ClientMoney> parse_money(const MoneyFlags& flags) {
  auto funding = parse_amounts(flags.fund);
  if (!funding) return base::forward(std::move(funding));
  auto fees = parse_fees(flags.fee);
  if (!fees) return base::forward(std::move(fees));
  return actions::ClientMoney{std::move(*funding), std::move(*fees)};
}

void write_wallets(base::JsonWriter& json, const std::vector<store::CurrencyAccounts>& wallets) {
  json.key("wallets").begin_array();
  for (const store::CurrencyAccounts& each : wallets) {
    json.begin_object().field("wallet_id", each.wallet_id.value_or(0));
    json.field("currency", each.currency().code());
    json.key("amount").raw(available_text(each)).end_object();
  }
  json.end_array();
}

void tell_wallets(const std::vector<store::CurrencyAccounts>& wallets) {
  for (const store::CurrencyAccounts& each : wallets) {
    Output::print("wallet " + std::to_string(each.wallet_id.value_or(0)) + "        " +
                  std::string(each.currency().code()) + " " + available_text(each) + "\n");
  }
}

}  // namespace payoutd::server
