// What becomes of rewards and of their money, over a real store.
#include "actions/rewards.h"

#include "actions/referral_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using referrals::RewardStatus;

class RewardsTest : public ReferralFixture {
 protected:
  RewardsTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}
  ~RewardsTest() override { expect_sound(); }

  base::Result<store::StoredReward> unlock(const referrals::RewardId& id) {
    return written([&](store::Transaction& transaction) {
      return unlock_reward(transaction, id, clock_.now());
    });
  }
  base::Result<store::StoredReward> reverse(const referrals::RewardId& id,
                                            const std::string& reason = "") {
    return written([&](store::Transaction& transaction) {
      return reverse_reward(transaction, id, reason, clock_.now());
    });
  }
};

TEST_F(RewardsTest, a_credit_is_pending_until_it_is_unlocked) {
  const auto first = credit(ada_, 100, false);
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.note, "a note");
  EXPECT_EQ(first.unlocks_at.micros, clock_.now().micros + rules_.hold_micros);
  EXPECT_EQ(balance(ada_), "100/0/100");
  credit(ada_, 7);
  EXPECT_EQ(balance(ada_), "100/7/107");
  EXPECT_EQ(reward(ada_, 2).available_at, clock_.now());

  const auto unlocked = unlock(first.id);
  ASSERT_TRUE(unlocked);
  EXPECT_EQ(unlocked->reward.status, RewardStatus::available);
  EXPECT_EQ(balance(ada_), "0/107/107");
  EXPECT_EQ(word(unlock(first.id)), "reward_not_actionable");
  EXPECT_EQ(word(unlock(new_id())), "reward_not_found");
  EXPECT_EQ(balance(ben_), "0/0/0");
}

TEST_F(RewardsTest, a_credit_is_for_users_alone) {
  EXPECT_EQ(word(try_credit(client_, 5, true)), "user_not_found");
  EXPECT_EQ(word(try_credit({.owner = {999}, .owner_id = {}}, 5, true)), "user_not_found");
  EXPECT_EQ(word(pay("p", client_, 5)), "user_not_found");
  EXPECT_EQ(word(spend(client_, "INV", 5)), "user_not_found");
}

