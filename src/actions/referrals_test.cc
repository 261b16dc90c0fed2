// What a user sees and sets of the referral programme, over a real store.
#include "actions/referrals.h"

#include "actions/referral_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

class ReferralsTest : public ReferralFixture {
 protected:
  ReferralsTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}
  ~ReferralsTest() override { expect_sound(); }

  base::Result<store::ReferralCode> set(const Caller& user, std::string_view slug) {
    base::Result<store::ReferralCode> result = base::refused("nobody_answered", "");
    referrals_.set_slug(user, slug, [&](auto code) { result = std::move(code); });
    return result;
  }
  void remove(const Caller& user) {
    base::Status result = base::refused("nobody_answered", "");
    referrals_.remove_slug(user, [&](base::Status removed) { result = std::move(removed); });
    EXPECT_TRUE(result);
  }
  std::optional<std::string> slug(const Caller& user) {
    return referrals_.overview(user)->custom_slug;
  }

  Referrals referrals_{*store_, writer_, clock_, random_, rules_};
};

TEST_F(ReferralsTest, slugs_that_break_the_rules_are_refused) {
  const struct {
    std::string slug;
    const char* word;
  } rows[] = {{"", "slug_invalid"},
              {"ab", "slug_invalid"},
              {"-ab", "slug_invalid"},
              {"ab-", "slug_invalid"},
              {"a_b", "slug_invalid"},
              {"aä-b", "slug_invalid"},
              {std::string(33, 'a'), "slug_invalid"},
              {referrals::account_code(ben_.owner_id), "slug_reserved"},
              {std::string(32, 'a'), "ok"},
              {" ADA-1\t", "ok"}};
  for (const auto& row : rows) EXPECT_EQ(word(set(ada_, row.slug)), row.word) << row.slug;
  EXPECT_EQ(slug(ada_), "ada-1");
}

TEST_F(ReferralsTest, a_slug_is_its_users_for_ever_and_one_works) {
  const auto first = set(ada_, "first");
  ASSERT_TRUE(first);
  EXPECT_EQ(word(set(ben_, "FIRST")), "slug_taken");
  const auto again = set(ada_, "first");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, first->id) << "the same code";
  ASSERT_TRUE(set(ada_, "second"));
  EXPECT_EQ(slug(ada_), "second");
  EXPECT_EQ(word(set(ben_, "first")), "slug_taken") << "whose it was, also if disabled";
  clock_.advance_micros(5);
  const auto back = set(ada_, "first");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->id, first->id);
  EXPECT_FALSE(back->disabled_at);
  EXPECT_EQ(slug(ada_), "first");
  remove(ada_);
  EXPECT_EQ(slug(ada_), std::nullopt);
  remove(ada_);
  remove(ben_);
  EXPECT_EQ(word(set(ben_, "first")), "slug_taken");
}

TEST_F(ReferralsTest, an_overview_says_who_invites_whom_at_which_rate) {
  const auto alone = referrals_.overview(ada_);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->primary_code, referrals::account_code(ada_.owner_id));
  EXPECT_EQ(alone->tier.number, 1);
  EXPECT_FALSE(alone->inviter_display);
  EXPECT_EQ(balance(ada_), "0/0/0");

  const Caller eve = new_invitee("eve@x.test");
  const std::string id = base::to_text(ada_.owner_id.value);
  EXPECT_EQ(referrals_.overview(eve)->inviter_display, "User " + id.substr(id.size() - 8));
  write([&](store::Transaction& transaction) {
    transaction.put_profile(ada_.owner, {2, "Ada", clock_.now(), {}});
  });
  EXPECT_EQ(referrals_.overview(eve)->inviter_display, "Ada");
  EXPECT_EQ(referrals_.overview(ada_)->tier.rate_bps, 1'500);

  const auto invitees = referrals_.list_invitees(ada_, 0, 9);
  ASSERT_TRUE(invitees);
  ASSERT_EQ(invitees->size(), 1U);
  EXPECT_EQ(invitees->front().display_name.substr(0, 5), "User ") << "never the e-mail";
  EXPECT_TRUE(referrals_.list_invitees(eve, 0, 9)->empty());
}

TEST_F(ReferralsTest, rewards_are_ones_own) {
  credit(ada_, 5);
  EXPECT_EQ(referrals_.list_rewards(ada_, {})->size(), 1U);
  EXPECT_TRUE(referrals_.list_rewards(ben_, {})->empty());
}

}  // namespace
}  // namespace payoutd::actions
