// store/books_contract.h: what every store must hand over of an owner's books, as one suite. For
// tests only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/money_fixture.h"

namespace payoutd::store {

// Writes down in words what it is given.
class WriteDownBooks final : public BooksSink, public PayoutSink {
 public:
  void payout(const payouts::PayoutView& payout) override {
    add("payout " + std::to_string(payout.number));
  }
  void tie(payouts::PayoutNumber payout, std::optional<EntryNumber> hold,
           std::optional<base::Timestamp> due_at) override {
    add("tie " + std::to_string(payout) + " " + std::to_string(hold.value_or(0)) + " " +
        std::to_string(due_at ? due_at->micros : 0));
  }
  void entry(const StoredEntry& entry) override {
    add("entry " + std::to_string(entry.number) + "/" +
        std::to_string(entry.entry.postings.size()));
  }
  void accounts(const CurrencyAccounts& accounts) override {
    add("accounts " + std::string(accounts.currency().code()) + " " +
        money::to_digits(ledger::available(accounts.wallet())));
  }
  void history(payouts::PayoutNumber payout, int64_t position, int64_t event,
               const payouts::HistoryRow& row) override {
    add("history " + std::to_string(payout) + "." + std::to_string(position) + " #" +
        std::to_string(event) + " " + row.message);
  }
  void attempt(payouts::PayoutNumber payout, const payouts::Attempt& attempt) override {
    add("attempt " + std::to_string(payout) + "." + std::to_string(attempt.number));
  }
  void idempotency(const IdempotencyRecord& record) override { add("key " + record.key); }
  void total(const payouts::BeneficiaryId& id, const BeneficiaryTotal& total) override {
    add("total " + base::to_text(id.value) + " " + std::to_string(total.payouts));
  }
  void reward(const referrals::Reward& reward,
              const std::optional<ReferralPayment>& payment) override {
    add("reward " + std::to_string(reward.number) + " of " +
        (payment ? payment->payment_id : "nothing"));
  }
  void reward_use(payouts::PayoutNumber payout, const RewardUse& use) override {
    add("use " + std::to_string(payout) + " " + std::to_string(use.reward) + " " +
        std::to_string(use.amount_micro));
  }
  void spending(const Spending& spending) override { add("spending " + spending.invoice_id); }
  void invitee(const Invitee& invitee, const std::optional<Invitation>& known) override {
    add("invitee " + std::to_string(invitee.number) + " of " +
        (known ? std::to_string(known->invitee_number) : "nobody"));
  }
  void attribution(int64_t number) override { add("attribution " + std::to_string(number)); }

  // Of one kind, in the order in which they came.
  std::vector<std::string> of(const std::string& kind) const {
    std::vector<std::string> found;
    for (const std::string& each : rows) {
      if (each.starts_with(kind)) found.push_back(each);
    }
    return found;
  }

  std::vector<std::string> rows;
  std::function<void()> on_row;

 private:
  void add(std::string row) {
    rows.push_back(std::move(row));
    if (on_row) on_row();
  }
};

class BooksStoreContract : public MoneyFixture {
 protected:
  // One of everything more; `name` begins its texts.
  void add_all(Store& store, payouts::OwnerKey key, const std::string& name,
               const payouts::BeneficiaryId& beneficiary) {
    const auto written = store.write([&](Transaction& transaction) -> base::Status {
      Owner& owner = *must(transaction.change_owner(key));
      const EntryNumber number = owner.entry_count + 1;
      auto row = payout(owner.payout_count++, owner.version, name);
      EXPECT_TRUE(transaction.insert_payout(key, view(row), number, base::Timestamp{number}));
      post(transaction, key, funding(5, currency("USD")));
      post(transaction, key, funding(6, currency("EUR")));
      for (const payouts::PayoutNumber payout : {9U, 10U}) {
        const auto position = transaction.count_history(key, payout);
        transaction.add_history(key, payout, position, number * 100 + payout, {},
                                {{}, payouts::Status::created, {}, name, now});
        payouts::Attempt attempt{.number = number,
                                 .key = {base::make_uuid_v7(now, random_)},
                                 .rail = name,
                                 .created_at = now,
                                 .updated_at = now};
        transaction.put_attempt(key, payout, attempt);
      }
      transaction.add_idempotency(key, {name, {}, {}, "", now});
      transaction.put_total(key, beneficiary, {currency("USD"), number, 5, now});
      return {};
    });
    EXPECT_TRUE(written) << written.error().message;
  }
};

TEST_P(BooksStoreContract, books_hand_over_everything_of_the_owner_once) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  const payouts::BeneficiaryId paid{base::make_uuid_v7(now, random_)};
  add_all(store_, client.key, "a", paid);
  add_all(store_, other.key, "x", paid);
  add_all(store_, client.key, "b", paid);
  WriteDownBooks books;
  ASSERT_TRUE(store_.read_books(client.key, books, books));
  using Rows = std::vector<std::string>;
  EXPECT_EQ(books.of("entry"), (Rows{"entry 1/2", "entry 2/2", "entry 3/2", "entry 4/2"}));
  EXPECT_EQ(books.of("accounts"), (Rows{"accounts EUR 12", "accounts USD 10"}));
  EXPECT_EQ(books.of("history"), (Rows{"history 9.0 #109 a", "history 9.1 #309 b",
                                       "history 10.0 #110 a", "history 10.1 #310 b"}));
  EXPECT_EQ(books.of("attempt"),
            (Rows{"attempt 9.1", "attempt 9.3", "attempt 10.1", "attempt 10.3"}));
  EXPECT_EQ(books.of("key"), (Rows{"key a", "key b"}));
  EXPECT_EQ(books.of("total"), (Rows{"total " + base::to_text(paid.value) + " 3"}));
  EXPECT_EQ(books.of("payout"), (Rows{"payout 0", "payout 1"}));
  EXPECT_EQ(books.of("tie"), (Rows{"tie 0 1 1", "tie 1 3 3"}));
  EXPECT_EQ(books.rows.front(), "payout 0") << "payouts come first";
  EXPECT_EQ(books.rows.size(), 21U);

