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

void BatchingWriter::enqueue(Write write) {
  {
    std::unique_lock lock(mutex_);
    if (waiting_weight_ + running_weight_ >= options_.waiting_max) {
      lock.unlock();
      write.done(base::unavailable("too_many_writes", "too many writes wait already; try again"));
      return;
    }
    waiting_weight_ += write.weight;
    waiting_.push_back(std::move(write));
  }
  wake_.notify_one();
}

size_t BatchingWriter::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_weight_ + running_weight_;
}

void BatchingWriter::run() {
  for (;;) {
    std::vector<Write> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      take_batch(batch);
    }
    write(batch);
  }
}

void BatchingWriter::take_batch(std::vector<Write>& batch) {
  while (!waiting_.empty()) {
    const size_t weight = waiting_.front().weight;
    if (!batch.empty() && running_weight_ + weight > options_.batch_max) return;
    running_weight_ += weight;
    waiting_weight_ -= weight;
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
}

void BatchingWriter::write(std::vector<Write>& batch) {
  std::vector<Work> works;
  works.reserve(batch.size());
  for (Write& each : batch) works.push_back(std::move(each.work));
  std::vector<base::Status> results(batch.size());
  store_.write_all(works, results);
  {
    // Who is told may submit the next work at once.
    const std::lock_guard lock(mutex_);
    running_weight_ = 0;
  }
  for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
  if (options_.on_commit) options_.on_commit(batch.size());
}

}  // namespace payoutd::store
