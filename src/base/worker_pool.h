// base/worker_pool.h: a few threads for work that is too slow for the thread that answers requests.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace payoutd::base {

// Tasks run in the order in which they came, `threads` at a time. The destructor runs what waits.
// Safe from any thread. A task must not throw.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;

  void post(std::function<void()> task);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  // Below: protected by mutex_.
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  // Constant after construction.
  std::vector<std::thread> threads_;
};

}  // namespace payoutd::base
