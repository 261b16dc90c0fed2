// store/money_contract.h: what every store must do with the ledger, with lives of payouts, and with
// what stands beside them, as one suite. For tests only.
#pragma once

#include <string>

#include "store/money_fixture.h"

namespace payoutd::store {

class MoneyStoreContract : public MoneyFixture {
 protected:
  static void expect_same(const StoredEntry& is, const StoredEntry& was) {
    EXPECT_EQ(is.number, was.number);
    EXPECT_EQ(is.entry.purpose, was.entry.purpose);
    EXPECT_EQ(is.entry.postings, was.entry.postings);
    EXPECT_EQ(is.amount, was.amount);
    EXPECT_EQ(is.payout, was.payout);
    EXPECT_EQ(is.resolves, was.resolves);
    EXPECT_EQ(is.remarks, was.remarks);
    EXPECT_EQ(is.created_at, was.created_at);
  }
};

TEST_P(MoneyStoreContract, a_transaction_raises_the_version_once_and_stores_what_is_counted) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    Owner* const owner = must(transaction.change_owner(client.key));
    EXPECT_EQ(owner->version, client.version + 1);
    owner->payout_count = 3;
    owner->entry_count = 5'000'000'000;
    owner->event_count = 7;
    owner->wallet_count = 2;
    owner->beneficiary_count = 9;
    EXPECT_EQ(must(transaction.change_owner(client.key)), owner) << "the same, not another copy";
    EXPECT_EQ(transaction.change_owner({999}).error().reason, "owner_not_found");
  }));
  const Owner after = stored(client);
  EXPECT_EQ(after.version, client.version + 1);
  EXPECT_EQ(after.payout_count, 3U);
  EXPECT_EQ(after.entry_count, 5'000'000'000);
  EXPECT_EQ(after.event_count, 7);
  EXPECT_EQ(after.wallet_count, 2);
  EXPECT_EQ(after.beneficiary_count, 9);
  EXPECT_EQ(after.name, "Acme");
  EXPECT_EQ(stored(other).version, other.version) << "who was not touched stays";
}

TEST_P(MoneyStoreContract, accounts_come_back_with_every_counter_beyond_64_bits_too) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto usd = currency("USD");
  money::Sum far = 1;
  for (int i = 0; i < 37; ++i) far *= 10;
  money::Sum next = far;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    for (ledger::Account& account : transaction.change_accounts(client.key, usd).accounts) {
      account.counters = {next + 1, next + 2, next + 3, next + 4};
      next += 10;
    }
  }));
  read([&](Reads& reads) {
    const auto all = reads.find_accounts(client.key);
    ASSERT_EQ(all.size(), 1U);
    ASSERT_EQ(all[0].accounts.size(), ledger::account_kind_count);
    next = far;
    for (size_t i = 0; i < ledger::account_kind_count; ++i, next += 10) {
      const ledger::Account& account = all[0].accounts[i];
      EXPECT_EQ(account.kind, ledger::all_account_kinds[i]);
      EXPECT_EQ(account.currency, usd);
      EXPECT_TRUE((account.counters == ledger::Counters{next + 1, next + 2, next + 3, next + 4}));
    }
    EXPECT_TRUE(reads.find_accounts({client.key.value + 1}).empty());
  });
}

TEST_P(MoneyStoreContract, what_is_posted_is_in_the_accounts_and_the_entries) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto usd = currency("USD");
  const auto eur = currency("EUR");
  std::optional<StoredEntry> funded;
  std::optional<StoredEntry> held;
  std::optional<StoredEntry> paid;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    post(transaction, client.key, funding(1, usd));
    funded = post(transaction, client.key, funding(money::amount_max_micro, usd));
    post(transaction, client.key, funding(7, eur));
    held = post(transaction, client.key, payouts::held_money({100, usd}, 2));
    EXPECT_TRUE(transaction.find_entry(client.key, held->number)) << "before the commit";
  }));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_FALSE(transaction.find_resolution(client.key, held->number));
    ledger::Entry entry = payouts::held_money({100, usd}, 2);
    entry.purpose = Purpose::payout_paid;
    paid = post(transaction, client.key, entry, &*held);
  }));
  read([&](Reads& reads) {
    const auto all = reads.find_accounts(client.key);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].currency(), eur) << "in order of code";
    const CurrencyAccounts& dollars = all[1];
    EXPECT_TRUE(ledger::available(dollars.wallet()) == money::amount_max_micro + 1 - 102);
    EXPECT_TRUE(ledger::held(dollars.wallet()) == 0);
    EXPECT_TRUE(dollars.accounts[1].counters.credits_posted == 100);
    EXPECT_TRUE(dollars.accounts[2].counters.credits_posted == 2);
    EXPECT_TRUE(dollars.accounts[3].counters.debits_posted == money::amount_max_micro + 1);
    for (const auto* each : {&funded, &held, &paid}) {
      const auto found = reads.find_entry(client.key, (*each)->number);
      ASSERT_TRUE(found);
      expect_same(*found, **each);
    }
    const auto resolution = reads.find_resolution(client.key, held->number);
    ASSERT_TRUE(resolution);
    expect_same(*resolution, *paid);
    EXPECT_FALSE(reads.find_resolution(client.key, paid->number));
    EXPECT_FALSE(reads.find_entry(client.key, paid->number + 1));
    EXPECT_FALSE(reads.find_entry({client.key.value + 1}, paid->number));
  });
  EXPECT_EQ(stored(client).entry_count, 5);
}

