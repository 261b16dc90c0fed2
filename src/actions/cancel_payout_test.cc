// A client cancels: in every status, and with every answer of the rail that must be asked; over a
// real store.
#include "actions/cancel_payout.h"

#include <future>

#include "actions/payout_fixture.h"
#include "base/worker_pool.h"
#include "rails/scripted_rail.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::Attempt;
using payouts::AttemptState;
using payouts::Status;
using rails::Outcome;
using rails::OutcomeKind;

class CancelPayoutTest : public PayoutFixture {
 protected:
  CancelPayoutTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  // A payout of that status, as the dispatcher would have left it.
  store::StoredPayout plant(Status status, const std::string& rail = "bank") {
    std::optional<store::StoredPayout> payout;
    write([&](store::Transaction& transaction) {
      payout = hold(transaction, asked());
      if (status == Status::created) return;
      if (status == Status::queued || status == Status::expired) {
        payout = moved(transaction, *payout, status);
        return;
      }
      Attempt attempt;
      attempt.key = {base::make_uuid_v7(clock_.now(), random_)};
      attempt.rail = rail;
      attempt.state = state_in(status);
      transaction.put_attempt(client_.owner, payout->payout.number, attempt);
      payout = moved(transaction, *payout, Status::processing);
      if (status != Status::processing) payout = moved(transaction, *payout, status);
    });
    return *payout;
  }

  static AttemptState state_in(Status status) {
    switch (status) {
      case Status::action_required:
        return AttemptState::needs_action;
      case Status::completed:
        return AttemptState::settled;
      case Status::failed:
        return AttemptState::refused;
      case Status::cancelled:
        return AttemptState::cancelled;
      case Status::created:
      case Status::queued:
      case Status::processing:
      case Status::settling:
      case Status::expired:
        break;
    }
    return AttemptState::accepted;
  }

