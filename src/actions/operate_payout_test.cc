// An operator moves a payout: from every status, with every state of its last attempt; over a real
// store. Where a rail may still send, nothing moves.
#include "actions/operate_payout.h"

#include "actions/payout_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::AttemptState;
using payouts::Status;

constexpr std::array verbs = {Status::processing, Status::completed, Status::failed,
                              Status::cancelled};

class OperatePayoutTest : public PayoutFixture {
 protected:
  OperatePayoutTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  // Of that status; its one attempt, if there is one, has that state.
  store::StoredPayout plant(Status status, std::optional<AttemptState> state) {
    std::optional<store::StoredPayout> payout;
    write([&](store::Transaction& transaction) {
      payout = hold(transaction, asked());
      if (state) {
        payouts::Attempt attempt;
        attempt.key = {base::make_uuid_v7(clock_.now(), random_)};
        attempt.rail = "bank";
        attempt.state = *state;
        transaction.put_attempt(client_.owner, payout->payout.number, attempt);
      }
      if (status == Status::created) return;
      if (status == Status::settling || status == Status::action_required) {
        payout = moved(transaction, *payout, Status::processing);
      }
      payout = moved(transaction, *payout, status);
    });
    return *payout;
  }

  base::Status run(const Change<Nothing>& change) {
    return store_->write([&](store::Transaction& transaction) -> base::Status {
      auto changed = change(transaction);
      if (!changed) return base::forward(std::move(changed));
      return {};
    });
  }

  base::Status move(const payouts::PayoutId& id, Status to) {
    if (to == Status::processing) return run(desk_.mark_processing("ada", id));
    if (to == Status::completed) return run(desk_.mark_sent("ada", id, "T"));
    if (to == Status::failed) return run(desk_.mark_failed("ada", id, "why"));
    return run(desk_.mark_cancelled("ada", id, "why"));
  }

  const OperatePayouts desk_{clock_, {}};
};

TEST_F(OperatePayoutTest, from_every_status_without_an_attempt) {
  for (const Status from : payouts::all_statuses) {
    if (from == Status::settling) continue;  // only a rail settles
    for (const Status to : verbs) {
      const auto planted = plant(from, {});
      const auto done = move(planted.payout.id, to);
      const bool may = !is_final(from) && from != to;
      EXPECT_EQ(done.has_value(), may) << to_text(from) << " to " << to_text(to);
      const auto after = stored(planted.payout.number);
      EXPECT_EQ(after.payout.status, may ? to : from);
      if (!may) {
        EXPECT_EQ(done.error().reason, "payout_not_actionable");
        EXPECT_EQ(after.payout.version, planted.payout.version);
        continue;
      }
      EXPECT_FALSE(after.due_at) << "nobody else looks at it";
      EXPECT_EQ(history(planted.payout.number).back().actor.type,
                payouts::ActorType::operator_person);
      EXPECT_EQ(history(planted.payout.number).back().actor.id, "ada");
      const bool told = to == Status::failed || to == Status::cancelled;
      EXPECT_EQ(after.payout.note, told ? "why" : "");
      EXPECT_EQ(after.payout.tx_hash, to == Status::completed ? "T" : "");
    }
  }
}

TEST_F(OperatePayoutTest, nothing_moves_while_a_rail_may_still_send) {
  const Status statuses[] = {Status::created, Status::queued, Status::processing, Status::settling,
                             Status::action_required};
  for (const Status from : statuses) {
    for (const AttemptState state :
         {AttemptState::sending, AttemptState::accepted, AttemptState::unknown}) {
      const auto planted = plant(from, state);
      for (const Status to : verbs) {
        const auto done = move(planted.payout.id, to);
        ASSERT_FALSE(done) << to_text(from) << " to " << to_text(to) << " while " << to_text(state);
        EXPECT_EQ(done.error().reason, "payout_not_actionable");
      }
      const SeenPayout seen{planted.payout.amount, "", ""};
      EXPECT_FALSE(run(desk_.approve("ada", planted.payout.id, seen)));
      EXPECT_EQ(stored(planted.payout.number).payout.version, planted.payout.version);
    }
  }
}

// An attempt that is not the last one counts too.
TEST_F(OperatePayoutTest, an_open_attempt_behind_a_finished_one_counts) {
  const auto planted = plant(Status::action_required, AttemptState::accepted);
  write([&](store::Transaction& transaction) {
    payouts::Attempt second;
    second.number = 2;
    second.key = {base::make_uuid_v7(clock_.now(), random_)};
    second.rail = "bank";
    second.state = AttemptState::needs_action;
    transaction.put_attempt(client_.owner, planted.payout.number, second);
  });
  for (const Status to : verbs) EXPECT_FALSE(move(planted.payout.id, to)) << to_text(to);
}

TEST_F(OperatePayoutTest, what_needed_action_goes_on_by_hand_and_the_books_agree) {
  for (const Status to : verbs) {
    const auto planted = plant(Status::action_required, AttemptState::needs_action);
    ASSERT_TRUE(move(planted.payout.id, to)) << to_text(to);
    expect_sound();
    if (to == Status::processing) {
      ASSERT_TRUE(move(planted.payout.id, Status::completed));
      expect_sound();
    }
  }
}

TEST_F(OperatePayoutTest, in_hand_and_due_all_the_same_is_a_breach) {
  const auto planted = plant(Status::queued, {});
  ASSERT_TRUE(move(planted.payout.id, Status::processing));
  expect_sound();
  write([&](store::Transaction& transaction) {
    auto due = *transaction.find_payout(client_.owner, planted.payout.number);
    due.due_at = clock_.now();
    transaction.update_payout(due);
  });
  const auto report = verify(*store_);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->breaches, 1U);
  EXPECT_NE(report->sentences.front().find("in a person's hand and due"), std::string::npos);
}

TEST_F(OperatePayoutTest, nobody_has_such_a_payout) {
  for (const Status to : verbs) {
    EXPECT_EQ(move({}, to).error().reason, "payout_not_found") << to_text(to);
  }
}

}  // namespace
}  // namespace payoutd::actions
