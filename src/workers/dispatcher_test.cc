// The dispatcher with all its threads, over a real store: that it follows payouts to their end,
// how many at once, and that it sleeps when there is nothing to do.
#include "workers/dispatcher.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "actions/payout_fixture.h"
#include "rails/scripted_rail.h"
#include "store/batching_writer.h"
#include "store/flaky_store.h"
#include "store/sqlite/sqlite_store.h"
#include "workers/patience.h"

namespace payoutd::workers {
namespace {

using payouts::Status;
using rails::Outcome;
using rails::OutcomeKind;
using std::chrono::milliseconds;

constexpr int64_t millisecond = 1000;

// Holds up whoever passes, and counts them.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++inside_);
    changed_.notify_all();
    EXPECT_TRUE(changed_.wait_for(lock, patience, [this] { return open_; }));
    --inside_;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool wait_for_inside(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return inside_ == count; });
  }
  int most() {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_ = 0;
};

class DispatcherTest : public actions::PayoutFixture {
 protected:
  DispatcherTest()
      : PayoutFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {
    // Payouts are of the time at which the dispatcher looks at them.
    clock_.advance_micros(system_clock_.now().micros - clock_.now().micros);
    bank_.on_submit = [](const rails::Instruction&) {
      return Outcome{.kind = OutcomeKind::settled};
    };
  }

  static actions::DispatchTimes quick() {
    actions::DispatchTimes times;
    times.lease_micros = 100 * millisecond;
    times.ask_first_micros = 2 * millisecond;
    times.ask_max_micros = 20 * millisecond;
    return times;
  }

  void hold_many(int count) {
    write([&](store::Transaction& transaction) {
      for (int i = 0; i < count; ++i) hold(transaction, asked());
    });
  }

  static bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
  }
  // How many payouts have that status.
  int count(Status status) {
    int found = 0;
    for (payouts::PayoutNumber number = 0; number < owner().payout_count; ++number) {
      if (stored(number).payout.status == status) ++found;
    }
    return found;
  }
  bool all_completed(int expected) {
    return eventually([&] { return count(Status::completed) == expected; });
  }

  const base::SystemClock system_clock_;
  rails::ScriptedRail bank_{{"bank", true, true, true, rails::remembers_for_a_year}};
  rails::ScriptedRail person_{{"person", false, false, false}};
  const actions::RailChoice choice_ = [this] {
    const std::string_view names[] = {"bank", "person"};
    const std::string rules[] = {"*=bank", "USD/DE=person"};
    return actions::RailChoice({&bank_, &person_}, *rails::RailRoutes::parse(rules, names), "bank");
  }();
  Bell bell_;
  store::FlakyStore flaky_{*store_};
  store::BatchingWriter batching_{flaky_, {.on_commit = [this](size_t) { bell_.ring(); }}};
  actions::DispatchPayouts dispatch_{flaky_, batching_, choice_, system_clock_, seal_key_, quick()};
};

TEST_F(DispatcherTest, follows_payouts_to_their_end) {
  hold_many(12);
  std::mutex mutex;
  std::set<base::Uuid> lost;
  bank_.on_submit = [&](const rails::Instruction& told) {
    if (told.payout.number % 3 == 0) return Outcome{.kind = OutcomeKind::settled};
    // The request is lost the first time.
    const std::lock_guard lock(mutex);
    const bool first = lost.insert(told.key.value).second;
    return Outcome{.kind = first ? OutcomeKind::unknown : OutcomeKind::accepted};
  };
  std::map<base::Uuid, int> asks;
  bank_.on_ask = [&](const payouts::AttemptKey& key) {
    constexpr OutcomeKind words[] = {OutcomeKind::never_received, OutcomeKind::accepted,
                                     OutcomeKind::settling, OutcomeKind::settled};
    const std::lock_guard lock(mutex);
    return Outcome{.kind = words[std::min(asks[key.value]++, 3)]};
  };
  {
    const Dispatcher dispatcher(dispatch_, bell_, {});
    EXPECT_TRUE(all_completed(12));
    EXPECT_TRUE(eventually([&] { return dispatcher.in_flight() == 0; }));
  }
  EXPECT_EQ(bank_.submitted().size(), 4U + 8U * 2U);
  for (payouts::PayoutNumber number = 0; number < 12; ++number) {
    EXPECT_EQ(attempts(number).size(), 1U);
  }
  expect_sound();
}

