// store/referral_contract.h: what every store must do with users who invite others, as one suite.
// For tests only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/money_fixture.h"

namespace payoutd::store {

class ReferralStoreContract : public MoneyFixture {
 protected:
  using RewardStatus = referrals::RewardStatus;

  referrals::Reward reward(int64_t number, RewardStatus status = RewardStatus::available,
                           const char* code = "USD") {
    referrals::Reward made{.id = {base::make_uuid_v7(now, random_)},
                           .number = number,
                           .status = status,
                           .amount = {number * 100, currency(code)},
                           .free_micro = status == RewardStatus::reversed ? 0 : number * 100,
                           .created_at = now,
                           .unlocks_at = {now.micros + number}};
    if (status == RewardStatus::available) made.available_at = now;
    if (status == RewardStatus::reversed) made.reversed_at = now;
    return made;
  }
  referrals::Reward add(payouts::OwnerKey user, const referrals::Reward& made) {
    EXPECT_TRUE(write([&](Transaction& transaction) { transaction.add_reward(user, made); }));
    return made;
  }

  // Of a list, their numbers: "3 2 1 ".
  std::string numbers(payouts::OwnerKey user, const RewardQuery& query) {
    std::string found;
    read([&](Reads& reads) {
      for (const StoredReward& each : reads.list_rewards(user, query)) {
        EXPECT_EQ(each.owner, user);
        found += std::to_string(each.reward.number) + " ";
      }
    });
    return found;
  }
  std::string invitees(payouts::OwnerKey user, uint64_t offset, uint32_t limit) {
    std::string found;
    read([&](Reads& reads) {
      for (const ShownInvitee& each : reads.list_invitees(user, offset, limit)) {
        found += std::to_string(each.invitee.number) + " ";
      }
    });
    return found;
  }
  std::string free(Reads& reads, payouts::OwnerKey user, const char* code, int64_t after,
                   uint32_t limit) {
    std::string found;
    for (const referrals::Reward& each :
         reads.find_free_rewards(user, currency(code), after, limit)) {
      found += std::to_string(each.number) + " ";
    }
    return found;
  }

  const Owner user_ = new_owner(OwnerKind::user, "ada@x.test");
  const Owner other_ = new_owner(OwnerKind::user, "ben@x.test");
};

TEST_P(ReferralStoreContract, users_are_found_and_clients_are_none) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  read([&](Reads& reads) {
    const auto by_id = reads.find_user(user_.id);
    ASSERT_TRUE(by_id);
    EXPECT_EQ(by_id->key, user_.key);
    EXPECT_EQ(by_id->email, "ada@x.test");
    const auto by_key = reads.find_user(other_.key);
    ASSERT_TRUE(by_key);
    EXPECT_EQ(by_key->id, other_.id);
    EXPECT_FALSE(reads.find_user(client.id));
    EXPECT_FALSE(reads.find_user(client.key));
    EXPECT_FALSE(reads.find_user(payouts::OwnerKey{999}));
  });
}

TEST_P(ReferralStoreContract, a_profile_is_added_and_replaced) {
  read([&](Reads& reads) { EXPECT_FALSE(reads.find_profile(user_.key)); });
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_profile(user_.key, {2, "", now, {}});
    const auto seen = transaction.find_profile(user_.key);
    ASSERT_TRUE(seen) << "a transaction sees what it wrote";
    EXPECT_EQ(seen->tier, 2);
    EXPECT_TRUE(seen->display_name.empty());
    EXPECT_FALSE(seen->invitation);
  }));
  const base::Timestamp later{now.micros + 5};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_profile(user_.key, {3, "Ada", later, Invitation{other_.key, 4}});
  }));
  read([&](Reads& reads) {
    const auto found = reads.find_profile(user_.key);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->tier, 3);
    EXPECT_EQ(found->display_name, "Ada");
    EXPECT_EQ(found->updated_at, later);
    ASSERT_TRUE(found->invitation);
    EXPECT_EQ(found->invitation->inviter, other_.key);
    EXPECT_EQ(found->invitation->invitee_number, 4);
    EXPECT_FALSE(reads.find_profile(other_.key));
  });
}

