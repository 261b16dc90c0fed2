#include "base/worker_pool.h"

#include <atomic>

#include <gtest/gtest.h>

namespace payoutd::base {
namespace {

TEST(WorkerPool, runs_all_that_was_posted_before_it_ends) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(3);
    for (int i = 0; i < 1000; ++i) pool.post([&done] { ++done; });
  }
  EXPECT_EQ(done, 1000);
}

TEST(WorkerPool, a_task_may_post_another) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(1);
    pool.post([&] {
      ++done;
      pool.post([&done] { ++done; });
    });
  }
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace payoutd::base