TEST_P(MoneyStoreContract, an_entry_comes_back_with_every_field) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  StoredEntry full{
      .number = 8'000'000'000,
      .entry = {Purpose::payout_returned, payouts::held_money({5, currency("KWD")}, 1).postings},
      .amount = {money::amount_max_micro, currency("JPY")},
      .payout = 4'294'967'295U,
      .resolves = 7'999'999'999,
      .remarks = "Zoé's",
      .created_at = {now.micros + 9}};
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.add_entry(client.key, full); }));
  read([&](Reads& reads) {
    const auto found = reads.find_entry(client.key, full.number);
    ASSERT_TRUE(found);
    expect_same(*found, full);
  });
}

TEST_P(MoneyStoreContract, a_pending_entry_is_resolved_once) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  const auto resolve = [&](payouts::OwnerKey owner, EntryNumber number, Purpose purpose) {
    return write([&](Transaction& transaction) {
      transaction.add_entry(owner, {.number = number,
                                    .entry = {purpose, {}},
                                    .amount = {5, currency("USD")},
                                    .payout = {},
                                    .resolves = 1,
                                    .remarks = {},
                                    .created_at = now});
    });
  };
  EXPECT_TRUE(resolve(client.key, 2, Purpose::payout_paid));
  const auto twice = resolve(client.key, 3, Purpose::payout_returned);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, base::ErrorKind::unavailable);
  EXPECT_TRUE(resolve(other.key, 2, Purpose::payout_returned)) << "another owner's entry 1";
  read([&](Reads& reads) {
    EXPECT_EQ(reads.find_resolution(client.key, 1)->number, 2);
    EXPECT_FALSE(reads.find_entry(client.key, 3));
  });
}

TEST_P(MoneyStoreContract, a_wallet_is_there_from_its_making_on) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto usd = currency("USD");
  const base::Timestamp made{now.micros + 50};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    CurrencyAccounts& euros = transaction.change_accounts(client.key, currency("EUR"));
    euros.wallet_id = 2;
    euros.created_at = made;
    euros.updated_at = made;
    CurrencyAccounts& dollars = transaction.change_accounts(client.key, usd);
    dollars.created_at = now;
    transaction.change_accounts(client.key, currency("JPY"));
    post(transaction, client.key, funding(5, usd));
  }));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    CurrencyAccounts& dollars = transaction.change_accounts(client.key, usd);
    EXPECT_FALSE(dollars.wallet_id) << "money alone makes no wallet";
    dollars.wallet_id = 3;
    dollars.created_at = made;
  }));
  ASSERT_TRUE(write([&](Transaction& t) { post(t, client.key, funding(1, usd)); }));
  read([&](Reads& reads) {
    const auto all = reads.find_accounts(client.key);
    ASSERT_EQ(all.size(), 2U) << "looking at JPY made nothing";
    EXPECT_EQ(all[0].currency(), currency("EUR"));
    EXPECT_EQ(all[0].wallet_id, 2);
    EXPECT_EQ(all[0].created_at, made);
    EXPECT_EQ(all[1].wallet_id, 3);
    EXPECT_EQ(all[1].created_at, made);
    EXPECT_EQ(all[1].updated_at, now);
    EXPECT_TRUE(ledger::available(all[1].wallet()) == 6);
  });
}

