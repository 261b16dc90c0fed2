// A user asks for payouts and takes them back: what they take of which rewards, over a real store.
#include "actions/request_payout.h"

#include "actions/referral_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::Status;

class RequestPayoutTest : public ReferralFixture {
 protected:
  RequestPayoutTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}
  ~RequestPayoutTest() override { expect_sound(); }

  base::Result<PayoutRequest> ask(const Caller& user, int64_t micro,
                                  std::optional<std::string> key = {},
                                  const std::string& address = "0xabc") {
    base::Result<PayoutRequest> result = base::refused("nobody_answered", "");
    requests_.create(user, {{micro, rules_.currency}, "ethereum", address}, std::move(key),
                     [&](base::Result<PayoutRequest> made) { result = std::move(made); });
    return result;
  }
  store::StoredPayout asked(const Caller& user, int64_t micro) {
    auto made = ask(user, micro);
    base::check(made.has_value(), "a test's own step succeeds");
    return made->stored;
  }
  base::Result<store::StoredPayout> cancel(const Caller& user, const payouts::PayoutId& id) {
    base::Result<store::StoredPayout> result = base::refused("nobody_answered", "");
    requests_.cancel(user, id,
                     [&](base::Result<store::StoredPayout> made) { result = std::move(made); });
    return result;
  }
  void move(const store::StoredPayout& payout, Status to) {
    write([&](store::Transaction& transaction) {
      moved(transaction, *transaction.find_payout(payout.owner, payout.payout.number), to);
    });
  }

  RequestPayout requests_{*store_, writer_, clock_, random_};
};

TEST_F(RequestPayoutTest, takes_the_oldest_rewards_first) {
  credit(ada_, 10);
  credit(ada_, 50, false);
  credit(ada_, 20);
  const auto made = asked(ada_, 15);
  EXPECT_EQ(made.payout.status, Status::created);
  EXPECT_EQ(made.payout.network, "ethereum");
  EXPECT_EQ(made.payout.address, "0xabc");
  EXPECT_EQ(made.due_at, clock_.now());
  EXPECT_EQ(parts(ada_, 1), "available 0/10/0/0");
  EXPECT_EQ(parts(ada_, 2), "pending 50/0/0/0");
  EXPECT_EQ(parts(ada_, 3), "available 15/5/0/0");
  EXPECT_EQ(balance(ada_), "50/15/80");
  EXPECT_EQ(word(ask(ada_, 16)), "balance_insufficient") << "what is pending is not there yet";
  EXPECT_EQ(word(ask(ben_, 1)), "balance_insufficient") << "who never had anything";
  EXPECT_TRUE(ask(ada_, 15)) << "all of it";
  EXPECT_EQ(balance(ada_), "50/0/80");
}

TEST_F(RequestPayoutTest, what_is_paid_is_gone_and_what_is_not_comes_back_to_the_same_rewards) {
  credit(ada_, 10);
  credit(ada_, 20);
  const auto first = asked(ada_, 12);
  const auto second = asked(ada_, 10);
  move(first, Status::processing);
  move(first, Status::completed);
  EXPECT_EQ(parts(ada_, 1), "paid_out 0/0/10/0");
  EXPECT_EQ(parts(ada_, 2), "available 8/10/2/0");
  move(second, Status::expired);
  EXPECT_EQ(parts(ada_, 2), "available 18/0/2/0");
  const auto third = asked(ada_, 18);
  move(third, Status::failed);
  EXPECT_EQ(parts(ada_, 2), "available 18/0/2/0");
  EXPECT_EQ(balance(ada_), "0/18/30");
}

TEST_F(RequestPayoutTest, is_cancelled_by_its_user_until_somebody_begins_to_send_it) {
  credit(ada_, 30);
  const auto created = asked(ada_, 10);
  const auto queued = asked(ada_, 10);
  move(queued, Status::queued);
  const auto processing = asked(ada_, 10);
  move(processing, Status::processing);

  EXPECT_EQ(word(cancel(ben_, created.payout.id)), "payout_not_found") << "another user's";
  EXPECT_EQ(word(cancel(ada_, {})), "payout_not_found");
  for (const auto& each : {created, queued}) {
    const auto cancelled = cancel(ada_, each.payout.id);
    ASSERT_TRUE(cancelled) << cancelled.error().message;
    EXPECT_EQ(cancelled->payout.status, Status::cancelled);
    EXPECT_EQ(word(cancel(ada_, each.payout.id)), "payout_not_actionable") << "once";
  }
  EXPECT_EQ(word(cancel(ada_, processing.payout.id)), "payout_not_actionable");
  EXPECT_EQ(parts(ada_, 1), "available 20/10/0/0");
  const auto rows =
      read([&](auto& reads) { return reads.find_history(ada_.owner, created.payout.number); });
  EXPECT_EQ(rows.back().actor.type, payouts::ActorType::user);
}

TEST_F(RequestPayoutTest, with_a_key_happens_once) {
  credit(ada_, 100);
  credit(ben_, 100);
  const auto first = ask(ada_, 10, "the-key-1");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  move(first->stored, Status::processing);
  const auto again = ask(ada_, 10, "the-key-1");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->stored.payout.id, first->stored.payout.id);
  EXPECT_EQ(again->stored.payout.status, Status::created) << "the first answer, word for word";
  EXPECT_EQ(word(ask(ada_, 11, "the-key-1")), "idempotency_key_reused");
  EXPECT_EQ(word(ask(ada_, 10, "the-key-1", "0xdef")), "idempotency_key_reused");
  EXPECT_EQ(balance(ada_), "0/90/100");
  EXPECT_FALSE(ask(ben_, 10, "the-key-1")->replayed) << "another user's key";
  EXPECT_EQ(word(ask(ada_, 91, "the-key-2")), "balance_insufficient");
  EXPECT_FALSE(ask(ada_, 90, "the-key-2")->replayed) << "a refusal uses no key up";
}

TEST_F(RequestPayoutTest, is_found_by_its_user_alone) {
  credit(ada_, 10);
  const auto made = asked(ada_, 10);
  const auto found = requests_.find(ada_, made.payout.id);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->payout.number, made.payout.number);
  EXPECT_FALSE(*requests_.find(ben_, made.payout.id));
  EXPECT_FALSE(*requests_.find(ada_, {}));
}

}  // namespace
}  // namespace payoutd::actions
