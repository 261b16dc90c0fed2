#include "actions/sessions.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "actions/create_session.h"
#include "actions/create_user.h"
#include "actions/payout_fixture.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

constexpr int64_t hour = 3'600LL * 1'000'000;
constexpr int64_t day = 24 * hour;

// Writes at once, counts, and refuses if it is told to.
class CountingWriter final : public store::Writer {
 public:
  explicit CountingWriter(store::Store& store) : store_(store) {}
  void enqueue(Write write) override {
    ++writes;
    if (full) return write.done(base::unavailable("too_many_writes", "too many writes wait"));
    write.done(store_.write(write.work));
  }
  int writes = 0;
  bool full = false;

 private:
  store::Store& store_;
};

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() {
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    writer_ = std::make_unique<CountingWriter>(*store_);
    sessions_ = std::make_unique<Sessions>(*store_, *writer_, clock_);
    user_ = *create_user(*store_, clock_, random_, "a@x.test");
  }

  std::string open(const store::Owner& user) {
    return std::string(
        create_session(*store_, clock_, random_, user.id)->credentials.token.reveal());
  }
  std::optional<Caller> who(const std::string& token) {
    std::optional<Caller> known;
    const Authenticate authenticate(*store_, clock_, base::SealKey{});
    authenticate.user(token, [&](const auto& caller) { known = *caller; });
    return known;
  }
  Me me(const std::string& token) {
    base::Result<Me> result;
    sessions_->me(*who(token), [&](const auto& found) { result = found; });
    base::check(result.has_value(), "a test's own step succeeds");
    return *result;
  }
  std::string revoke(const std::string& token, const base::Uuid& id) {
    std::string reason = "not told";
    sessions_->revoke(*who(token), id, [&](const base::Status& revoked) {
      reason = revoked ? "" : revoked.error().reason;
    });
    return reason;
  }

  base::ScratchFolder folder_;
  base::FakeClock clock_{base::Timestamp{1'790'000'000'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CountingWriter> writer_;
  std::unique_ptr<Sessions> sessions_;
  store::Owner user_;
};

TEST_F(SessionsTest, me_is_the_user_and_how_the_session_came_to_be) {
  const Me found = me(open(user_));
  EXPECT_EQ(found.user.id, user_.id);
  EXPECT_EQ(found.user.email, "a@x.test");
  EXPECT_EQ(found.provider, access::Provider::by_operator);
  EXPECT_FALSE(found.renewed);
  EXPECT_EQ(writer_->writes, 0);
}

TEST_F(SessionsTest, a_session_begins_anew_when_less_than_half_of_it_is_left) {
  const std::string token = open(user_);
  clock_.advance_micros(15 * day);
  EXPECT_FALSE(me(token).renewed);
  clock_.advance_micros(1);
  EXPECT_TRUE(me(token).renewed);
  EXPECT_FALSE(me(token).renewed);
  clock_.advance_micros(30 * day - 1);
  EXPECT_TRUE(who(token));
  EXPECT_TRUE(me(token).renewed);
  clock_.advance_micros(30 * day);
  EXPECT_FALSE(who(token));
}

TEST_F(SessionsTest, that_a_session_was_seen_is_written_once_an_hour_and_no_oftener) {
  const std::string token = open(user_);
  const base::Timestamp opened = clock_.now();
  const auto seen = [&] { return sessions_->list(*who(token))->front().last_seen_at.micros; };
  clock_.advance_micros(hour - 1);
  for (int i = 0; i < 5; ++i) me(token);
  EXPECT_EQ(writer_->writes, 0);
  EXPECT_EQ(seen(), opened.micros);
  clock_.advance_micros(1);
  for (int i = 0; i < 5; ++i) me(token);
  EXPECT_EQ(writer_->writes, 1);
  EXPECT_EQ(seen(), opened.micros + hour);
  EXPECT_EQ(sessions_->list(*who(token))->front().expires_at.micros,
            opened.micros + access::session_lifetime_micros);
}

TEST_F(SessionsTest, what_cannot_be_written_in_passing_keeps_nobody_out) {
  const std::string token = open(user_);
  clock_.advance_micros(20 * day);
  writer_->full = true;
  EXPECT_FALSE(me(token).renewed);
  writer_->full = false;
  EXPECT_TRUE(me(token).renewed);
}

TEST_F(SessionsTest, only_ones_own_sessions_are_listed_and_revoked) {
  const store::Owner other = *create_user(*store_, clock_, random_, "b@x.test");
  const std::string mine = open(user_);
  clock_.advance_micros(1);
  const std::string mine_too = open(user_);
  const std::string theirs = open(other);
  const auto listed = *sessions_->list(*who(mine));
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, who(mine_too)->session);
  EXPECT_EQ(listed[1].id, who(mine)->session);

  const base::Uuid foreign = who(theirs)->session;
  EXPECT_EQ(revoke(mine, foreign), "session_not_found");
  EXPECT_EQ(revoke(mine, base::make_uuid_v7(clock_.now(), random_)), "session_not_found");
  EXPECT_TRUE(who(theirs));
  const base::Uuid second = listed[0].id;
  EXPECT_EQ(revoke(mine, second), "");
  EXPECT_FALSE(who(mine_too));
  EXPECT_EQ(revoke(mine, second), "session_not_found");
  EXPECT_EQ(sessions_->list(*who(mine))->size(), 1U);
  EXPECT_EQ(revoke(mine, who(mine)->session), "");
  EXPECT_FALSE(who(mine));
}

TEST_F(SessionsTest, a_display_name_is_set_and_taken_away) {
  const std::string token = open(user_);
  const auto rename = [&](std::optional<std::string> name) {
    std::optional<std::string> shown;
    sessions_->rename(*who(token), std::move(name),
                      [&](const auto& renamed) { shown = renamed->user.display_name; });
    EXPECT_EQ(me(token).user.display_name, shown);
    EXPECT_EQ(me(token).user.updated_at, clock_.now());
    return shown;
  };
  EXPECT_EQ(me(token).user.updated_at, user_.created_at);
  clock_.advance_micros(1);
  EXPECT_EQ(rename("Ada"), "Ada");
  clock_.advance_micros(1);
  EXPECT_EQ(rename(std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace payoutd::actions
