#include "api/partner/account_parameters.h"

#include <string>

namespace payoutd::api::partner {
namespace {

template <class Meaning>
using Word = ParameterReading::Word<Meaning>;

constexpr LimitRule beneficiary_limit{.otherwise = 20, .max = 100};
constexpr LimitRule account_limit{.otherwise = 50, .max = 10'000};

constexpr std::string_view beneficiary_names[] = {"page", "limit", "search", "sort_by",
                                                  "sort_order"};
constexpr std::string_view wallet_names[] = {"page",      "limit",   "currency_id", "type",
                                             "is_active", "sort_by", "sort_order"};
constexpr std::string_view transaction_names[] = {
    "page", "limit", "transaction_type", "status", "wallet_id", "sort_by", "sort_order"};

constexpr Word<actions::BeneficiarySort> beneficiary_sorts[] = {
    {"created_at", actions::BeneficiarySort::created_at},
    {"email", actions::BeneficiarySort::email},
    {"first_name", actions::BeneficiarySort::first_name},
    {"last_name", actions::BeneficiarySort::last_name}};

constexpr Word<actions::WalletSort> wallet_sorts[] = {
    {"id", actions::WalletSort::id},
    {"amount", actions::WalletSort::amount},
    {"created_at", actions::WalletSort::created_at},
    {"updated_at", actions::WalletSort::updated_at}};

// Is it by amount? Ids go by creation.
constexpr Word<bool> transaction_sorts[] = {{"id", false}, {"amount", true}, {"created_at", false}};

// Are there such wallets? All are prepaid and active.
constexpr Word<bool> wallet_types[] = {{"PREPAID", true}, {"POSTPAID", false}};
constexpr Word<bool> activities[] = {{"true", true}, {"false", false}};

constexpr Word<actions::WalletTransactionType> transaction_types[] = {
    {"CREDIT", actions::WalletTransactionType::credit},
    {"DEBIT", actions::WalletTransactionType::debit}};

constexpr Word<actions::TransactionStatus> transaction_statuses[] = {
    {"PENDING", actions::TransactionStatus::pending},
    {"COMPLETED", actions::TransactionStatus::completed},
    {"FAILED", actions::TransactionStatus::failed}};

// Reads what all three have, too.
template <class Query>
base::Result<AskedList<Query>> finish(ParameterReading& reading, LimitRule limit, Query query) {
  AskedList<Query> asked{reading.page(limit), std::move(query)};
  asked.query.descending = reading.is_descending();
  if (reading.is_refused()) return reading.refusal();
  asked.query.offset = asked.offset();
  asked.query.limit = asked.limit;
  return asked;
}

}  // namespace

base::Result<AskedList<actions::BeneficiaryQuery>> parse_beneficiary_parameters(
    std::string_view query) {
  ParameterReading reading(query, beneficiary_names);
  actions::BeneficiaryQuery asked;
  asked.search = reading.search().value_or("");
  asked.sort = reading.one_of<actions::BeneficiarySort>("sort_by", beneficiary_sorts)
                   .value_or(actions::BeneficiarySort::created_at);
  return finish(reading, beneficiary_limit, std::move(asked));
}

base::Result<AskedList<actions::WalletQuery>> parse_wallet_parameters(std::string_view query) {
  ParameterReading reading(query, wallet_names);
  actions::WalletQuery asked;
  asked.currency_number = reading.number("currency_id");
  const bool of_a_type = reading.one_of<bool>("type", wallet_types).value_or(true);
  const bool active = reading.one_of<bool>("is_active", activities).value_or(true);
  asked.none = !of_a_type || !active;
  asked.sort = reading.one_of<actions::WalletSort>("sort_by", wallet_sorts)
                   .value_or(actions::WalletSort::id);
  return finish(reading, account_limit, asked);
}

base::Result<AskedList<actions::WalletTransactionQuery>> parse_transaction_parameters(
    std::string_view query) {
  ParameterReading reading(query, transaction_names);
  actions::WalletTransactionQuery asked;
  asked.type =
      reading.one_of<actions::WalletTransactionType>("transaction_type", transaction_types);
  asked.status = reading.one_of<actions::TransactionStatus>("status", transaction_statuses);
  asked.wallet_id = reading.number("wallet_id");
  asked.by_amount = reading.one_of<bool>("sort_by", transaction_sorts).value_or(false);
  return finish(reading, account_limit, asked);
}

}  // namespace payoutd::api::partner