TEST_F(DispatcherTest, speaks_about_several_payouts_at_once_and_no_more_than_it_may) {
  hold_many(10);
  Gate gate;
  bank_.on_submit = [&](const rails::Instruction&) {
    gate.pass();
    return Outcome{.kind = OutcomeKind::settled};
  };
  const Dispatcher dispatcher(dispatch_, bell_, {.in_flight_max = 3});
  EXPECT_TRUE(gate.wait_for_inside(3));
  std::this_thread::sleep_for(a_while / 2);
  EXPECT_EQ(bank_.submitted().size(), 3U);
  EXPECT_LE(count(Status::processing), 3) << "what is not sent yet is not journalled either";
  gate.open();
  EXPECT_TRUE(all_completed(10));
  EXPECT_EQ(gate.most(), 3);
  EXPECT_EQ(bank_.submitted().size(), 10U);
}

TEST_F(DispatcherTest, sleeps_when_there_is_nothing_to_do) {
  payouts::NewPayout by_hand = asked();
  by_hand.beneficiary.country = "DE";
  hold(by_hand);  // due in thirty days
  const Dispatcher dispatcher(dispatch_, bell_, {});
  EXPECT_TRUE(eventually([&] { return count(Status::queued) == 1; }));
  std::this_thread::sleep_for(a_while);
  EXPECT_LE(flaky_.reads, 10) << "two for each time that it looks";
  EXPECT_LE(flaky_.writes, 2);
}

TEST_F(DispatcherTest, sleeps_while_every_slot_is_taken) {
  hold_many(5);
  Gate gate;
  bank_.on_submit = [&](const rails::Instruction&) {
    gate.pass();
    return Outcome{.kind = OutcomeKind::settled};
  };
  actions::DispatchTimes patient = quick();
  patient.lease_micros = 60'000 * millisecond;
  actions::DispatchPayouts dispatch(flaky_, batching_, choice_, system_clock_, seal_key_, patient);
  const Dispatcher dispatcher(dispatch, bell_, {.in_flight_max = 1});
  EXPECT_TRUE(gate.wait_for_inside(1));
  std::this_thread::sleep_for(a_while);
  EXPECT_LE(flaky_.reads, 40);
  gate.open();
  EXPECT_TRUE(all_completed(5));
}

// Whoever commits rings; here nobody does but the dispatcher itself.
TEST_F(DispatcherTest, goes_on_when_a_slot_is_free_again) {
  hold_many(5);
  store::BatchingWriter silent(flaky_, {});
  actions::DispatchTimes patient = quick();
  patient.lease_micros = 60'000 * millisecond;
  actions::DispatchPayouts dispatch(flaky_, silent, choice_, system_clock_, seal_key_, patient);
  const Dispatcher dispatcher(dispatch, bell_, {.in_flight_max = 1});
  EXPECT_TRUE(all_completed(5));
}

// A rail that hangs holds up what must be sent by it, and nothing that takes only the store.
TEST_F(DispatcherTest, a_backlog_hides_nothing_else_that_is_due) {
  Gate gate;
  bank_.on_submit = [&](const rails::Instruction&) {
    gate.pass();
    return Outcome{.kind = OutcomeKind::settled};
  };
  actions::DispatchTimes patient = quick();
  patient.lease_micros = 60'000 * millisecond;
  actions::DispatchPayouts dispatch(flaky_, batching_, choice_, system_clock_, seal_key_, patient);
  hold_many(600);  // more than it looks at at once
  const Dispatcher dispatcher(dispatch, bell_, {.in_flight_max = 4});
  EXPECT_TRUE(gate.wait_for_inside(3)) << "a quarter is left for asking";
  EXPECT_TRUE(eventually([&] { return count(Status::created) == 0; }));
  EXPECT_EQ(count(Status::processing), 3);
  hold();  // after all of them
  bell_.ring();
  EXPECT_TRUE(eventually([&] { return stored(600).payout.status == Status::queued; }));
  gate.open();
  EXPECT_TRUE(all_completed(601));
}

// What other attempts are asked about while every place for sending is taken.
TEST_F(DispatcherTest, asking_goes_on_while_sending_hangs) {
  Gate gate;
  std::atomic<bool> first = true;
  std::atomic<bool> knows = false;
  bank_.on_submit = [&](const rails::Instruction&) {
    if (first.exchange(false)) return Outcome{.kind = OutcomeKind::unknown};
    gate.pass();
    return Outcome{.kind = OutcomeKind::settled};
  };
  bank_.on_ask = [&](const payouts::AttemptKey&) {
    return Outcome{.kind = knows ? OutcomeKind::settled : OutcomeKind::unknown};
  };
  hold();
  const Dispatcher dispatcher(dispatch_, bell_, {.in_flight_max = 4});
  EXPECT_TRUE(eventually([&] { return bank_.submitted().size() == 1; }));
  hold_many(20);
  bell_.ring();
  EXPECT_TRUE(gate.wait_for_inside(3));
  knows = true;
  EXPECT_TRUE(eventually([&] { return stored(0).payout.status == Status::completed; }));
  gate.open();
  EXPECT_TRUE(all_completed(21));
}