TEST_P(ReferralStoreContract, a_code_is_its_owners_for_ever_and_one_works) {
  ReferralCode first{"ada", user_.key, {base::make_uuid_v7(now, random_)}, now, {}};
  ReferralCode second{"ada-2", user_.key, {base::make_uuid_v7(now, random_)}, now, {}};
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.put_code(first); }));
  first.disabled_at = base::Timestamp{now.micros + 1};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_code(first);
    EXPECT_FALSE(transaction.find_code_of(user_.key));
    transaction.put_code(second);
  }));
  read([&](Reads& reads) {
    const auto disabled = reads.find_code("ada");
    ASSERT_TRUE(disabled);
    EXPECT_EQ(disabled->owner, user_.key);
    EXPECT_EQ(disabled->id, first.id);
    EXPECT_EQ(disabled->disabled_at, first.disabled_at);
    EXPECT_EQ(reads.find_code_of(user_.key)->code, "ada-2");
    EXPECT_FALSE(reads.find_code_of(user_.key)->disabled_at);
    EXPECT_FALSE(reads.find_code("nobody"));
    EXPECT_FALSE(reads.find_code_of(other_.key));
  });
}

TEST_P(ReferralStoreContract, invitees_are_listed_from_the_last_with_their_names) {
  EXPECT_EQ(invitees(user_.key, 0, 10), "");
  std::vector<Owner> invited;
  for (int64_t number = 1; number <= 5; ++number) {
    invited.push_back(new_owner(OwnerKind::user, std::to_string(number) + "@x.test"));
    ASSERT_TRUE(write([&](Transaction& transaction) {
      transaction.put_invitee(user_.key, {number, invited.back().key, now, 0, 0});
    }));
  }
  constexpr money::Sum huge = static_cast<money::Sum>(30) * money::amount_max_micro;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_profile(invited[1].key, {1, "Eve", now, Invitation{user_.key, 2}});
    transaction.put_invitee(user_.key, {2, invited[1].key, now, huge, 31});
    EXPECT_EQ(transaction.count_paid_invitees(user_.key), 1);
  }));
  EXPECT_EQ(invitees(user_.key, 0, 10), "5 4 3 2 1 ");
  EXPECT_EQ(invitees(user_.key, 0, 2), "5 4 ");
  EXPECT_EQ(invitees(user_.key, 2, 2), "3 2 ");
  EXPECT_EQ(invitees(user_.key, 4, 2), "1 ");
  EXPECT_EQ(invitees(user_.key, 5, 2), "");
  EXPECT_EQ(invitees(user_.key, 18'446'744'073'709'551'615U, 2), "");
  EXPECT_EQ(invitees(other_.key, 0, 10), "");
  read([&](Reads& reads) {
    const auto second = reads.find_invitee(user_.key, 2);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->id, invited[1].id);
    EXPECT_EQ(second->display_name, "Eve");
    EXPECT_TRUE(second->invitee.total_paid_micro == huge) << "beyond 64 bits";
    EXPECT_EQ(second->invitee.payments, 31);
    EXPECT_TRUE(reads.find_invitee(user_.key, 3)->display_name.empty());
    EXPECT_FALSE(reads.find_invitee(user_.key, 6));
    EXPECT_EQ(reads.count_paid_invitees(user_.key), 1);
    EXPECT_EQ(reads.count_paid_invitees(other_.key), 0);
  });
}

TEST_P(ReferralStoreContract, a_reward_is_kept_whole_and_changed) {
  const Owner invited = new_owner(OwnerKind::user, "eve@x.test");
  auto made = reward(1, RewardStatus::pending);
  made.invitee_number = 1;
  made.payment_id = "pay-1";
  made.payment_micro = 1'000;
  made.rate_bps = 1'000;
  made.tier = 2;
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.put_invitee(user_.key, {1, invited.key, now, 1'000, 1});
    transaction.add_reward(user_.key, made);
    const auto seen = transaction.find_reward(made.id);
    ASSERT_TRUE(seen) << "a transaction sees what it wrote";
    EXPECT_EQ(seen->reward, made);
    EXPECT_EQ(seen->owner, user_.key);
    EXPECT_EQ(seen->invitee, invited.id);
  }));
  unlock(made, {now.micros + 9});
  reserve(made, 40);
  made.note = "changed";
  ASSERT_TRUE(write([&](Transaction& transaction) { transaction.update_reward(user_.key, made); }));
  const auto by_hand = add(user_.key, reward(2));
  read([&](Reads& reads) {
    EXPECT_EQ(reads.find_reward(user_.key, 1)->reward, made);
    EXPECT_EQ(reads.find_reward(user_.key, 2)->reward, by_hand);
    EXPECT_FALSE(reads.find_reward(user_.key, 2)->invitee);
    EXPECT_FALSE(reads.find_reward(user_.key, 3));
    EXPECT_FALSE(reads.find_reward(other_.key, 1));
    EXPECT_FALSE(reads.find_reward(referrals::RewardId{}));
  });
}

