// Readers on several threads take states, read, walk and hold them while one thread changes the
// list, makes views and drops them: each answer must be that of one version, whole. What is
// compared with was made before, so that the threads meet nowhere but in the index.
#include <atomic>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "index/check/compared_walk.h"
#include "index/check/questions.h"
#include "index/payout_index.h"

namespace payoutd::index {
namespace {

constexpr size_t reader_count = 3;

// Everything that happens to a list, and the list as of each version.
struct Script {
  struct Step {
    std::vector<payouts::Payout> changes;
    ListModel after;
  };

  explicit Script(uint64_t seed) {
    Dice dice(seed);
    Shape shape = make_shape(dice, 500);
    World world(dice, shape);
    Questions asked(dice, world);
    for (size_t i = 0; i < 60; ++i) {
      Step step;
      world.commit();
      for (uint64_t count = 1 + dice.below(i % 10 == 1 ? 150 : 20); count > 0; --count) {
        step.changes.push_back(world.change());
      }
      step.after = world.model();
      steps.push_back(std::move(step));
      for (int j = 0; j < 4; ++j) questions.push_back(asked.next());
    }
  }

  // The first step leads to version 2.
  const ListModel& model(payouts::Version version) const {
    static const ListModel none;
    return version == 1 ? none : steps[static_cast<size_t>(version - 2)].after;
  }

  std::vector<Step> steps;
  std::vector<payouts::ListQuery> questions;
};

struct Shared {
  const Script& script;
  std::unique_ptr<PayoutIndex> index = std::make_unique<PayoutIndex>();
  // What a reader found not to be ready: one more than the question's number.
  std::array<std::atomic<size_t>, reader_count> wanted{};
  std::atomic<bool> done = false;
  std::atomic<size_t> gone = 0;  // readers that have left the index alone
};

class Reader {
 public:
  Reader(Shared& shared, size_t which) : shared_(shared), which_(which), dice_(which + 100) {}

  void run() {
    payouts::Version last = 0;
    while (!shared_.done && difference_.empty()) {
      const auto state = shared_.index->state();
      if (state->version() < last) difference_ = "a state is older than the one before";
      last = state->version();
      if (shared_.index->version() > 0 && shared_.index->memory_bytes() == 0) {
        difference_ = "an index without memory";
      }
      ask(state, dice_.below(shared_.script.questions.size()), true);
      if (dice_.one_in(3)) ask_held();
      if (dice_.one_in(6)) hold(state);
    }
    ++shared_.gone;
    // The index goes meanwhile.
    for (int i = 0; i < 40 && difference_.empty(); ++i) ask_held();
    held_.clear();
  }

  const Difference& difference() const { return difference_; }
  uint64_t compared() const { return compared_; }

 private:
  struct Held {
    std::shared_ptr<const ListState> state;
    size_t question;
    std::unique_ptr<ComparedWalk> walk;
  };

  void note(const payouts::ListQuery& query, const Difference& found) {
    ++compared_;
    if (difference_.empty() && !found.empty()) difference_ = describe(query) + ": " + found;
  }

  void ask(const std::shared_ptr<const ListState>& state, size_t question, bool may_want) {
    const payouts::ListQuery& query = shared_.script.questions[question];
    if (!state->is_ready_for(query)) {
      if (may_want) shared_.wanted[which_] = question + 1;
      return;
    }
    const ListModel& model = shared_.script.model(state->version());
    note(query, compare_answer(*state, state->version(), model, query));
    if (dice_.one_in(3) && state->is_ready_for(sums_of(query.filter))) {
      note(query, compare_summary(*state, state->version(), model, query.filter));
    }
  }

  void hold(const std::shared_ptr<const ListState>& state) {
    const size_t question = dice_.below(shared_.script.questions.size());
    const payouts::ListQuery& query = shared_.script.questions[question];
    if (!state->is_ready_for(query)) return;
    if (held_.size() >= 4) held_.erase(held_.begin() + static_cast<ptrdiff_t>(dice_.below(4)));
    const ListModel& model = shared_.script.model(state->version());
    held_.push_back({state, question, std::make_unique<ComparedWalk>(*state, model, query)});
  }

  void ask_held() {
    if (held_.empty()) return;
    Held& held = dice_.pick(held_);
    ask(held.state, held.question, false);
    note(shared_.script.questions[held.question], held.walk->go_on(dice_));
  }

  Shared& shared_;
  const size_t which_;
  Dice dice_;
  std::vector<Held> held_;
  Difference difference_;
  uint64_t compared_ = 0;
};

void write(Shared& shared) {
  payouts::Version version = 1;
  for (const Script::Step& step : shared.script.steps) {
    for (const payouts::Payout& change : step.changes) shared.index->add_change(view(change));
    shared.index->commit_changes(++version);
    for (std::atomic<size_t>& wanted : shared.wanted) {
      if (const size_t question = wanted.exchange(0); question > 0) {
        const payouts::ListQuery& query = shared.script.questions[question - 1];
        shared.index->prepare(query);
        if (question % 2 == 0) shared.index->prepare(sums_of(query.filter));
      }
    }
  }
}

class Readers : public testing::TestWithParam<uint64_t> {};

TEST_P(Readers, see_one_version_each_whatever_is_written) {
  const Script script(GetParam());
  Shared shared{.script = script};
  shared.index->commit_changes(1);
  std::vector<Reader> readers;
  for (size_t i = 0; i < reader_count; ++i) readers.emplace_back(shared, i);
  std::vector<std::thread> threads;
  for (Reader& reader : readers) threads.emplace_back([&reader] { reader.run(); });
  write(shared);
  shared.done = true;
  while (shared.gone < reader_count) std::this_thread::yield();
  shared.index.reset();
  for (std::thread& thread : threads) thread.join();
  for (const Reader& reader : readers) EXPECT_EQ(reader.difference(), "");
}
INSTANTIATE_TEST_SUITE_P(Seeds, Readers, testing::Range<uint64_t>(1, 7));

}  // namespace
}  // namespace payoutd::index
