// What each word of a rail makes of an attempt and of its payout, in every state in which a rail
// can be spoken to, over a real store.
#include "actions/record_outcome.h"

#include "actions/payout_fixture.h"
#include "payouts/failure_code.h"
#include "rails/scripted_rail.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::Attempt;
using payouts::AttemptState;
using payouts::Status;
using rails::Outcome;
using rails::OutcomeKind;

// How often the rail has been asked in vain before each of the tests: the next wait is 8 s.
constexpr int64_t asks_before = 3;
constexpr rails::Capabilities takes_once{"bank", true, true, true, rails::remembers_for_a_year};
constexpr rails::Capabilities takes_twice{"bank", true, false, true, rails::remembers_for_a_year};
constexpr OutcomeKind all_kinds[] = {OutcomeKind::accepted,       OutcomeKind::settling,
                                     OutcomeKind::settled,        OutcomeKind::refused,
                                     OutcomeKind::needs_action,   OutcomeKind::cancelled,
                                     OutcomeKind::never_received, OutcomeKind::unknown};

class RecordOutcomeTest : public PayoutFixture {
 protected:
  RecordOutcomeTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  // A payout of that status with one attempt of that state.
  AttemptName plant(AttemptState state, Status status) {
    AttemptName name{client_.owner, 0, 1};
    write([&](store::Transaction& transaction) {
      auto payout = hold(transaction, asked());
      name.payout = payout.payout.number;
      Attempt attempt;
      attempt.key = {base::make_uuid_v7(clock_.now(), random_)};
      attempt.rail = "bank";
      attempt.state = state;
      attempt.asks = asks_before;
      attempt.created_at = attempt.updated_at = clock_.now();
      transaction.put_attempt(client_.owner, name.payout, attempt);
      payout = moved(transaction, payout, Status::processing);
      if (status != Status::processing) moved(transaction, payout, status);
    });
    return name;
  }

  Next record(const AttemptName& name, const Outcome& outcome,
              const rails::Capabilities& capabilities = takes_once, payouts::Actor mover = {}) {
    base::Result<Next> next = base::refused("", "");
    write([&](store::Transaction& transaction) {
      next = record_outcome(transaction, name, outcome, capabilities, mover, times_, clock_.now());
    });
    EXPECT_TRUE(next) << next.error().reason;
    return next.value_or(Next::nothing);
  }

  // Seconds from now; -1 if it is never due.
  int64_t due_in(const AttemptName& name) {
    const auto due_at = stored(name.payout).due_at;
    return due_at ? (due_at->micros - clock_.now().micros) / base::micros_per_second : -1;
  }

  const DispatchTimes times_;
};

struct Row {
  AttemptState before;
  Status status_before;
  OutcomeKind kind;
  // Afterwards:
  AttemptState state;
  Status status;
  int64_t asks;
  int64_t due_in_s;  // -1: never again
  const char* failure_code = "";
  int64_t more_submissions = 0;  // and so much more often it was not received
  Next next = Next::nothing;
};

constexpr int64_t first_wait = 1;
constexpr int64_t next_wait = 8;     // asked in vain three times before
constexpr int64_t later_wait = 16;   // and a fourth time now
constexpr int64_t lease = 30;        // for the answer to a submission
constexpr int64_t a_week = 604'800;  // for somebody to act

