#include "store/batching_writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include "base/check.h"

namespace payoutd::store {
namespace {

// After so long a wait is a failure.
constexpr auto patience = std::chrono::seconds(20);

// A work that the store below knows by its number.
struct Numbered {
  int number;
  base::Status operator()(Transaction& /*transaction*/) const { return {}; }
};

// Writes nothing, but notes what it was asked to write; a test holds it up, and lets it refuse or
// fail.
class NotingStore final : public Store {
 public:
  void write_all(std::span<const Work> works, std::span<base::Status> results) override {
    std::unique_lock lock(mutex_);
    EXPECT_FALSE(writing_) << "one batch at a time";
    writing_ = true;
    pthread_getcpuclockid(pthread_self(), &writer_cpu_);
    writer_ = gettid();
    std::vector<int> batch;
    for (const Work& each : works) batch.push_back(each.target<Numbered>()->number);
    batches_.push_back(batch);
    changed_.notify_all();
    EXPECT_TRUE(changed_.wait_for(lock, patience, [this] { return open_; }));
    for (size_t i = 0; i < batch.size(); ++i) {
      results[i] = {};
      if (refused_.contains(batch[i])) results[i] = base::refused("no", std::to_string(batch[i]));
      if (fails_) results[i] = base::unavailable("store_full", "");
    }
    writing_ = false;
  }

  void hold_up() {
    set([this] { open_ = false; });
  }
  void let_go() {
    set([this] { open_ = true; });
  }
  void fail(bool fails) {
    set([&] { fails_ = fails; });
  }
  void refuse(std::set<int> numbers) {
    set([&] { refused_ = std::move(numbers); });
  }
  void wait_for_batches(size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, patience, [&] { return batches_.size() >= count; }));
  }
  std::vector<std::vector<int>> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  bool writing() {
    const std::lock_guard lock(mutex_);
    return writing_;
  }
  // Of the thread that wrote last.
  int64_t writer_cpu_ns() const {
    timespec used{};
    EXPECT_EQ(clock_gettime(writer_cpu_, &used), 0);
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
  }
  int64_t writer_wake_ups() const {
    std::ifstream status("/proc/self/task/" + std::to_string(writer_) + "/status");
    for (std::string word; status >> word;) {
      int64_t count = 0;
      if (word == "voluntary_ctxt_switches:" && status >> count) return count;
    }
    ADD_FAILURE() << "the system does not count";
    return 0;
  }

  // Nobody asks for these.
  void find_api_key(std::string_view, Done<std::optional<ApiKeyOwner>>) override { never(); }
  void find_session(const base::Sha256&, Done<std::optional<SessionOwner>>) override { never(); }
  base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId&) override { never(); }
  base::Result<std::vector<Owner>> all_owners() override { never(); }
  base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey) override { never(); }
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey, payouts::Version,
                                              PayoutSink&) override {
    never();
  }
  base::Result<payouts::Version> read_payouts_in_parts(payouts::OwnerKey,
                                                       std::span<PartSink* const>) override {
    never();
  }
  base::Result<Touch> read_everybody_in_parts(std::span<EverybodySink* const>) override { never(); }
  base::Result<std::unique_ptr<PayoutWalk>> open_walk(payouts::OwnerKey,
                                                      const payouts::ListQuery&) override {
    never();
  }
  base::Result<payouts::ListSummary> summarize(payouts::OwnerKey,
                                               const payouts::ListFilter&) override {
    never();
  }
  base::Status read(const std::function<base::Status(Reads&)>&) override { never(); }
  base::Status read_books(payouts::OwnerKey, PayoutSink&, BooksSink&) override { never(); }
  payouts::Incarnation incarnation() const override { never(); }
  base::Status copy_to(const std::string&, base::Random&) override { never(); }
  void watch_commits(std::function<void(const Committed&)>) override { never(); }
  base::Status ping() override { never(); }
  base::Result<std::vector<std::string>> check_integrity() override { never(); }
  base::Result<std::vector<std::string>> check_quickly() override { never(); }
  base::Result<LastRecorded> last_recorded() override { never(); }

 private:
  [[noreturn]] static void never() { base::fail_check("a writer only writes", __FILE__, __LINE__); }

  template <class Change>
  void set(const Change& change) {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  // Below: protected by mutex_.
  std::vector<std::vector<int>> batches_;
  std::set<int> refused_;
  bool open_ = true;
  bool fails_ = false;
  bool writing_ = false;
  clockid_t writer_cpu_{};
  pid_t writer_ = 0;
};

// What was told, in order: "0:ok 1:no".
class Told {
 public:
  Writer::Done of(int number) {
    return [this, number](base::Status done) {
      const std::lock_guard lock(mutex_);
      text_ += std::to_string(number) + ":" + (done ? "ok" : done.error().reason) + " ";
      ++count_;
      changed_.notify_all();
    };
  }
  std::string wait_for(int count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, patience, [&] { return count_ >= count; }));
    return text_;
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  int count_ = 0;
};

