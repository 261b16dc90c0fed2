// The part of SqliteReads that is about money: accounts, entries, keys, beneficiaries, and all of
// it together for verify.

#include <algorithm>
#include <limits>

#include "store/sql/life_statements.h"
#include "store/sql/money_statements.h"
#include "store/sqlite/life_rows.h"
#include "store/sqlite/reads.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

CurrencyAccounts no_accounts(money::Currency currency) {
  CurrencyAccounts accounts;
  for (const ledger::AccountKind kind : ledger::all_account_kinds) {
    accounts.accounts.push_back({kind, currency, {}});
  }
  return accounts;
}

// A row of accounts into its place.
void take_account(const Statement& row, CurrencyAccounts& accounts) {
  const auto kind = read_one_of(row, 1, &ledger::account_kind_from_number);
  accounts.accounts[static_cast<size_t>(kind)].counters = {read_sum(row, 3), read_sum(row, 4),
                                                           read_sum(row, 5), read_sum(row, 6)};
  if (kind == ledger::AccountKind::wallet && !row.is_null(2)) accounts.wallet_id = row.integer(2);
  if (kind == ledger::AccountKind::wallet || !accounts.wallet_id) {
    accounts.created_at = read_time(row, 7);
    accounts.updated_at = read_time(row, 8);
  }
}

std::vector<CurrencyAccounts> take_accounts(Statement& query) {
  std::vector<CurrencyAccounts> all;
  while (query.step()) {
    const money::Currency currency = read_currency(query, 0);
    if (all.empty() || all.back().currency() != currency) all.push_back(no_accounts(currency));
    take_account(query, all.back());
  }
  return all;
}

money::Amount read_amount(const Statement& row, int currency, int micro) {
  return {row.integer(micro), read_currency(row, currency)};
}

IdempotencyRecord read_idempotency(const Statement& row) {
  return {std::string(row.text(0)), read_sha256(row, 1), read_number_or_unset(row, 2),
          std::string(row.text(3)), read_time(row, 4)};
}

Beneficiary read_beneficiary(const Statement& row) {
  return {.id = {read_uuid(row, 1)},
          .number = row.integer(0),
          .details = {.email = std::string(row.text(2)),
                      .first_name = std::string(row.text(3)),
                      .last_name = std::string(row.text(4)),
                      .country = std::string(row.text(5)),
                      .phone = std::string(row.text(6)),
                      .identifiers = std::string(row.bytes(7))},
          .metadata = std::string(row.text(8)),
          .created_at = read_time(row, 9)};
}

BeneficiaryTotal read_total(const Statement& row) {
  return {read_currency(row, 1), row.integer(2), read_sum(row, 3), read_time(row, 4)};
}

// No list has more rows; SQLite would take what is beyond its integers for nothing to skip.
int64_t rows_to_skip(uint64_t offset) {
  constexpr uint64_t most = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::min(offset, most));
}

// Statuses that a payout of a transaction in that state may have: from and to.
std::pair<std::optional<int64_t>, std::optional<int64_t>> statuses_of(
    const std::optional<TransactionStatus>& status) {
  using payouts::Status;
  const auto between = [](Status first, Status last) {
    return std::pair(std::optional(static_cast<int64_t>(first)),
                     std::optional(static_cast<int64_t>(last)));
  };
  if (!status) return {};
  switch (*status) {
    case TransactionStatus::pending:
      return between(Status::created, Status::action_required);
    case TransactionStatus::completed:
      return between(Status::completed, Status::completed);
    case TransactionStatus::failed:
      return between(Status::failed, Status::expired);
  }
  return {};
}

void bind_transactions(Statement& query, payouts::OwnerKey owner, const TransactionQuery& asked) {
  query.bind(1, owner.value);
  if (asked.purpose) {
    query.bind(2, static_cast<int64_t>(*asked.purpose));
  } else {
    query.bind_null(2);
  }
  query.bind_text_or_null(3, asked.currency ? asked.currency->code() : std::string_view());
  query.bind_integer_or_null(4, asked.number);
  const auto [first, last] = statuses_of(asked.status);
  query.bind_integer_or_null(5, first);
  query.bind_integer_or_null(6, last);
}