// What a transaction has changed it also reads, before anything is committed.
TEST_P(MoneyStoreContract, a_transaction_finds_the_accounts_that_it_changed) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  const auto usd = currency("USD");
  ASSERT_TRUE(write([&](Transaction& t) { post(t, client.key, funding(5, usd)); }));
  ASSERT_TRUE(write([&](Transaction& transaction) {
    post(transaction, client.key, funding(6, usd));
    post(transaction, client.key, funding(7, currency("EUR")));
    transaction.change_accounts(client.key, currency("JPY"));
    transaction.change_accounts(client.key, currency("KWD")).wallet_id = 1;
    const auto all = transaction.find_accounts(client.key);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].currency(), currency("EUR"));
    EXPECT_TRUE(ledger::available(all[0].wallet()) == 7);
    EXPECT_EQ(all[1].currency(), currency("KWD"));
    EXPECT_EQ(all[1].wallet_id, 1);
    EXPECT_EQ(all[2].currency(), usd);
    EXPECT_TRUE(ledger::available(all[2].wallet()) == 11);
    EXPECT_TRUE(transaction.find_accounts(other.key).empty());
  }));
}

TEST_P(MoneyStoreContract, a_fee_schedule_is_of_one_owner_and_currency_and_the_last_one_counts) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const auto usd = currency("USD");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.set_fee_schedule(client.key, {usd, 300'000, 150}, now);
    transaction.set_fee_schedule(client.key, {currency("EUR"), 1, 2}, now);
    transaction.set_fee_schedule(client.key, {usd, money::amount_max_micro, 10'000}, now);
  }));
  read([&](Reads& reads) {
    const auto found = reads.find_fee_schedule(client.key, usd);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->currency, usd);
    EXPECT_EQ(found->fixed_micro, money::amount_max_micro);
    EXPECT_EQ(found->bps, 10'000);
    EXPECT_EQ(reads.find_fee_schedule(client.key, currency("EUR"))->bps, 2);
    EXPECT_FALSE(reads.find_fee_schedule(client.key, currency("JPY")));
    EXPECT_FALSE(reads.find_fee_schedule({client.key.value + 1}, usd));
  });
}

TEST_P(MoneyStoreContract, an_idempotency_key_leads_to_what_it_did) {
  const Owner one = new_owner(OwnerKind::client, "one");
  const Owner two = new_owner(OwnerKind::client, "two");
  const IdempotencyRecord single{"key", base::sha256("a"), 4'294'967'295U, "", now};
  const IdempotencyRecord batch{"KEY", base::sha256("b"), std::nullopt, R"({"é":[1]})", now};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.add_idempotency(one.key, single);
    transaction.add_idempotency(one.key, batch);
    transaction.add_idempotency(two.key, batch);
    EXPECT_TRUE(transaction.find_idempotency(one.key, "key"));
  }));
  EXPECT_FALSE(write([&](Transaction& t) { t.add_idempotency(one.key, single); })) << "once";
  read([&](Reads& reads) {
    for (const IdempotencyRecord* each : {&single, &batch}) {
      const auto found = reads.find_idempotency(one.key, each->key);
      ASSERT_TRUE(found) << each->key;
      EXPECT_EQ(found->key, each->key);
      EXPECT_EQ(found->meaning, each->meaning);
      EXPECT_EQ(found->payout, each->payout);
      EXPECT_EQ(found->answer, each->answer);
      EXPECT_EQ(found->created_at, each->created_at);
    }
    EXPECT_FALSE(reads.find_idempotency(two.key, "key"));
    EXPECT_FALSE(reads.find_idempotency(one.key, "ke"));
  });
}

TEST_P(MoneyStoreContract, few_payouts_have_details) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const std::string sealed("\0sealed\xff", 8);
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.add_details(client.key, 1, {R"({"a":"é"})", sealed, true});
    transaction.add_details(client.key, 2, {});
  }));
  read([&](Reads& reads) {
    const auto full = reads.find_details(client.key, 1);
    ASSERT_TRUE(full);
    EXPECT_EQ(full->metadata, R"({"a":"é"})");
    EXPECT_EQ(full->sealed_identifiers, sealed);
    EXPECT_TRUE(full->notify_beneficiary);
    const auto empty = reads.find_details(client.key, 2);
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->metadata + empty->sealed_identifiers, "");
    EXPECT_FALSE(empty->notify_beneficiary);
    EXPECT_FALSE(reads.find_details(client.key, 0));
    EXPECT_FALSE(reads.find_details({client.key.value + 1}, 1));
  });
}

}  // namespace payoutd::store