// No other status has an attempt that is not over, and nothing settles that was not accepted.
std::vector<Row> rows() {
  using enum AttemptState;
  using S = Status;
  using K = OutcomeKind;
  constexpr S p = S::processing;
  std::vector<Row> rows = {
      // It works on it, and what was asked in vain is forgotten; said again it is no news.
      {sending, p, K::accepted, accepted, p, 0, first_wait},
      {unknown, p, K::accepted, accepted, p, 0, first_wait},
      {accepted, p, K::accepted, accepted, p, 4, later_wait},
      {accepted, S::settling, K::accepted, accepted, S::settling, 4, later_wait},
      {sending, p, K::settling, accepted, S::settling, 0, first_wait},
      {unknown, p, K::settling, accepted, S::settling, 0, first_wait},
      {accepted, p, K::settling, accepted, S::settling, 0, first_wait},
      {accepted, S::settling, K::settling, accepted, S::settling, 4, later_wait},
      // What nobody knows changes nothing but when it is asked again.
      {sending, p, K::unknown, unknown, p, 4, next_wait},
      {unknown, p, K::unknown, unknown, p, 4, next_wait},
      {accepted, p, K::unknown, accepted, p, 4, next_wait},
      {accepted, S::settling, K::unknown, accepted, S::settling, 4, next_wait},
      // Once more, under the same key; but what was accepted cannot have never come.
      {sending, p, K::never_received, sending, p, 0, lease, "", 1, Next::submit_again},
      {unknown, p, K::never_received, sending, p, 0, lease, "", 1, Next::submit_again},
      {accepted, p, K::never_received, accepted, p, 4, next_wait},
      {accepted, S::settling, K::never_received, accepted, S::settling, 4, next_wait},
      // What has left cannot be said not to have been sent.
      {accepted, S::settling, K::cancelled, refused, S::failed, 3, -1, "returned"},
  };
  const std::pair<AttemptState, S> open[] = {
      {sending, p}, {unknown, p}, {accepted, p}, {accepted, S::settling}};
  for (const auto& [state, status] : open) {
    rows.push_back({state, status, K::settled, settled, S::completed, 3, -1});
    rows.push_back({state, status, K::refused, refused, S::failed, 3, -1, "account_closed"});
    rows.push_back({state, status, K::needs_action, needs_action, S::action_required, 3, a_week});
    if (status == p) rows.push_back({state, p, K::cancelled, cancelled, S::cancelled, 3, -1});
  }
  return rows;
}

TEST_F(RecordOutcomeTest, each_word_in_each_state) {
  const auto all = rows();
  ASSERT_EQ(all.size(), 4 * std::size(all_kinds));
  for (const Row& row : all) {
    SCOPED_TRACE(std::string(to_text(row.before)) + ", " + std::string(to_text(row.status_before)) +
                 ", told " + std::string(to_text(row.kind)));
    const AttemptName name = plant(row.before, row.status_before);
    clock_.advance_micros(5 * base::micros_per_second);
    Outcome outcome{.kind = row.kind};
    if (row.kind == OutcomeKind::refused) outcome.failure_code = "account_closed";
    if (row.kind == OutcomeKind::settled) outcome.tx_hash = "0xab";
    EXPECT_EQ(record(name, outcome), row.next);
    const Attempt attempt = attempts(name.payout).at(0);
    EXPECT_EQ(to_text(attempt.state), to_text(row.state));
    EXPECT_EQ(attempt.asks, row.asks);
    EXPECT_EQ(attempt.submissions, 1 + row.more_submissions);
    EXPECT_EQ(attempt.not_received, row.more_submissions);
    EXPECT_EQ(attempt.updated_at, clock_.now());
    const auto after = stored(name.payout);
    EXPECT_EQ(to_text(after.payout.status), to_text(row.status));
    EXPECT_EQ(after.payout.version, owner().version);
    EXPECT_EQ(due_in(name), row.due_in_s);
    EXPECT_EQ(after.payout.failure_code, row.failure_code);
    EXPECT_EQ(after.payout.tx_hash, outcome.tx_hash);
    // One row more in its history, moved by the rail, if its status is another.
    const auto rows = history(name.payout);
    ASSERT_EQ(rows.size(), (row.status_before == Status::settling ? 3U : 2U) +
                               (row.status == row.status_before ? 0U : 1U));
    const bool by_rail = row.status != row.status_before && row.status != Status::cancelled;
    EXPECT_EQ(rows.back().actor.type == payouts::ActorType::rail, by_rail);
    EXPECT_EQ(rows.back().actor.id, by_rail ? "bank" : "");
  }
  expect_sound();
}

TEST_F(RecordOutcomeTest, what_a_rail_may_take_twice_is_never_submitted_again) {
  for (const AttemptState before :
       {AttemptState::sending, AttemptState::unknown, AttemptState::accepted}) {
    const AttemptName name = plant(before, Status::processing);
    EXPECT_EQ(record(name, {.kind = OutcomeKind::never_received}, takes_twice), Next::nothing);
    const Attempt attempt = attempts(name.payout).at(0);
    const bool accepted = before == AttemptState::accepted;
    EXPECT_EQ(attempt.state, accepted ? AttemptState::accepted : AttemptState::unknown);
    EXPECT_EQ(std::pair(attempt.submissions, attempt.not_received), std::pair(1L, 0L));
    EXPECT_EQ(attempt.asks, asks_before + 1);
    EXPECT_EQ(due_in(name), next_wait);
  }
  expect_sound();
}

