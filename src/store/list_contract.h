// store/list_contract.h: what every store must do with beneficiaries, lists of transactions and an
// owner's books, as one suite. For tests only.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "store/money_fixture.h"

namespace payoutd::store {

class ListStoreContract : public MoneyFixture {
 protected:
  using Status = payouts::Status;

  Beneficiary add_beneficiary(Transaction& transaction, payouts::OwnerKey key,
                              const std::string& email, const std::string& first,
                              const std::string& last) {
    Owner& owner = *must(transaction.change_owner(key));
    Beneficiary made;
    made.id = {base::make_uuid_v7(now, random_)};
    made.number = ++owner.beneficiary_count;
    made.details.email = email;
    made.details.first_name = first;
    made.details.last_name = last;
    made.created_at = {now.micros + made.number};
    transaction.add_beneficiary(key, made, base::fold_case(email + " " + first + " " + last));
    return made;
  }

  // The numbers on a page and the total: "3 1 of 2".
  std::string page(payouts::OwnerKey owner, const BeneficiaryQuery& query) {
    std::string found;
    read([&](Reads& reads) { found = numbers(reads.list_beneficiaries(owner, query)); });
    return found;
  }
  std::string page(payouts::OwnerKey owner, const TransactionQuery& query) {
    std::string found;
    read([&](Reads& reads) { found = numbers(reads.list_transactions(owner, query)); });
    return found;
  }

  // Six transactions of the owner; see the test that asks for them.
  void add_transactions(payouts::OwnerKey key) {
    const auto usd = currency("USD");
    const auto eur = currency("EUR");
    ASSERT_TRUE(write([&](Transaction& transaction) {
      post(transaction, key, funding(1'000, usd));
      post(transaction, key, funding(1'000, eur));
      const StoredEntry held = hold(transaction, key, {200, usd}, Status::completed);
      hold(transaction, key, {100, usd}, Status::action_required);
      hold(transaction, key, {300, eur}, Status::failed);
      hold(transaction, key, {200, usd}, Status::expired);
      ledger::Entry paid = held.entry;
      paid.purpose = Purpose::payout_paid;
      post(transaction, key, paid, &held);
      post(transaction, key, payouts::imported_money(usd, 77, 0));
    }));
  }

 private:
  template <class Row>
  static std::string numbers(const PageOf<Row>& page) {
    std::string text;
    for (const Row& row : page.rows) text += std::to_string(row.number) + " ";
    return text + "of " + std::to_string(page.total);
  }

  StoredEntry hold(Transaction& transaction, payouts::OwnerKey key, const money::Amount& amount,
                   Status status) {
    Owner& owner = *must(transaction.change_owner(key));
    payouts::Payout made = payout(owner.payout_count++, owner.version, "");
    made.status = status;
    auto entry = payouts::held_money(amount, 0);
    auto& accounts = transaction.change_accounts(key, amount.currency);
    EXPECT_TRUE(ledger::post(entry, nullptr, accounts.accounts));
    StoredEntry held{.number = ++owner.entry_count,
                     .entry = entry,
                     .amount = amount,
                     .payout = made.number,
                     .resolves = {},
                     .remarks = "hold",
                     .created_at = {now.micros + owner.entry_count}};
    transaction.add_entry(key, held);
    EXPECT_TRUE(transaction.insert_payout(key, view(made), held.number, {}));
    return held;
  }
};

TEST_P(ListStoreContract, a_beneficiary_is_found_until_it_is_deleted) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const payouts::OwnerKey nobody{client.key.value + 1};
  Beneficiary full;
  full.id = {base::make_uuid_v7(now, random_)};
  full.number = 1;
  full.details = {"zoé@x.test", "Zoé", "O'Neil", "FR", "+331", std::string("\0sealed\xff", 8)};
  full.metadata = R"({"a":1})";
  full.created_at = now;
  Beneficiary plain;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    must(transaction.change_owner(client.key))->beneficiary_count = 1;
    transaction.add_beneficiary(client.key, full, "x");
    plain = add_beneficiary(transaction, client.key, "a@x.test", "A", "B");
  }));
  read([&](Reads& reads) {
    for (const Beneficiary* each : {&full, &plain}) {
      const auto found = reads.find_beneficiary(client.key, each->id);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->id, each->id);
      EXPECT_EQ(found->number, each->number);
      EXPECT_EQ(found->details, each->details);
      EXPECT_EQ(found->metadata, each->metadata);
      EXPECT_EQ(found->created_at, each->created_at);
      EXPECT_FALSE(reads.find_beneficiary(nobody, each->id));
    }
  });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_FALSE(transaction.delete_beneficiary(nobody, full.id, now));
    EXPECT_TRUE(transaction.delete_beneficiary(client.key, full.id, now));
    EXPECT_FALSE(transaction.delete_beneficiary(client.key, full.id, now)) << "once";
  }));
  read([&](Reads& reads) {
    EXPECT_FALSE(reads.find_beneficiary(client.key, full.id));
    EXPECT_TRUE(reads.find_beneficiary(client.key, plain.id));
  });
  EXPECT_EQ(page(client.key, BeneficiaryQuery{}), "2 of 1");
  EXPECT_FALSE(write([&](Transaction& transaction) {
    plain.id = full.id;
    plain.number = 3;
    transaction.add_beneficiary(client.key, plain, "");
  })) << "a deleted one keeps its id";
}

