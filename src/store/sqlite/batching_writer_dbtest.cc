// The batching writer over SQLite: who is told of a success finds it in the database.

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "store/batching_writer.h"
#include "store/money_fixture.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store::sqlite {
namespace {

class BatchesOnDisk : public MoneyFixture {
 protected:
  Owner client_ = new_owner(OwnerKind::client, "Acme");
  const money::Currency usd_ = currency("USD");
};

TEST_P(BatchesOnDisk, who_is_told_finds_its_write_whoever_else_was_refused) {
  constexpr int threads = 6;
  constexpr int works = 60;
  std::atomic<int> kept = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> failed = 0;
  std::vector<size_t> commits;  // by the writer's thread
  const auto second = scratch_->reopen();
  {
    BatchingWriter writer(store_, {.waiting_max = threads * works,
                                   .batch_max = 25,
                                   .on_commit = [&](size_t n) { commits.push_back(n); }});
    std::vector<std::thread> submitters;
    for (int thread = 0; thread < threads; ++thread) {
      submitters.emplace_back([&, thread] {
        for (int i = 0; i < works; ++i) {
          const auto version = std::make_shared<payouts::Version>(0);
          const Work work = [this, i, thread, version](Transaction& transaction) -> base::Status {
            EXPECT_TRUE(insert(transaction, client_.key, ""));
            post(transaction, client_.key, funding(7, usd_));
            *version = must(transaction.change_owner(client_.key))->version;
            if (i % 5 == 1) return base::refused("no", "");
            // Of a key that two threads use, the second fails.
            const std::string key = "k" + std::to_string(thread / 2) + "." + std::to_string(i);
            if (i % 7 == 2) transaction.add_idempotency(client_.key, {key, {}, {}, "", now});
            return {};
          };
          writer.submit(work, [&, version](base::Status done) {
            if (done) {
              ++kept;
              EXPECT_GE((*second->find_owner(client_.id))->version, *version);
            } else {
              ++(done.error().reason == "no" ? refused : failed);
            }
          });
        }
      });
    }
    for (std::thread& each : submitters) each.join();
  }
  EXPECT_EQ(refused, threads * works / 5);
  EXPECT_EQ(failed, threads / 2 * 7) << "i = 2, 9, 23, 30, 37, 44, 58 and not the refused 16, 51";
  EXPECT_EQ(kept + refused + failed, threads * works);
  const Owner after = stored(client_);
  EXPECT_EQ(after.payout_count, static_cast<uint32_t>(kept));
  EXPECT_EQ(after.entry_count, kept);
  EXPECT_TRUE(available(client_.key, usd_) == 7 * kept);
  CollectPayouts payouts;
  ASSERT_TRUE(store_.read_payouts(client_.key, 0, payouts));
  ASSERT_EQ(payouts.rows.size(), static_cast<size_t>(kept));
  for (uint32_t i = 0; i < payouts.rows.size(); ++i) {
    EXPECT_EQ(payouts.rows[i].number, i);
  }

  size_t told = 0;
  for (const size_t each : commits) {
    EXPECT_LE(each, 25U);
    told += each;
  }
  EXPECT_EQ(told, static_cast<size_t>(threads * works));
  EXPECT_LE(after.version - client_.version, static_cast<payouts::Version>(commits.size()))
      << "one version a batch";
}

// Two wallets of one number: only the database finds out, when all is stored.
TEST_P(BatchesOnDisk, of_a_batch_that_cannot_be_stored_nothing_happens_and_all_are_told) {
  const auto makes_wallet = [this](const char* code) -> Work {
    return [this, code](Transaction& transaction) -> base::Status {
      EXPECT_TRUE(insert(transaction, client_.key, ""));
      transaction.change_accounts(client_.key, currency(code)).wallet_id = 1;
      return {};
    };
  };
  const Work refuses = [](Transaction&) -> base::Status { return base::refused("no", ""); };
  std::string told;
  std::promise<void> first_runs;
  std::promise<void> all_wait;
  {
    BatchingWriter writer(store_, {});
    const auto tells = [&](base::Status done) {
      told += (done ? "ok" : done.error().reason) + " ";
    };
    // The first runs until the others have been submitted, so that they are one batch.
    writer.submit(
        [&](Transaction&) -> base::Status {
          first_runs.set_value();
          all_wait.get_future().wait();
          return {};
        },
        tells);
    first_runs.get_future().wait();
    writer.submit(makes_wallet("USD"), tells);
    writer.submit(refuses, tells);
    writer.submit(makes_wallet("EUR"), tells);
    all_wait.set_value();
  }
  EXPECT_EQ(told, "ok store_unavailable store_unavailable store_unavailable ");
  EXPECT_EQ(stored(client_).version, client_.version);
  read([&](Reads& reads) { EXPECT_TRUE(reads.find_accounts(client_.key).empty()); });
  EXPECT_TRUE(store_.write(makes_wallet("USD"))) << "the store works on";
  EXPECT_EQ(stored(client_).payout_count, 1U);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, BatchesOnDisk, testing::Values(&open_scratch_sqlite));

}  // namespace
}  // namespace payoutd::store::sqlite