TEST_P(ReferralStoreContract, rewards_are_listed_by_offset_and_status) {
  EXPECT_EQ(numbers(user_.key, {}), "");
  using enum RewardStatus;
  for (int64_t number = 1; number <= 6; ++number) {
    add(user_.key, reward(number, number % 3 == 0   ? reversed
                                  : number % 2 == 0 ? pending
                                                    : available));
  }
  add(other_.key, reward(1));
  using Statuses = std::vector<RewardStatus>;
  EXPECT_EQ(numbers(user_.key, {}), "6 5 4 3 2 1 ");
  EXPECT_EQ(numbers(user_.key, {.offset = 2, .limit = 3}), "4 3 2 ");
  EXPECT_EQ(numbers(user_.key, {.offset = 6}), "");
  EXPECT_EQ(numbers(user_.key, {.offset = 9'223'372'036'854'775'807U}), "");
  EXPECT_EQ(numbers(user_.key, {.offset = 18'446'744'073'709'551'615U}), "");
  EXPECT_EQ(numbers(user_.key, {.statuses = Statuses{pending}}), "4 2 ");
  EXPECT_EQ(numbers(user_.key, {.statuses = Statuses{pending}, .offset = 1, .limit = 5}), "2 ");
  EXPECT_EQ(numbers(user_.key, {.statuses = Statuses{reversed, available}}), "6 5 3 1 ");
  EXPECT_EQ(
      numbers(user_.key, {.statuses = Statuses{reversed, available}, .offset = 1, .limit = 2}),
      "5 3 ");
  EXPECT_EQ(numbers(user_.key, {.statuses = Statuses{spent, paid_out}}), "");
  EXPECT_EQ(numbers(user_.key, {.statuses = Statuses{}}), "") << "none of no status";
}

TEST_P(ReferralStoreContract, free_rewards_come_oldest_first_and_of_one_currency) {
  add(user_.key, reward(1));
  add(user_.key, reward(2, RewardStatus::pending));
  add(user_.key, reward(3, RewardStatus::available, "EUR"));
  add(user_.key, reward(4));
  add(user_.key, reward(5));
  auto taken = reward(6);
  reserve(taken, 600);
  add(user_.key, taken);
  ASSERT_TRUE(write([&](Transaction& transaction) {
    EXPECT_EQ(free(transaction, user_.key, "USD", 0, 10), "1 4 5 ");
    auto first = *transaction.find_reward(user_.key, 1);
    reserve(first.reward, 100);
    transaction.update_reward(user_.key, first.reward);
    EXPECT_EQ(free(transaction, user_.key, "USD", 0, 10), "4 5 ") << "sees its own write";
  }));
  read([&](Reads& reads) {
    EXPECT_EQ(free(reads, user_.key, "USD", 0, 1), "4 ");
    EXPECT_EQ(free(reads, user_.key, "USD", 4, 10), "5 ");
    EXPECT_EQ(free(reads, user_.key, "EUR", 0, 10), "3 ");
    EXPECT_EQ(free(reads, other_.key, "USD", 0, 10), "");
  });
}

TEST_P(ReferralStoreContract, locked_rewards_of_all_users_come_longest_due_first) {
  read([&](Reads& reads) { EXPECT_FALSE(reads.next_unlock()); });
  add(user_.key, reward(3, RewardStatus::pending));
  add(other_.key, reward(2, RewardStatus::pending));
  add(user_.key, reward(1));
  const auto locked = [&](Reads& reads, int64_t after, uint32_t limit) {
    std::string found;
    for (const LockedReward& each : reads.find_locked_rewards({now.micros + after}, limit)) {
      found += (each.owner == user_.key ? "ada " : "ben ") + std::to_string(each.number) + " ";
    }
    return found;
  };
  read([&](Reads& reads) {
    EXPECT_EQ(reads.next_unlock(), (base::Timestamp{now.micros + 2}));
    EXPECT_EQ(locked(reads, 1, 9), "");
    EXPECT_EQ(locked(reads, 2, 9), "ben 2 ") << "due at that very moment";
    EXPECT_EQ(locked(reads, 3, 9), "ben 2 ada 3 ");
    EXPECT_EQ(locked(reads, 3, 1), "ben 2 ");
  });
}