TEST_P(ListStoreContract, beneficiaries_are_searched_literally_and_folded) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    add_beneficiary(transaction, client.key, "a_b@x.test", "Ann", "Ångström");
    add_beneficiary(transaction, client.key, "axb@x.test", "100%", "Ωmega");
    add_beneficiary(transaction, client.key, "c@x.test", "Straße", "\\'\"*?[c]");
    add_beneficiary(transaction, other.key, "a_b@x.test", "Ann", "Other");
  }));
  const std::pair<std::string, std::string> cases[] = {
      {"", "3 2 1 of 3"},       {"a_b", "1 of 1"},   {"%", "2 of 1"},          {"_", "1 of 1"},
      {"ÅNGSTRÖM", "1 of 1"},   {"ωMEGA", "2 of 1"}, {"STRASSE", "of 0"},      {"straße", "3 of 1"},
      {"\\'\"*?[C]", "3 of 1"}, {"*", "3 of 1"},     {"X.TEST", "3 2 1 of 3"}, {"other", "of 0"},
      {"ann ång", "1 of 1"}};
  for (const auto& [term, expected] : cases) {
    EXPECT_EQ(page(client.key, BeneficiaryQuery{.search = base::fold_case(term)}), expected)
        << term;
  }
}

TEST_P(ListStoreContract, beneficiaries_are_sorted_and_paged) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(write([&](Transaction& transaction) {
    add_beneficiary(transaction, client.key, "b@x", "X", "L");
    add_beneficiary(transaction, client.key, "c@x", "Y", "K");
    const auto gone = add_beneficiary(transaction, client.key, "a@x", "A", "A");
    add_beneficiary(transaction, client.key, "a@x", "Z", "K");
    add_beneficiary(transaction, client.key, "c@x", "X", "J");
    EXPECT_TRUE(transaction.delete_beneficiary(client.key, gone.id, now));
  }));
  using Sort = BeneficiarySort;
  struct Case {
    Sort sort;
    std::string ascending;  // ties by number, in the same direction
  };
  for (const auto& [sort, ascending] :
       {Case{Sort::created_at, "1245"}, Case{Sort::email, "4125"}, Case{Sort::first_name, "1524"},
        Case{Sort::last_name, "5241"}}) {
    for (const bool descending : {false, true}) {
      std::string order = ascending;
      if (descending) std::reverse(order.begin(), order.end());
      for (const uint32_t limit : {1U, 3U, 9U}) {
        std::string seen;
        for (uint64_t offset = 0; offset < 6; offset += limit) {
          const std::string rows = page(client.key, BeneficiaryQuery{.search = "",
                                                                     .sort = sort,
                                                                     .descending = descending,
                                                                     .offset = offset,
                                                                     .limit = limit});
          EXPECT_TRUE(rows.ends_with("of 4")) << rows;
          for (const char c : rows.substr(0, rows.find("of"))) {
            if (c != ' ') seen += c;
          }
        }
        EXPECT_EQ(seen, order) << static_cast<int>(sort) << descending << limit;
      }
    }
  }
  constexpr uint64_t far = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(page(client.key, BeneficiaryQuery{.offset = far}), "of 4");
  EXPECT_EQ(page(client.key, BeneficiaryQuery{.limit = 0}), "of 4");
}

TEST_P(ListStoreContract, totals_are_of_one_beneficiary_in_order_of_currency) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const payouts::BeneficiaryId one{base::make_uuid_v7(now, random_)};
  const payouts::BeneficiaryId two{base::make_uuid_v7(now, random_)};
  const money::Sum far = money::Sum{money::amount_max_micro} * 1'000'000'000;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_total(client.key, one, {currency("USD"), 1, 5, now});
    transaction.put_total(client.key, one, {currency("EUR"), 2, 6, now});
    transaction.put_total(client.key, two, {currency("USD"), 3, 7, now});
    transaction.put_total(client.key, one, {currency("USD"), 8, far, {now.micros + 1}});
  }));
  read([&](Reads& reads) {
    const auto totals = reads.find_totals(client.key, one);
    ASSERT_EQ(totals.size(), 2U);
    EXPECT_EQ(totals[0].currency, currency("EUR"));
    EXPECT_EQ(totals[0].payouts, 2);
    EXPECT_EQ(totals[1].currency, currency("USD"));
    EXPECT_EQ(totals[1].payouts, 8);
    EXPECT_TRUE(totals[1].amount_micro == far);
    EXPECT_EQ(totals[1].last_payout_at.micros, now.micros + 1);
    EXPECT_TRUE(reads.find_totals({client.key.value + 1}, one).empty());
  });
}