TEST_F(RewardsTest, a_payment_is_rewarded_once_at_the_rate_of_its_time) {
  const Caller eve = new_invitee("eve@x.test");
  const auto first = pay("p1", eve, 1'000'005);
  ASSERT_TRUE(first && *first);
  const referrals::Reward reward = (*first)->reward;
  EXPECT_EQ(reward.amount.micro, 100'000) << "10 %, half to even";
  EXPECT_EQ(reward.rate_bps, 1'000);
  EXPECT_EQ(reward.tier, 1);
  EXPECT_EQ(reward.payment_id, "p1");
  EXPECT_EQ(reward.payment_micro, 1'000'005);
  EXPECT_EQ((*first)->invitee, eve.owner_id);
  EXPECT_EQ((*first)->owner, ada_.owner);

  const auto again = pay("p1", eve, 1'000'005);
  ASSERT_TRUE(again && *again);
  EXPECT_EQ((*again)->reward, reward);
  EXPECT_EQ(word(pay("p1", eve, 1'000'006)), "payment_differs");
  EXPECT_EQ(word(pay("p1", ben_, 1'000'005)), "payment_differs");
  EXPECT_EQ(balance(ada_), "100000/0/100000");

  write([&](store::Transaction& transaction) {
    transaction.put_profile(ada_.owner, {2, "Ada", clock_.now(), {}});
  });
  EXPECT_EQ((*pay("p2", eve, 100))->reward.amount.micro, 15);
  rules_.tiers = *referrals::Tiers::parse("7:only:100");
  EXPECT_EQ((*pay("p3", eve, 1'000))->reward.amount.micro, 10) << "tier 2 is no more: the first's";
  EXPECT_EQ(attributions(ada_), "first_paid of somebody; signup of somebody; ");
  const auto invitee = read([&](auto& reads) { return reads.find_invitee(ada_.owner, 1); });
  EXPECT_TRUE(invitee->invitee.total_paid_micro == 1'001'105);
  EXPECT_EQ(invitee->invitee.payments, 3);
  EXPECT_EQ(overview(ada_).paid_invitees, 1);
}

TEST_F(RewardsTest, a_payment_of_which_nothing_comes_is_remembered) {
  const auto uninvited = pay("p1", ben_, 1'000);
  ASSERT_TRUE(uninvited);
  EXPECT_FALSE(*uninvited);
  EXPECT_EQ(word(pay("p1", ben_, 1'001)), "payment_differs");
  const Caller eve = new_invitee("eve@x.test");
  const auto small = pay("p2", eve, 5);
  ASSERT_TRUE(small);
  EXPECT_FALSE(*small) << "half a micro-unit to even is nothing";
  EXPECT_FALSE(*pay("p2", eve, 5));
  EXPECT_EQ(overview(ada_).paid_invitees, 1) << "who paid has paid all the same";
  EXPECT_EQ(balance(ada_), "0/0/0");
}

TEST_F(RewardsTest, a_reward_is_reversed_whole_from_where_it_is) {
  const auto pending = credit(ada_, 10, false);
  const auto available = credit(ada_, 20);
  ASSERT_TRUE(reverse(pending.id));
  EXPECT_EQ(reward(ada_, 1).note, "a note");
  EXPECT_EQ(balance(ada_), "0/20/20");
  ASSERT_TRUE(reverse(available.id, "mistaken"));
  EXPECT_EQ(reward(ada_, 2).note, "mistaken");
  EXPECT_EQ(balance(ada_), "0/0/0");
  EXPECT_EQ(word(reverse(available.id)), "reward_not_actionable");
  EXPECT_EQ(word(unlock(pending.id)), "reward_not_actionable");
  EXPECT_EQ(word(reverse(new_id())), "reward_not_found");

  const auto used = credit(ada_, 30);
  ASSERT_TRUE(spend(ada_, "INV_1", 1));
  EXPECT_EQ(word(reverse(used.id)), "reward_in_use");
  ASSERT_TRUE(spend(ada_, "INV_2", 29));
  EXPECT_EQ(word(reverse(used.id)), "reward_not_actionable");
}

TEST_F(RewardsTest, an_invoice_takes_the_oldest_first_and_once) {
  credit(ada_, 10);
  credit(ada_, 50, false);
  credit(ada_, 20);
  EXPECT_EQ(word(spend(ada_, "INV", 31)), "balance_insufficient");
  EXPECT_EQ(balance(ada_), "50/30/80") << "nothing was taken";
  ASSERT_TRUE(spend(ada_, "INV", 12));
  EXPECT_EQ(parts(ada_, 1), "spent 0/0/0/10");
  EXPECT_EQ(parts(ada_, 2), "pending 50/0/0/0");
  EXPECT_EQ(parts(ada_, 3), "available 18/0/0/2");
  EXPECT_EQ(word(spend(ada_, "INV", 1)), "invoice_already_covered");
  EXPECT_EQ(balance(ada_), "50/18/80");
  EXPECT_EQ(word(spend(ben_, "OTHER", 1)), "balance_insufficient") << "who never had anything";
}

TEST_F(RewardsTest, many_small_rewards_pay_one_invoice) {
  write([&](store::Transaction& transaction) {
    for (int i = 0; i < 250; ++i) {
      ASSERT_TRUE(
          credit_reward(transaction, rules_, ada_.owner, {2, "", true}, new_id(), clock_.now()));
    }
  });
  ASSERT_TRUE(spend(ada_, "INV", 499));
  EXPECT_EQ(parts(ada_, 249), "spent 0/0/0/2");
  EXPECT_EQ(parts(ada_, 250), "available 1/0/0/1");
}

// An installation may change its currency: what was earned before stays what it is.
TEST_F(RewardsTest, rewards_of_one_currency_pay_nothing_in_another) {
  credit(ada_, 100);
  rules_.currency = *money::find_currency("EUR");
  credit(ada_, 5);
  EXPECT_EQ(balance(ada_), "0/5/5");
  EXPECT_EQ(word(spend(ada_, "INV_1", 6)), "balance_insufficient");
  ASSERT_TRUE(spend(ada_, "INV_2", 5));
  EXPECT_EQ(parts(ada_, 1), "available 100/0/0/0");
  EXPECT_EQ(parts(ada_, 2), "spent 0/0/0/5");
}

TEST_F(RewardsTest, the_largest_amounts_add_up) {
  for (int i = 0; i < 12; ++i) credit(ada_, money::amount_max_micro);
  EXPECT_EQ(balance(ada_), "0/12000000000000000000/12000000000000000000") << "beyond 64 bits";
}

}  // namespace
}  // namespace payoutd::actions
