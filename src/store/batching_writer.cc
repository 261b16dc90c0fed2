#include "store/batching_writer.h"

#include <algorithm>
#include <future>
#include <utility>

namespace payoutd::store {

base::Status write_and_wait(Writer& writer, Work work) {
  std::promise<base::Status> result;
  writer.submit(std::move(work),
                [&result](base::Status done) { result.set_value(std::move(done)); });
  return result.get_future().get();
}

BatchingWriter::BatchingWriter(Store& store, BatchingWriterOptions options)
    : store_(store), options_(std::move(options)), thread_([this] { run(); }) {}

BatchingWriter::~BatchingWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void BatchingWriter::submit(Work work, Done done) {
  {
    std::unique_lock lock(mutex_);
    if (waiting_.size() + running_ >= options_.waiting_max) {
      lock.unlock();
      done(base::unavailable("too_many_writes", "too many writes wait already; try again"));
      return;
    }
    waiting_.push_back({std::move(work), std::move(done)});
  }
  wake_.notify_one();
}

size_t BatchingWriter::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() + running_;
}

void BatchingWriter::run() {
  for (;;) {
    std::vector<Waiting> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const size_t count = std::min(waiting_.size(), options_.batch_max);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
      running_ = count;
    }
    write(batch);
  }
}

void BatchingWriter::write(std::vector<Waiting>& batch) {
  std::vector<Work> works;
  works.reserve(batch.size());
  for (Waiting& each : batch) works.push_back(std::move(each.work));
  std::vector<base::Status> results(batch.size());
  store_.write_all(works, results);
  {
    // Who is told may submit the next work at once.
    const std::lock_guard lock(mutex_);
    running_ = 0;
  }
  for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
  if (options_.on_commit) options_.on_commit(batch.size());
}

}  // namespace payoutd::store