// Entries: 1 funding 1000 USD, 2 funding 1000 EUR, 3 hold 200 USD (completed), 4 hold 100 USD (on
// its way), 5 hold 300 EUR (failed), 6 hold 200 USD (expired), 7 what paid 3, 8 history.
TEST_P(ListStoreContract, transactions_are_filtered_sorted_and_paged) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  add_transactions(client.key);
  add_transactions(other.key);
  struct Case {
    TransactionQuery query;
    std::string by_number;
    std::string by_amount;
  };
  const auto usd = currency("USD");
  const auto eur = currency("EUR");
  using Wanted = TransactionStatus;
  const Case cases[] = {
      {{}, "1 2 3 4 5 6 of 6", "4 3 6 5 1 2 of 6"},
      {{.purpose = Purpose::funding}, "1 2 of 2", "1 2 of 2"},
      {{.purpose = Purpose::payout_held}, "3 4 5 6 of 4", "4 3 6 5 of 4"},
      {{.status = Wanted::pending}, "4 of 1", "4 of 1"},
      {{.status = Wanted::completed}, "1 2 3 of 3", "3 1 2 of 3"},
      {{.status = Wanted::failed}, "5 6 of 2", "6 5 of 2"},
      {{.currency = usd}, "1 3 4 6 of 4", "4 3 6 1 of 4"},
      {{.currency = currency("JPY")}, "of 0", "of 0"},
      {{.number = 4}, "4 of 1", "4 of 1"},
      {{.number = 7}, "of 0", "of 0"},
      {{.number = 8}, "of 0", "of 0"},
      {{.purpose = Purpose::funding, .currency = eur}, "2 of 1", "2 of 1"},
      {{.status = Wanted::failed, .currency = usd}, "6 of 1", "6 of 1"},
      {{.purpose = Purpose::payout_held, .status = Wanted::completed, .currency = usd},
       "3 of 1",
       "3 of 1"},
      {{.purpose = Purpose::funding, .number = 4}, "of 0", "of 0"},
  };
  for (const Case& each : cases) {
    for (const bool by_amount : {false, true}) {
      TransactionQuery query = each.query;
      query.by_amount = by_amount;
      query.descending = false;
      const std::string expected = by_amount ? each.by_amount : each.by_number;
      EXPECT_EQ(page(client.key, query), expected);
      const std::string order = expected.substr(0, expected.find("of"));
      const std::string total = expected.substr(expected.find("of"));
      query.descending = true;
      std::string turned;
      for (size_t at = order.size(); at >= 2; at -= 2) turned += order.substr(at - 2, 2);
      EXPECT_EQ(page(client.key, query), turned + total);
      query.descending = false;
      query.limit = 1;
      for (query.offset = 0; query.offset <= order.size() / 2; ++query.offset) {
        const std::string row =
            query.offset * 2 < order.size() ? order.substr(query.offset * 2, 2) : std::string();
        EXPECT_EQ(page(client.key, query), row + total);
      }
    }
  }
  constexpr uint64_t far = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(page(client.key, TransactionQuery{.offset = far}), "of 6");
}

TEST_P(ListStoreContract, a_transaction_shows_the_status_of_its_payout) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  add_transactions(client.key);
  read([&](Reads& reads) {
    const auto page = reads.list_transactions(client.key, {.descending = false});
    ASSERT_EQ(page.rows.size(), 6U);
    EXPECT_EQ(page.rows[0].purpose, Purpose::funding);
    EXPECT_EQ(page.rows[0].amount, (money::Amount{1'000, currency("USD")}));
    EXPECT_FALSE(page.rows[0].payout_id);
    EXPECT_FALSE(page.rows[0].payout_status);
    EXPECT_EQ(page.rows[0].remarks, "");
    const WalletTransaction& held = page.rows[4];
    EXPECT_EQ(held.purpose, Purpose::payout_held);
    EXPECT_EQ(held.amount, (money::Amount{300, currency("EUR")}));
    EXPECT_EQ(held.payout_id, reads.find_payout(client.key, 2U)->payout.id);
    EXPECT_EQ(held.payout_status, Status::failed);
    EXPECT_EQ(held.remarks, "hold");
    EXPECT_EQ(held.created_at.micros, now.micros + 5);
  });
}

}  // namespace payoutd::store
