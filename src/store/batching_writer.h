// store/batching_writer.h: writes in batches: all that wait are done in one transaction with one
// commit, each as a part of its own. A disk makes a few hundred to a few thousand commits in a
// second, whatever is in them, so this is what lets many writers through.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/writer.h"

namespace payoutd::store {

struct BatchingWriterOptions {
  // Both are sums of weights; a single work may weigh more.
  size_t waiting_max = 10'000;  // once so many wait the next is refused: `too_many_writes`
  size_t batch_max = 1'000;     // in one transaction
  // After each commit, on the writer's thread; may be empty.
  std::function<void(size_t works)> on_commit;
};

// Nobody is told of a success before the commit is durable. A work that fails takes back its own
// part and harms no other in its batch; if the batch as a whole cannot be committed, everyone in it
// gets the error and nothing of it has happened. Dones are called on the writer's thread, in order,
// and must be quick; only `too_many_writes` is told by submit() itself.
class BatchingWriter final : public Writer {
 public:
  BatchingWriter(Store& store, BatchingWriterOptions options);
  // Runs what waits.
  ~BatchingWriter() override;
  BatchingWriter(const BatchingWriter&) = delete;

  void enqueue(Write write) override;

  // The weights of what waits or runs.
  size_t waiting() const;

 private:
  void run();
  void take_batch(std::vector<Write>& batch);  // with mutex_ held
  void write(std::vector<Write>& batch);

  Store& store_;
  const BatchingWriterOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Below: protected by mutex_.
  std::deque<Write> waiting_;
  size_t waiting_weight_ = 0;
  size_t running_weight_ = 0;
  bool stopping_ = false;
  // Last: it uses all of the above.
  std::thread thread_;
};

}  // namespace payoutd::store
