// The part of SqliteTransaction that is about money: accounts, entries, fees, keys, beneficiaries.

#include <algorithm>
#include <map>

#include "store/sql/money_statements.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {
namespace {

// Something was posted or a wallet was made: looking alone leaves no row.
bool is_in_use(const CurrencyAccounts& accounts) {
  const auto was_posted_to = [](const ledger::Account& account) {
    return !(account.counters == ledger::Counters{});
  };
  return accounts.wallet_id ||
         std::any_of(accounts.accounts.begin(), accounts.accounts.end(), was_posted_to);
}

}  // namespace

CurrencyAccounts& SqliteTransaction::change_accounts(payouts::OwnerKey owner,
                                                     money::Currency currency) {
  const OpenChanges::AccountsKey key(owner, currency);
  if (OpenChanges::Accounts* const known = changes_.find(key)) return known->now;
  OpenChanges::Accounts accounts;
  accounts.now = read_accounts(owner, currency);
  accounts.stored = accounts.now.accounts;
  accounts.wallet_is_stored = accounts.now.wallet_id.has_value();
  return changes_.put(key, std::move(accounts)).now;
}

std::vector<CurrencyAccounts> SqliteTransaction::find_accounts(payouts::OwnerKey owner) {
  std::map<money::Currency, CurrencyAccounts> all;
  for (CurrencyAccounts& each : SqliteReads::find_accounts(owner)) {
    all.insert_or_assign(each.currency(), std::move(each));
  }
  changes_.for_each_accounts(
      [&](const OpenChanges::AccountsKey& key, const OpenChanges::Accounts& accounts) {
        if (key.first == owner && (all.contains(key.second) || is_in_use(accounts.now))) {
          all.insert_or_assign(key.second, accounts.now);
        }
      });
  std::vector<CurrencyAccounts> found;
  for (auto& [currency, accounts] : all) found.push_back(std::move(accounts));
  return found;
}

void SqliteTransaction::store_accounts(payouts::OwnerKey owner,
                                       const OpenChanges::Accounts& accounts) {
  for (size_t i = 0; i < accounts.now.accounts.size(); ++i) {
    const ledger::Account& account = accounts.now.accounts[i];
    const bool is_wallet = account.kind == ledger::AccountKind::wallet;
    const bool new_wallet = is_wallet && accounts.now.wallet_id && !accounts.wallet_is_stored;
    if (account.counters == accounts.stored[i].counters && !new_wallet) continue;
    const std::string digits[] = {money::to_digits(account.counters.debits_pending),
                                  money::to_digits(account.counters.debits_posted),
                                  money::to_digits(account.counters.credits_pending),
                                  money::to_digits(account.counters.credits_posted)};
    Statement put = writer_.prepare(sql::put_account);
    put.bind(1, owner.value);
    put.bind_text(2, account.currency.code());
    put.bind(3, static_cast<int64_t>(account.kind));
    put.bind_integer_or_null(4, is_wallet ? accounts.now.wallet_id : std::nullopt);
    for (int each = 0; each < 4; ++each) put.bind_text(5 + each, digits[each]);
    put.bind_time(9, accounts.now.created_at);
    put.bind_time(10, accounts.now.updated_at);
    put.run();
  }
}

void SqliteTransaction::add_entry(payouts::OwnerKey owner, const StoredEntry& stored) {
  Statement insert = writer_.prepare(sql::add_entry);
  insert.bind(1, owner.value);
  insert.bind(2, stored.number);
  insert.bind(3, static_cast<int64_t>(stored.entry.purpose));
  insert.bind_text(4, stored.amount.currency.code());
  insert.bind(5, stored.amount.micro);
  insert.bind_integer_or_null(6, stored.payout);
  insert.bind_integer_or_null(7, stored.resolves);
  insert.bind_time(8, stored.created_at);
  insert.bind_text_or_null(9, stored.remarks);
  insert.bind_integer_or_null(10, stored.reward);
  insert.run();
  Statement posting = writer_.prepare(sql::add_posting);
  for (size_t i = 0; i < stored.entry.postings.size(); ++i) {
    const ledger::Posting& each = stored.entry.postings[i];
    posting.reset();
    posting.bind(1, owner.value);
    posting.bind(2, stored.number);
    posting.bind(3, static_cast<int64_t>(i));
    posting.bind(4, static_cast<int64_t>(each.account));
    posting.bind(5, static_cast<int64_t>(each.side));
    posting.bind_text(6, each.amount.currency.code());
    posting.bind(7, each.amount.micro);
    posting.run();
  }
}

void SqliteTransaction::set_fee_schedule(payouts::OwnerKey owner,
                                         const payouts::FeeSchedule& schedule,
                                         base::Timestamp now) {
  Statement put = writer_.prepare(sql::set_fee_schedule);
  put.bind(1, owner.value);
  put.bind_text(2, schedule.currency.code());
  put.bind(3, schedule.fixed_micro);
  put.bind(4, schedule.bps);
  put.bind_time(5, now);
  put.run();
}

void SqliteTransaction::add_idempotency(payouts::OwnerKey owner, const IdempotencyRecord& record) {
  Statement insert = writer_.prepare(sql::add_idempotency);
  insert.bind(1, owner.value);
  insert.bind_text(2, record.key);
  insert.bind_blob(3, record.meaning);
  insert.bind_integer_or_null(4, record.payout);
  insert.bind_text_or_null(5, record.answer);
  insert.bind_time(6, record.created_at);
  insert.run();
}

void SqliteTransaction::add_beneficiary(payouts::OwnerKey owner, const Beneficiary& beneficiary,
                                        std::string_view search_text) {
  Statement insert = writer_.prepare(sql::add_beneficiary);
  const payouts::BeneficiaryDetails& who = beneficiary.details;
  insert.bind(1, owner.value);
  insert.bind(2, beneficiary.number);
  insert.bind_blob(3, beneficiary.id.value.bytes);
  insert.bind_text(4, who.email);
  insert.bind_text(5, who.first_name);
  insert.bind_text(6, who.last_name);
  insert.bind_text_or_null(7, who.country);
  insert.bind_text_or_null(8, who.phone);
  insert.bind_bytes_or_null(9, who.identifiers);
  insert.bind_text_or_null(10, beneficiary.metadata);
  insert.bind_time(11, beneficiary.created_at);
  insert.bind_text(12, search_text);
  insert.run();
}

bool SqliteTransaction::delete_beneficiary(payouts::OwnerKey owner,
                                           const payouts::BeneficiaryId& id, base::Timestamp now) {
  Statement update = writer_.prepare(sql::delete_beneficiary);
  update.bind(1, owner.value);
  update.bind_blob(2, id.value.bytes);
  update.bind_time(3, now);
  update.run();
  return writer_.changed_rows() == 1;
}

void SqliteTransaction::put_total(payouts::OwnerKey owner, const payouts::BeneficiaryId& id,
                                  const BeneficiaryTotal& total) {
  const std::string digits = money::to_digits(total.amount_micro);
  Statement put = writer_.prepare(sql::put_total);
  put.bind(1, owner.value);
  put.bind_blob(2, id.value.bytes);
  put.bind_text(3, total.currency.code());
  put.bind(4, total.payouts);
  put.bind_text(5, digits);
  put.bind_time(6, total.last_payout_at);
  put.run();
}

}  // namespace payoutd::store::sqlite
