// Who invited whom, over a real store.
#include "actions/attribution.h"

#include "actions/referral_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

class AttributionTest : public ReferralFixture {
 protected:
  AttributionTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}
  ~AttributionTest() override { expect_sound(); }

  void put_slug(const Caller& user, const std::string& slug, bool works) {
    write([&](store::Transaction& transaction) {
      store::ReferralCode code{slug, user.owner, {new_id().value}, clock_.now(), {}};
      if (!works) code.disabled_at = clock_.now();
      transaction.put_code(code);
    });
  }
  // As a new user who comes by that code.
  void attribute(const Caller& user, const std::string& code) {
    write([&](store::Transaction& transaction) {
      const store::Owner owner = **transaction.change_owner(user.owner);
      attribute_user(transaction, owner, code, clock_.now());
    });
  }
  std::optional<store::Invitation> invitation(const Caller& user) {
    const auto profile = read([&](auto& reads) { return reads.find_profile(user.owner); });
    return profile ? profile->invitation : std::nullopt;
  }
};

TEST_F(AttributionTest, codes_name_who_invited) {
  put_slug(ada_, "ada-works", true);
  put_slug(ben_, "ben-gone", false);
  const std::string ada = referrals::account_code(ada_.owner_id);
  std::string upper = ada;
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  const struct {
    std::string code;
    bool is_adas;
  } rows[] = {{ada, true},
              {upper, true},
              {"ada-works", true},
              {" Ada-Works ", true},
              {"ada-work", false},
              {"ben-gone", false},
              {referrals::account_code(client_.owner_id), false},
              {referrals::account_code({}), false},
              {"", false},
              {std::string(1000, 'a'), false}};
  int number = 0;
  for (const auto& row : rows) {
    const Caller user = new_user("u" + std::to_string(++number) + "@x.test");
    attribute(user, row.code);
    const auto invited = invitation(user);
    ASSERT_EQ(invited.has_value(), row.is_adas) << row.code;
    if (invited) {
      EXPECT_EQ(invited->inviter, ada_.owner);
    }
  }
  EXPECT_EQ(attributions(ada_),
            "signup of somebody; signup of somebody; signup of somebody; "
            "signup of somebody; ");
  EXPECT_EQ(attributions(ben_), "");
  const auto last = read([&](auto& reads) { return reads.list_invitees(ada_.owner, 0, 1); });
  EXPECT_EQ(last.at(0).invitee.number, 4);
  EXPECT_EQ(invitation(Caller{.owner = last[0].invitee.user, .owner_id = {}})->invitee_number, 4);
}

TEST_F(AttributionTest, nobody_invites_oneself_and_nobody_is_invited_twice) {
  put_slug(ada_, "ada", true);
  attribute(ada_, "ada");
  EXPECT_FALSE(invitation(ada_));
  EXPECT_EQ(attributions(ada_), "rejected of somebody: own code; ");
  const Caller eve = new_user("eve@x.test", referrals::account_code(ben_.owner_id));
  attribute(eve, "ada");
  EXPECT_EQ(invitation(eve)->inviter, ben_.owner);
  EXPECT_EQ(attributions(ada_),
            "rejected of somebody: already invited; rejected of somebody: own code; ");
  EXPECT_EQ(attributions(ben_), "signup of somebody; ");
}

// What a profile holds already is not lost.
TEST_F(AttributionTest, an_invitation_leaves_the_rest_of_a_profile) {
  const Caller eve = new_user("eve@x.test");
  write([&](store::Transaction& transaction) {
    transaction.put_profile(eve.owner, {2, "Eve", clock_.now(), {}});
  });
  attribute(eve, referrals::account_code(ada_.owner_id));
  const auto profile = read([&](auto& reads) { return reads.find_profile(eve.owner); });
  EXPECT_EQ(profile->tier, 2);
  EXPECT_EQ(profile->display_name, "Eve");
  EXPECT_TRUE(profile->invitation);
}

// The whole of what a new user begins with happens, or nothing of it.
TEST_F(AttributionTest, a_user_begins_with_a_credit_and_an_inviter_or_not_at_all) {
  const money::Amount credit{7, rules_.currency};
  const auto refused =
      create_user(*store_, clock_, random_, "eve@x.test", {credit, "nobody-has-this"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "code_unknown");
  const auto made = create_user(*store_, clock_, random_, "eve@x.test",
                                {credit, referrals::account_code(ada_.owner_id)});
  ASSERT_TRUE(made) << "the address was not taken by what was refused";
  const Caller eve{.owner = made->key, .owner_id = made->id};
  EXPECT_EQ(balance(eve), "0/7/7");
  EXPECT_EQ(invitation(eve)->inviter, ada_.owner);
}

}  // namespace
}  // namespace payoutd::actions