// It may have had the key and forgotten it: then a submission would be a second payment.
TEST_F(RecordOutcomeTest, what_a_rail_may_have_forgotten_proves_nothing) {
  const AttemptName early = plant(AttemptState::unknown, Status::processing);
  clock_.advance_micros(rails::remembers_for_a_year - 1);
  EXPECT_EQ(record(early, {.kind = OutcomeKind::never_received}), Next::submit_again);
  const AttemptName late = plant(AttemptState::unknown, Status::processing);
  clock_.advance_micros(rails::remembers_for_a_year);
  EXPECT_EQ(record(late, {.kind = OutcomeKind::never_received}), Next::nothing);
  EXPECT_EQ(attempts(late.payout).at(0).state, AttemptState::unknown);
  EXPECT_EQ(attempts(late.payout).at(0).submissions, 1);
}

// A rail may be certain of it more than once: each allows one submission.
TEST_F(RecordOutcomeTest, each_loss_allows_one_submission) {
  const AttemptName name = plant(AttemptState::sending, Status::processing);
  for (int64_t lost = 1; lost <= 3; ++lost) {
    EXPECT_EQ(record(name, {.kind = OutcomeKind::never_received}), Next::submit_again);
    EXPECT_EQ(record(name, {.kind = OutcomeKind::unknown}), Next::nothing);
    const Attempt attempt = attempts(name.payout).at(0);
    EXPECT_EQ(std::pair(attempt.submissions, attempt.not_received), std::pair(1 + lost, lost));
  }
  expect_sound();
}

TEST_F(RecordOutcomeTest, a_late_or_repeated_answer_changes_nothing) {
  const std::pair<OutcomeKind, AttemptState> ends[] = {
      {OutcomeKind::settled, AttemptState::settled},
      {OutcomeKind::refused, AttemptState::refused},
      {OutcomeKind::needs_action, AttemptState::needs_action},
      {OutcomeKind::cancelled, AttemptState::cancelled}};
  for (const auto& [end, state] : ends) {
    const AttemptName name = plant(AttemptState::accepted, Status::processing);
    record(name, {.kind = end, .failure_code = end == OutcomeKind::refused ? "other" : ""});
    const auto before = stored(name.payout);
    const auto version = owner().version;
    const auto length = history(name.payout).size();
    clock_.advance_micros(base::micros_per_second);
    for (const OutcomeKind kind : all_kinds) {
      SCOPED_TRACE(std::string(to_text(end)) + ", then " + std::string(to_text(kind)));
      EXPECT_EQ(record(name, {.kind = kind, .failure_code = "returned", .tx_hash = {}}),
                Next::nothing);
      const Attempt attempt = attempts(name.payout).at(0);
      EXPECT_EQ(to_text(attempt.state), to_text(state));
      EXPECT_LT(attempt.updated_at, clock_.now());
      const auto after = stored(name.payout);
      EXPECT_EQ(after.payout.status, before.payout.status);
      EXPECT_EQ(after.payout.failure_code, before.payout.failure_code);
      EXPECT_EQ(after.payout.version, before.payout.version);
      EXPECT_EQ(after.due_at, before.due_at);
      EXPECT_EQ(history(name.payout).size(), length);
      EXPECT_EQ(owner().version, version);
    }
  }
  expect_sound();
}