TEST_P(ReferralStoreContract, uses_payments_spendings_and_attributions_are_kept) {
  ReferralPayment rewarded{"p1", base::sha256("1"), user_.key, 7, now};
  ReferralPayment unrewarded{"p2", base::sha256("2"), {}, 0, now};
  const Spending spending{"INV", 5, 3, now};
  ASSERT_TRUE(write([&](Transaction& transaction) {
    transaction.add_reward_use(user_.key, 4, {2, 20});
    transaction.add_reward_use(user_.key, 4, {1, 10});
    transaction.add_reward_use(user_.key, 5, {1, 11});
    transaction.add_referral_payment(rewarded);
    transaction.add_referral_payment(unrewarded);
    transaction.add_spending(user_.key, spending);
    transaction.add_attribution(user_.key, {1, AttributionKind::signup, {}, "", now}, other_.key);
    transaction.add_attribution(user_.key, {2, AttributionKind::tier_changed, {}, "1 → 2", now},
                                {});
    EXPECT_EQ(transaction.find_reward_uses(user_.key, 4).size(), 2U) << "sees its own write";
    EXPECT_TRUE(transaction.find_spending(user_.key, "INV"));
  }));
  read([&](Reads& reads) {
    const auto uses = reads.find_reward_uses(user_.key, 4);
    ASSERT_EQ(uses.size(), 2U);
    EXPECT_EQ(uses[0].reward, 1) << "by reward";
    EXPECT_EQ(uses[0].amount_micro, 10);
    EXPECT_EQ(uses[1].amount_micro, 20);
    EXPECT_TRUE(reads.find_reward_uses(other_.key, 4).empty());
    const auto first = reads.find_referral_payment("p1");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->rewarded, user_.key);
    EXPECT_EQ(first->reward, 7);
    EXPECT_EQ(first->meaning, rewarded.meaning);
    EXPECT_FALSE(reads.find_referral_payment("p2")->rewarded);
    EXPECT_FALSE(reads.find_referral_payment("p3"));
    EXPECT_EQ(reads.find_spending(user_.key, "INV")->entry, 3);
    EXPECT_EQ(reads.find_spending(user_.key, "INV")->amount_micro, 5);
    EXPECT_FALSE(reads.find_spending(other_.key, "INV")) << "another user's";
    const auto noted = reads.list_attributions(user_.key, 9);
    ASSERT_EQ(noted.size(), 2U);
    EXPECT_EQ(noted[0].number, 2) << "newest first";
    EXPECT_EQ(noted[0].detail, "1 → 2");
    EXPECT_FALSE(noted[0].invitee);
    EXPECT_EQ(noted[1].invitee, other_.id);
    EXPECT_EQ(noted[1].kind, AttributionKind::signup);
    EXPECT_EQ(reads.list_attributions(user_.key, 1).size(), 1U);
  });
}

// Of a batch, what was refused leaves nothing behind, and what follows does not see it.
TEST_P(ReferralStoreContract, a_refused_part_leaves_nothing) {
  const Work refused = [&](Transaction& transaction) -> base::Status {
    must(transaction.change_owner(user_.key))->reward_count = 1;
    transaction.add_reward(user_.key, reward(1));
    transaction.put_profile(user_.key, {2, "", now, {}});
    transaction.add_referral_payment({"p1", {}, user_.key, 1, now});
    transaction.add_spending(user_.key, {"INV", 5, 3, now});
    return base::refused("changed_my_mind", "");
  };
  const Work kept = [&](Transaction& transaction) -> base::Status {
    EXPECT_FALSE(transaction.find_reward(user_.key, 1));
    EXPECT_EQ(must(transaction.change_owner(user_.key))->reward_count, 0);
    EXPECT_FALSE(transaction.find_profile(user_.key));
    transaction.add_referral_payment({"p2", {}, {}, 0, now});
    return {};
  };
  const Work works[] = {refused, kept};
  base::Status results[2];
  store_.write_all(works, results);
  EXPECT_EQ(results[0].error().reason, "changed_my_mind");
  ASSERT_TRUE(results[1]);
  read([&](Reads& reads) {
    EXPECT_FALSE(reads.find_reward(user_.key, 1));
    EXPECT_FALSE(reads.find_referral_payment("p1"));
    EXPECT_FALSE(reads.find_spending(user_.key, "INV"));
    EXPECT_TRUE(reads.find_referral_payment("p2"));
  });
  EXPECT_EQ(stored(user_).reward_count, 0);
}

}  // namespace payoutd::store