  base::Result<WholePayout> cancel(const Caller& caller, const payouts::PayoutId& id) {
    std::promise<base::Result<WholePayout>> answer;
    cancelling_.run(caller, id,
                    [&](base::Result<WholePayout> result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
  }
  std::string word(const base::Result<WholePayout>& result) {
    return result ? std::string(to_text(result->stored.payout.status)) : result.error().reason;
  }

  rails::ScriptedRail rail_{{"bank", true, true, true, rails::remembers_for_a_year}};
  const RailChoice choice_{{&rail_}, *rails::RailRoutes::parse({}, {}), "bank"};
  base::WorkerPool pool_{1};
  CancelPayout cancelling_{writer_,
                           choice_,
                           clock_,
                           [this](std::function<void()> task) { pool_.post(std::move(task)); },
                           {}};
};

TEST_F(CancelPayoutTest, in_each_status) {
  rail_.on_cancel = [](const payouts::AttemptKey&) {
    return Outcome{.kind = OutcomeKind::cancelled};
  };
  for (const Status status : payouts::all_statuses) {
    SCOPED_TRACE(to_text(status));
    const auto planted = plant(status);
    const auto asked_before = rail_.told_to_cancel().size();
    const bool may = status == Status::created || status == Status::queued ||
                     status == Status::processing || status == Status::action_required;
    const auto result = cancel(client_, planted.payout.id);
    EXPECT_EQ(word(result), may ? "cancelled" : "not_cancellable");
    const auto after = stored(planted.payout.number);
    EXPECT_EQ(after.payout.status, may ? Status::cancelled : status);
    // Only a rail that has it is asked.
    EXPECT_EQ(rail_.told_to_cancel().size(),
              asked_before + (status == Status::processing ? 1U : 0U));
    if (!may) {
      EXPECT_EQ(after.payout.version, planted.payout.version);
      continue;
    }
    EXPECT_EQ(after.due_at, std::nullopt);
    const auto row = history(planted.payout.number).back();
    EXPECT_EQ(row.actor.type, payouts::ActorType::client);
    EXPECT_EQ(row.actor.id, client_.api_key);
    EXPECT_EQ(result->history.size(), history(planted.payout.number).size());
    EXPECT_EQ(word(cancel(client_, planted.payout.id)), "not_cancellable") << "a second time";
  }
  expect_sound();
}

TEST_F(CancelPayoutTest, each_answer_of_the_rail) {
  const struct {
    OutcomeKind kind;
    const char* word;
  } answers[] = {
      {OutcomeKind::accepted, "not_cancellable"},
      {OutcomeKind::settling, "not_cancellable"},
      {OutcomeKind::settled, "not_cancellable"},
      {OutcomeKind::refused, "not_cancellable"},
      {OutcomeKind::needs_action, "not_cancellable"},
      {OutcomeKind::cancelled, "cancelled"},
      // It may be on its way to the rail.
      {OutcomeKind::never_received, "not_cancellable"},
      {OutcomeKind::unknown, "rail_unavailable"},
  };
  OutcomeKind says{};
  rail_.on_cancel = [&](const payouts::AttemptKey&) { return Outcome{.kind = says}; };
  for (const auto& each : answers) {
    SCOPED_TRACE(to_text(each.kind));
    says = each.kind;
    const auto planted = plant(Status::processing);
    const Attempt before = attempts(planted.payout.number).at(0);
    const auto result = cancel(client_, planted.payout.id);
    EXPECT_EQ(word(result), each.word);
    EXPECT_EQ(!result && may_retry(result.error()), each.kind == OutcomeKind::unknown);
    EXPECT_EQ(rail_.told_to_cancel().back(), before.key);
    // What else it says the dispatcher will hear in its turn: nothing of it is written here.
    const bool cancelled = each.kind == OutcomeKind::cancelled;
    const auto after = stored(planted.payout.number);
    EXPECT_EQ(after.payout.status, cancelled ? Status::cancelled : Status::processing);
    EXPECT_EQ(attempts(planted.payout.number).at(0).state,
              cancelled ? AttemptState::cancelled : AttemptState::accepted);
    EXPECT_EQ(after.due_at.has_value(), !cancelled);
  }
  EXPECT_TRUE(rail_.submitted().empty());
  expect_sound();
}

TEST_F(CancelPayoutTest, a_payout_that_ended_while_the_rail_was_asked) {
  const auto planted = plant(Status::processing);
  rail_.on_cancel = [&](const payouts::AttemptKey&) {
    write([&](store::Transaction& transaction) {
      const auto told = record_outcome(transaction, {client_.owner, planted.payout.number, 1},
                                       {.kind = OutcomeKind::settled}, rail_.capabilities(), {}, {},
                                       clock_.now());
      EXPECT_TRUE(told);
    });
    return Outcome{.kind = OutcomeKind::cancelled};
  };
  EXPECT_EQ(word(cancel(client_, planted.payout.id)), "not_cancellable");
  EXPECT_EQ(stored(planted.payout.number).payout.status, Status::completed);
  expect_sound();
}

TEST_F(CancelPayoutTest, what_a_rail_has_that_is_gone_stays_as_it_is) {
  const auto planted = plant(Status::processing, "yesterdays_bank");
  EXPECT_EQ(word(cancel(client_, planted.payout.id)), "not_cancellable");
  EXPECT_EQ(stored(planted.payout.number).payout.version, planted.payout.version);
}

// A work may run a second time, after all of the first was taken back (store/store.h).
TEST_F(CancelPayoutTest, what_a_first_run_found_does_not_count_after_a_second) {
  class KeepingWriter final : public store::Writer {
   public:
    void enqueue(Write write) override {
      work_ = std::move(write.work);
      done_ = std::move(write.done);
    }
    store::Work work_;
    Done done_;
  } writer;
  int asked = 0;
  CancelPayout cancelling(writer, choice_, clock_, [&](const std::function<void()>&) { ++asked; },
                          {});
  const auto planted = plant(Status::queued);
  bool answered = false;
  cancelling.run(client_, planted.payout.id, [&](const auto&) { answered = true; });
  const auto taken_back = store_->write([&](store::Transaction& transaction) -> base::Status {
    EXPECT_TRUE(writer.work_(transaction));
    return base::refused("taken_back", "");
  });
  EXPECT_FALSE(taken_back);
  write([&](store::Transaction& transaction) {
    transaction.put_attempt(client_.owner, planted.payout.number,
                            {.key = {base::make_uuid_v7(clock_.now(), random_)}, .rail = "bank"});
    moved(transaction, planted, Status::processing);
    EXPECT_TRUE(writer.work_(transaction));
  });
  writer.done_({});
  EXPECT_FALSE(answered) << "nothing was cancelled yet";
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(stored(planted.payout.number).payout.status, Status::processing);
  writer.work_ = nullptr;
  writer.done_ = nullptr;
}

TEST_F(CancelPayoutTest, another_clients_payout_is_none) {
  const auto planted = plant(Status::created);
  const Caller other = new_client(access::Mode::live);
  EXPECT_EQ(word(cancel(other, planted.payout.id)), "payout_not_found");
  EXPECT_EQ(word(cancel(client_, {base::make_uuid_v7(clock_.now(), random_)})), "payout_not_found");
  EXPECT_EQ(stored(planted.payout.number).payout.status, Status::created);
}

}  // namespace
}  // namespace payoutd::actions