  WriteDownBooks nobody;
  EXPECT_EQ(store_.read_books({other.key.value + 1}, nobody, nobody).error().reason,
            "owner_not_found");
  EXPECT_TRUE(nobody.rows.empty());
}

TEST_P(BooksStoreContract, books_hand_over_what_a_user_earned_and_of_no_other) {
  const Owner user = new_owner(OwnerKind::user, "ada@x.test");
  const Owner other = new_owner(OwnerKind::user, "ben@x.test");
  for (const payouts::OwnerKey key : {user.key, other.key}) {
    const std::string name = key == user.key ? "ada" : "ben";
    ASSERT_TRUE(write([&](Transaction& transaction) {
      referrals::Reward reward{.number = 1, .amount = {5, currency("USD")}, .free_micro = 5};
      transaction.add_reward(key, reward);
      reward.number = 2;
      reward.id = {base::make_uuid_v7(now, random_)};
      reward.payment_id = name;
      transaction.add_reward(key, reward);
      transaction.add_referral_payment({name, {}, key, 2, now});
      transaction.add_reward_use(key, 9, {1, 5});
      transaction.add_spending(key, {name, 5, 3, now});
      transaction.put_invitee(key, {1, other.key, now, 0, 0});
      transaction.put_invitee(key, {2, user.key, now, 0, 0});
      transaction.add_attribution(key, {1, AttributionKind::signup, {}, "", now}, {});
    }));
  }
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_profile(other.key, {1, "", now, Invitation{user.key, 1}});
  }));
  WriteDownBooks books;
  ASSERT_TRUE(store_.read_books(user.key, books, books));
  EXPECT_EQ(books.rows, (std::vector<std::string>{"reward 1 of nothing", "reward 2 of ada",
                                                  "use 9 1 5", "spending ada", "invitee 1 of 1",
                                                  "invitee 2 of nobody", "attribution 1"}));
}

TEST_P(BooksStoreContract, books_are_of_one_state_whatever_is_written_meanwhile) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const payouts::BeneficiaryId paid{base::make_uuid_v7(now, random_)};
  add_all(store_, client.key, "0", paid);
  WriteDownBooks before;
  ASSERT_TRUE(store_.read_books(client.key, before, before));
  WriteDownBooks during;
  int written = 0;
  during.on_row = [&] { add_all(store_, client.key, std::to_string(++written), paid); };
  ASSERT_TRUE(store_.read_books(client.key, during, during));
  EXPECT_GT(written, 0);
  EXPECT_EQ(during.rows, before.rows);
  WriteDownBooks after;
  ASSERT_TRUE(store_.read_books(client.key, after, after));
  EXPECT_GT(after.rows.size(), before.rows.size());
}

TEST_P(BooksStoreContract, one_read_is_of_one_state_too) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const payouts::BeneficiaryId paid{base::make_uuid_v7(now, random_)};
  const auto refused = store_.read([&](Reads& reads) -> base::Status {
    EXPECT_TRUE(reads.find_accounts(client.key).empty());
    add_all(store_, client.key, "a", paid);
    EXPECT_TRUE(reads.find_accounts(client.key).empty()) << "not of this state";
    EXPECT_FALSE(reads.find_idempotency(client.key, "a"));
    return base::refused("changed_my_mind", "");
  });
  EXPECT_EQ(refused.error().reason, "changed_my_mind");
  read([&](Reads& reads) { EXPECT_TRUE(reads.find_idempotency(client.key, "a")); });
}

}  // namespace payoutd::store