std::string_view page_statement(const TransactionQuery& asked) {
  if (asked.by_amount) {
    return asked.descending ? sql::transactions_by_amount_descending : sql::transactions_by_amount;
  }
  return asked.descending ? sql::transactions_by_number_descending : sql::transactions_by_number;
}

}  // namespace

StoredEntry SqliteReads::read_entry(payouts::OwnerKey owner, const Statement& row) {
  StoredEntry stored{.number = row.integer(0),
                     .entry = {read_one_of(row, 1, &ledger::purpose_from_number), {}},
                     .amount = read_amount(row, 2, 3),
                     .payout = read_number_or_unset(row, 4),
                     .resolves = {},
                     .remarks = std::string(row.text(7)),
                     .created_at = read_time(row, 6)};
  if (!row.is_null(5)) stored.resolves = row.integer(5);
  if (!row.is_null(8)) stored.reward = row.integer(8);
  Statement postings = connection_.prepare(sql::postings_of_entry);
  postings.bind(1, owner.value);
  postings.bind(2, stored.number);
  while (postings.step()) {
    stored.entry.postings.push_back({read_one_of(postings, 0, &ledger::account_kind_from_number),
                                     read_one_of(postings, 1, &ledger::side_from_number),
                                     read_amount(postings, 2, 3)});
  }
  return stored;
}

std::optional<StoredEntry> SqliteReads::find_entry(payouts::OwnerKey owner, EntryNumber number) {
  Statement query = connection_.prepare(sql::entry_by_number);
  query.bind(1, owner.value);
  query.bind(2, number);
  if (!query.step()) return std::nullopt;
  return read_entry(owner, query);
}

std::optional<StoredEntry> SqliteReads::find_resolution(payouts::OwnerKey owner,
                                                        EntryNumber pending) {
  Statement query = connection_.prepare(sql::entry_by_resolved);
  query.bind(1, owner.value);
  query.bind(2, pending);
  if (!query.step()) return std::nullopt;
  return read_entry(owner, query);
}

std::optional<IdempotencyRecord> SqliteReads::find_idempotency(payouts::OwnerKey owner,
                                                               std::string_view key) {
  Statement query = connection_.prepare(sql::find_idempotency);
  query.bind(1, owner.value);
  query.bind_text(2, key);
  if (!query.step()) return std::nullopt;
  return read_idempotency(query);
}

std::optional<payouts::FeeSchedule> SqliteReads::find_fee_schedule(payouts::OwnerKey owner,
                                                                   money::Currency currency) {
  Statement query = connection_.prepare(sql::find_fee_schedule);
  query.bind(1, owner.value);
  query.bind_text(2, currency.code());
  if (!query.step()) return std::nullopt;
  return payouts::FeeSchedule{currency, query.integer(0), query.integer(1)};
}

std::vector<CurrencyAccounts> SqliteReads::find_accounts(payouts::OwnerKey owner) {
  Statement query = connection_.prepare(sql::accounts_of_owner);
  query.bind(1, owner.value);
  return take_accounts(query);
}

CurrencyAccounts SqliteReads::read_accounts(payouts::OwnerKey owner, money::Currency currency) {
  Statement query = connection_.prepare(sql::accounts_of_currency);
  query.bind(1, owner.value);
  query.bind_text(2, currency.code());
  auto found = take_accounts(query);
  return found.empty() ? no_accounts(currency) : std::move(found.front());
}

std::optional<Beneficiary> SqliteReads::find_beneficiary(payouts::OwnerKey owner,
                                                         const payouts::BeneficiaryId& id) {
  Statement query = connection_.prepare(sql::find_beneficiary);
  query.bind(1, owner.value);
  query.bind_blob(2, id.value.bytes);
  if (!query.step()) return std::nullopt;
  return read_beneficiary(query);
}