class BatchingWriterTest : public testing::Test {
 protected:
  void make(BatchingWriterOptions options) { writer_.emplace(store_, std::move(options)); }
  void submit(int number) { writer_->submit(Numbered{number}, told_.of(number)); }
  // The first work is being written and the store is held up.
  void hold_up_with(int number) {
    const size_t before = store_.batches().size();
    store_.hold_up();
    submit(number);
    store_.wait_for_batches(before + 1);
  }

  using Batches = std::vector<std::vector<int>>;

  NotingStore store_;
  Told told_;
  std::optional<BatchingWriter> writer_;  // last: its thread uses the others
};

TEST_F(BatchingWriterTest, nobody_is_told_before_the_store_has_returned) {
  make({});
  hold_up_with(0);
  EXPECT_EQ(told_.text(), "");
  EXPECT_EQ(writer_->waiting(), 1U);
  std::promise<bool> writing;
  writer_->submit(Numbered{1}, [&](base::Status) { writing.set_value(store_.writing()); });
  EXPECT_EQ(told_.text(), "");
  store_.let_go();
  EXPECT_FALSE(writing.get_future().get());
  EXPECT_EQ(told_.text(), "0:ok ");
}

TEST_F(BatchingWriterTest, what_waits_is_written_together_in_order_and_never_more_than_batch_max) {
  make({.waiting_max = 100, .batch_max = 3, .on_commit = {}});
  hold_up_with(0);
  for (int i = 1; i <= 8; ++i) submit(i);
  EXPECT_EQ(writer_->waiting(), 9U);
  store_.let_go();
  EXPECT_EQ(told_.wait_for(9), "0:ok 1:ok 2:ok 3:ok 4:ok 5:ok 6:ok 7:ok 8:ok ");
  EXPECT_EQ(store_.batches(), (Batches{{0}, {1, 2, 3}, {4, 5, 6}, {7, 8}}));
}

TEST_F(BatchingWriterTest, each_is_told_its_own_error) {
  make({});
  store_.refuse({2, 3, 5});
  hold_up_with(0);
  for (int i = 1; i <= 5; ++i) submit(i);
  store_.let_go();
  EXPECT_EQ(told_.wait_for(6), "0:ok 1:ok 2:no 3:no 4:ok 5:no ");
}

TEST_F(BatchingWriterTest, a_commit_that_fails_is_told_to_everybody_in_it_and_only_to_them) {
  make({});
  hold_up_with(0);
  for (int i = 1; i <= 3; ++i) submit(i);
  store_.fail(true);
  store_.let_go();
  EXPECT_EQ(told_.wait_for(4), "0:store_full 1:store_full 2:store_full 3:store_full ");
  store_.fail(false);
  submit(4);
  EXPECT_TRUE(told_.wait_for(5).ends_with(" 4:ok "));
}

TEST_F(BatchingWriterTest, what_is_too_much_is_told_at_once_and_never_written) {
  make({.waiting_max = 3, .batch_max = 10, .on_commit = {}});
  hold_up_with(0);
  submit(1);
  submit(2);
  std::optional<base::Error> refused;
  writer_->submit(Numbered{3}, [&](base::Status done) { refused = done.error(); });
  ASSERT_TRUE(refused) << "before submit returns";
  EXPECT_EQ(refused->reason, "too_many_writes");
  EXPECT_EQ(refused->kind, base::ErrorKind::unavailable);
  EXPECT_EQ(writer_->waiting(), 3U) << "those that run count";
  store_.let_go();
  told_.wait_for(3);
  submit(4);
  EXPECT_EQ(told_.wait_for(4), "0:ok 1:ok 2:ok 4:ok ");
  EXPECT_EQ(store_.batches(), (Batches{{0}, {1, 2}, {4}}));
}

TEST_F(BatchingWriterTest, heavy_works_share_a_batch_only_up_to_its_weight) {
  make({.waiting_max = 100, .batch_max = 10, .on_commit = {}});
  hold_up_with(0);
  const auto submit_heavy = [&](int number, size_t weight) {
    writer_->submit(Numbered{number}, told_.of(number), weight);
  };
  submit_heavy(1, 6);
  submit_heavy(2, 4);
  submit_heavy(3, 5);
  submit_heavy(4, 50);  // more than a batch: alone
  submit_heavy(5, 1);
  EXPECT_EQ(writer_->waiting(), 67U);
  store_.let_go();
  told_.wait_for(6);
  EXPECT_EQ(store_.batches(), (Batches{{0}, {1, 2}, {3}, {4}, {5}}));
  EXPECT_EQ(writer_->waiting(), 0U);
}