// An answer about an attempt that is over says nothing of the one that followed it.
TEST_F(RecordOutcomeTest, an_answer_counts_for_its_own_attempt) {
  const AttemptName first = plant(AttemptState::accepted, Status::processing);
  record(first, {.kind = OutcomeKind::needs_action});
  const AttemptName second_one{first.owner, first.payout, 2};
  write([&](store::Transaction& transaction) {
    Attempt attempt = transaction.find_attempts(first.owner, first.payout).at(0);
    attempt.number = 2;
    attempt.key = {base::make_uuid_v7(clock_.now(), random_)};
    attempt.state = AttemptState::sending;
    transaction.put_attempt(first.owner, first.payout, attempt);
    moved(transaction, *transaction.find_payout(first.owner, first.payout), Status::processing);
  });
  EXPECT_EQ(record(first, {.kind = OutcomeKind::settled}), Next::nothing);
  EXPECT_EQ(stored(first.payout).payout.status, Status::processing);
  EXPECT_EQ(attempts(first.payout).at(1).state, AttemptState::sending);
  record(second_one, {.kind = OutcomeKind::settled});
  EXPECT_EQ(stored(first.payout).payout.status, Status::completed);
  EXPECT_EQ(attempts(first.payout).at(0).state, AttemptState::needs_action);
  expect_sound();
}

TEST_F(RecordOutcomeTest, the_wait_doubles_up_to_an_hour) {
  const AttemptName name = plant(AttemptState::sending, Status::processing);
  record(name, {.kind = OutcomeKind::accepted});  // news: it begins anew
  int64_t expected = 1;
  for (int i = 0; i < 80; ++i) {
    record(name, {.kind = OutcomeKind::unknown});
    ASSERT_EQ(due_in(name), expected) << "asked in vain " << i << " times";
    expected = std::min<int64_t>(2 * expected, 3600);
  }
  record(name, {.kind = OutcomeKind::settling});
  EXPECT_EQ(due_in(name), 1) << "news";
}

TEST_F(RecordOutcomeTest, the_rail_may_say_when_to_ask) {
  for (const OutcomeKind kind : {OutcomeKind::accepted, OutcomeKind::settling}) {
    for (const Status status : {Status::processing, Status::settling}) {
      const AttemptName name = plant(AttemptState::accepted, status);
      const base::Timestamp now = clock_.now();
      record(name, {.kind = kind,
                    .ask_again_at = base::Timestamp{now.micros + 7200 * base::micros_per_second}});
      EXPECT_EQ(due_in(name), 7200) << "even later than the longest wait";
      // A time that has passed must not lead to asking without a pause at the same moment.
      record(name, {.kind = kind,
                    .ask_again_at = base::Timestamp{now.micros - 5 * base::micros_per_second}});
      EXPECT_GT(*stored(name.payout).due_at, now);
      EXPECT_EQ(due_in(name), 0);
    }
  }
}

TEST_F(RecordOutcomeTest, a_code_that_nobody_knows_is_other) {
  const struct {
    const char* code;
    const char* message;
    const char* kept;
    std::string reason;
  } cases[] = {
      {"name_mismatch", "", "name_mismatch",
       std::string(payouts::find_failure_code("name_mismatch")->meaning)},
      {"name_mismatch", "He is called Jim", "name_mismatch", "He is called Jim"},
      {"E0815", "Code 0815", "other", "Code 0815"},
      {"E0815", "", "other", ""},
      {"", "", "other", ""},
  };
  for (const auto& each : cases) {
    const AttemptName name = plant(AttemptState::accepted, Status::processing);
    record(name,
           {.kind = OutcomeKind::refused, .failure_code = each.code, .message = each.message});
    const auto after = stored(name.payout).payout;
    EXPECT_EQ(after.failure_code, each.kept);
    EXPECT_EQ(after.failure_reason, each.reason) << each.code << " " << each.message;
    EXPECT_EQ(after.failed_at, clock_.now());
  }
}

TEST_F(RecordOutcomeTest, a_cancellation_is_its_movers) {
  const AttemptName by_client = plant(AttemptState::accepted, Status::processing);
  record(by_client, {.kind = OutcomeKind::cancelled}, takes_once,
         {payouts::ActorType::client, "pk_1"});
  const auto row = history(by_client.payout).back();
  EXPECT_EQ(row.actor.type, payouts::ActorType::client);
  EXPECT_EQ(row.actor.id, "pk_1");
  EXPECT_EQ(row.message, "Payout cancelled by client");
  const AttemptName by_rail = plant(AttemptState::accepted, Status::processing);
  record(by_rail, {.kind = OutcomeKind::cancelled});
  EXPECT_EQ(history(by_rail.payout).back().message, "Payout cancelled");
}

}  // namespace
}  // namespace payoutd::actions