std::vector<BeneficiaryTotal> SqliteReads::find_totals(payouts::OwnerKey owner,
                                                       const payouts::BeneficiaryId& id) {
  Statement query = connection_.prepare(sql::totals_of_beneficiary);
  query.bind(1, owner.value);
  query.bind_blob(2, id.value.bytes);
  std::vector<BeneficiaryTotal> totals;
  while (query.step()) totals.push_back(read_total(query));
  return totals;
}

PageOf<Beneficiary> SqliteReads::list_beneficiaries(payouts::OwnerKey owner,
                                                    const BeneficiaryQuery& asked) {
  PageOf<Beneficiary> page;
  Statement count = connection_.prepare(sql::count_beneficiaries);
  count.bind(1, owner.value);
  count.bind_text(2, asked.search);
  if (count.step()) page.total = static_cast<uint64_t>(count.integer(0));
  Statement query = connection_.prepare(
      sql::list_beneficiaries[static_cast<size_t>(asked.sort)][asked.descending ? 1 : 0]);
  query.bind(1, owner.value);
  query.bind_text(2, asked.search);
  query.bind(3, asked.limit);
  query.bind(4, rows_to_skip(asked.offset));
  while (query.step()) page.rows.push_back(read_beneficiary(query));
  return page;
}

PageOf<WalletTransaction> SqliteReads::list_transactions(payouts::OwnerKey owner,
                                                         const TransactionQuery& asked) {
  PageOf<WalletTransaction> page;
  Statement count = connection_.prepare(asked.status ? sql::count_transactions
                                                     : sql::count_transactions_of_any_status);
  bind_transactions(count, owner, asked);
  if (count.step()) page.total = static_cast<uint64_t>(count.integer(0));
  Statement query = connection_.prepare(page_statement(asked));
  bind_transactions(query, owner, asked);
  query.bind(7, asked.limit);
  query.bind(8, rows_to_skip(asked.offset));
  while (query.step()) {
    WalletTransaction row{.number = query.integer(0),
                          .purpose = read_one_of(query, 1, &ledger::purpose_from_number),
                          .amount = read_amount(query, 2, 3),
                          .payout_id = {},
                          .payout_status = {},
                          .remarks = std::string(query.text(6)),
                          .created_at = read_time(query, 7)};
    if (!query.is_null(4)) row.payout_id = payouts::PayoutId{read_uuid(query, 4)};
    if (!query.is_null(5)) row.payout_status = read_status(query, 5);
    page.rows.push_back(std::move(row));
  }
  return page;
}

void SqliteReads::read_books(payouts::OwnerKey owner, BooksSink& sink) {
  const auto rows_of = [&](std::string_view sql) {
    Statement query = connection_.prepare(sql);
    query.bind(1, owner.value);
    return query;
  };
  for (Statement query = rows_of(sql::ties_of_owner); query.step();) {
    std::optional<EntryNumber> hold;
    if (!query.is_null(1)) hold = query.integer(1);
    sink.tie(read_number_or_unset(query, 0).value_or(0), hold, query.time(2));
  }
  for (const CurrencyAccounts& accounts : find_accounts(owner)) sink.accounts(accounts);
  for (Statement query = rows_of(sql::totals_of_owner); query.step();) {
    sink.total({read_uuid(query, 0)}, read_total(query));
  }
  for (Statement query = rows_of(sql::idempotency_of_owner); query.step();) {
    sink.idempotency(read_idempotency(query));
  }
  for (Statement query = rows_of(sql::history_of_owner); query.step();) {
    sink.history(read_number_or_unset(query, 0).value_or(0), query.integer(1), query.integer(2),
                 read_history(query));
  }
  for (Statement query = rows_of(sql::attempts_of_owner); query.step();) {
    sink.attempt(read_number_or_unset(query, 0).value_or(0), read_attempt(query));
  }
  read_referral_books(owner, sink);
  for (Statement query = rows_of(sql::entries_of_owner); query.step();) {
    sink.entry(read_entry(owner, query));
  }
}

}  // namespace payoutd::store::sqlite