TEST_F(DispatcherTest, looks_again_by_itself_because_another_server_may_have_died) {
  const Dispatcher dispatcher(dispatch_, bell_, {.look_again_after = milliseconds(50)});
  EXPECT_TRUE(eventually([&] { return flaky_.reads >= 2; }));
  hold();  // as another process would: nobody rings
  EXPECT_TRUE(all_completed(1));
}

TEST_F(DispatcherTest, is_woken_by_the_bell_and_by_nothing_else) {
  const Dispatcher dispatcher(dispatch_, bell_, {.look_again_after = std::chrono::hours(1)});
  EXPECT_TRUE(eventually([&] { return flaky_.reads >= 2; }));
  hold();  // as another process would: nobody rings
  std::this_thread::sleep_for(a_while);
  EXPECT_EQ(count(Status::created), 1);
  bell_.ring();
  EXPECT_TRUE(all_completed(1));
}

TEST_F(DispatcherTest, wakes_by_itself_when_something_is_due) {
  clock_.advance_micros(300 * millisecond);
  hold();  // due at the time of its creation, which is still to come
  const Dispatcher dispatcher(dispatch_, bell_, {});
  EXPECT_TRUE(all_completed(1));
  EXPECT_GE(system_clock_.now(), stored(0).payout.created_at);
  EXPECT_LE(flaky_.reads, 20);
}

TEST_F(DispatcherTest, ends_when_the_rails_have_answered) {
  hold_many(4);
  Gate gate;
  bank_.on_submit = [&](const rails::Instruction&) {
    gate.pass();
    return Outcome{.kind = OutcomeKind::settled};
  };
  auto dispatcher = std::make_unique<Dispatcher>(dispatch_, bell_, DispatcherOptions{2});
  EXPECT_TRUE(gate.wait_for_inside(2));
  auto ended = std::async(std::launch::async, [&] { dispatcher.reset(); });
  EXPECT_EQ(ended.wait_for(a_while), std::future_status::timeout);
  gate.open();
  ended.get();
  // What was said is written; what was not begun waits.
  const auto submitted = static_cast<int>(bank_.submitted().size());
  EXPECT_GE(submitted, 2);
  EXPECT_EQ(count(Status::completed), submitted);
  EXPECT_EQ(count(Status::processing), 0);
  expect_sound();
  const Dispatcher next(dispatch_, bell_, {});
  EXPECT_TRUE(all_completed(4));
  EXPECT_EQ(bank_.submitted().size(), 4U);
}

TEST_F(DispatcherTest, tries_again_after_a_pause_when_the_store_cannot_be_read) {
  hold();
  flaky_.reads_fail = true;
  const Dispatcher dispatcher(dispatch_, bell_, {});
  std::this_thread::sleep_for(a_while);
  EXPECT_LE(flaky_.reads, 4);
  flaky_.reads_fail = false;
  EXPECT_TRUE(all_completed(1)) << "nobody rings";
}

TEST_F(DispatcherTest, tries_again_after_a_pause_when_the_store_cannot_be_written) {
  hold_many(3);
  flaky_.writes_fail = true;
  const Dispatcher dispatcher(dispatch_, bell_, {});
  EXPECT_TRUE(eventually([&] { return flaky_.writes >= 1; }));
  std::this_thread::sleep_for(a_while);
  EXPECT_LE(flaky_.writes, 12) << "each of the three a few times";
  EXPECT_TRUE(bank_.submitted().empty());
  flaky_.writes_fail = false;
  EXPECT_TRUE(all_completed(3));
  EXPECT_EQ(bank_.submitted().size(), 3U);
}

TEST_F(DispatcherTest, asks_for_an_answer_that_could_not_be_written) {
  hold();
  bank_.on_submit = [&](const rails::Instruction&) {
    flaky_.writes_fail = true;
    return Outcome{.kind = OutcomeKind::settled};
  };
  bank_.on_ask = [](const payouts::AttemptKey&) { return Outcome{.kind = OutcomeKind::settled}; };
  const Dispatcher dispatcher(dispatch_, bell_, {});
  EXPECT_TRUE(eventually([&] { return flaky_.failed_writes >= 1; }));
  EXPECT_EQ(count(Status::processing), 1);
  flaky_.writes_fail = false;
  EXPECT_TRUE(all_completed(1));
  EXPECT_EQ(bank_.submitted().size(), 1U);
  EXPECT_EQ(bank_.asked().size(), 1U);
}

}  // namespace
}  // namespace payoutd::workers