TEST_F(BatchingWriterTest, what_weighs_much_is_taken_while_there_is_room_and_fills_it) {
  make({.waiting_max = 10, .batch_max = 10, .on_commit = {}});
  hold_up_with(0);
  writer_->submit(Numbered{1}, told_.of(1), 5'000);
  std::optional<base::Error> refused;
  writer_->submit(Numbered{2}, [&](base::Status done) { refused = done.error(); });
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason, "too_many_writes");
  store_.let_go();
  EXPECT_EQ(told_.wait_for(2), "0:ok 1:ok ");
}

TEST_F(BatchingWriterTest, who_is_told_has_given_up_its_place) {
  make({.waiting_max = 1, .batch_max = 1, .on_commit = {}});
  std::promise<size_t> waiting;
  writer_->submit(Numbered{0}, [&](base::Status) {
    waiting.set_value(writer_->waiting());
    submit(1);
  });
  EXPECT_EQ(waiting.get_future().get(), 0U);
  EXPECT_EQ(told_.wait_for(1), "1:ok ");
}

TEST_F(BatchingWriterTest, each_commit_is_counted) {
  std::vector<size_t> commits;  // by the writer's thread
  make({.waiting_max = 100, .batch_max = 2, .on_commit = [&](size_t n) { commits.push_back(n); }});
  hold_up_with(0);
  for (int i = 1; i <= 3; ++i) submit(i);
  store_.let_go();
  told_.wait_for(4);
  writer_.reset();
  EXPECT_EQ(commits, (std::vector<size_t>{1, 2, 1}));
}

TEST_F(BatchingWriterTest, its_end_writes_what_waits) {
  for (int round = 0; round < 20; ++round) {
    Told told;
    {
      BatchingWriter writer(store_, {.waiting_max = 100, .batch_max = 2, .on_commit = {}});
      const size_t before = store_.batches().size();
      store_.hold_up();
      for (int i = 0; i < 5; ++i) writer.submit(Numbered{i}, told.of(i));
      store_.wait_for_batches(before + 1);
      store_.let_go();
    }
    EXPECT_EQ(told.text(), "0:ok 1:ok 2:ok 3:ok 4:ok ");
  }
  BatchingWriter(store_, {});  // and none at all
}

TEST_F(BatchingWriterTest, each_of_many_threads_is_told_once_and_in_its_order) {
  constexpr int threads = 8;
  constexpr int works = 300;
  make({.waiting_max = threads * works, .batch_max = 50, .on_commit = {}});
  std::vector<std::vector<int>> told(threads);  // by the writer's thread
  std::vector<std::thread> submitters;
  for (int thread = 0; thread < threads; ++thread) {
    submitters.emplace_back([&, thread] {
      for (int i = 0; i < works; ++i) {
        writer_->submit(Numbered{thread * works + i}, [&, thread, i](base::Status done) {
          EXPECT_TRUE(done);
          told[static_cast<size_t>(thread)].push_back(i);
        });
      }
    });
  }
  for (std::thread& each : submitters) each.join();
  writer_.reset();
  for (const auto& of_thread : told) {
    ASSERT_EQ(of_thread.size(), static_cast<size_t>(works));
    for (int i = 0; i < works; ++i) EXPECT_EQ(of_thread[static_cast<size_t>(i)], i);
  }
  std::set<int> written;
  for (const auto& batch : store_.batches()) {
    EXPECT_LE(batch.size(), 50U);
    EXPECT_GE(batch.size(), 1U);
    for (const int each : batch) EXPECT_TRUE(written.insert(each).second) << each;
  }
  EXPECT_EQ(written.size(), static_cast<size_t>(threads * works));
}

TEST_F(BatchingWriterTest, who_can_wait_gets_the_answer) {
  make({});
  store_.refuse({1});
  EXPECT_TRUE(write_and_wait(*writer_, Numbered{0}));
  EXPECT_EQ(write_and_wait(*writer_, Numbered{1}).error().reason, "no");
}

// That nothing happens can only be seen over some time.
TEST_F(BatchingWriterTest, it_sleeps_while_nothing_waits) {
  make({});
  EXPECT_TRUE(write_and_wait(*writer_, Numbered{0}));
  EXPECT_EQ(writer_->waiting(), 0U);
  constexpr auto idle = std::chrono::milliseconds(40);
  std::this_thread::sleep_for(idle / 4);  // until it has gone to sleep
  const int64_t cpu_ns = store_.writer_cpu_ns();
  const int64_t wake_ups = store_.writer_wake_ups();
  std::this_thread::sleep_for(idle);
  EXPECT_LE(store_.writer_wake_ups() - wake_ups, 2);
  EXPECT_LT(store_.writer_cpu_ns() - cpu_ns, 4'000'000);
}

}  // namespace
}  // namespace payoutd::store
