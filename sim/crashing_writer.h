// sim/crashing_writer.h: a writer that runs when it is told to, and dies when it is told to.
#pragma once

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "store/writer.h"

namespace payoutd::sim {

// Thrown where payoutd is killed.
struct Crash {};

enum class Trouble {
  none,
  crash_before_commit,  // nothing of the batch has happened, nobody is answered
  crash_after_commit,   // all of it has happened, nobody is answered
  store_fails,          // nothing of it has happened, and everybody is told
  runs_twice,           // all is taken back once, time passes, and it is done anew
};

// One thread. Its callbacks may submit; they must not flush.
class CrashingWriter final : public store::Writer {
 public:
  // `answers_early`: a planted bug, see plant.h.
  // `pass_time`: what happens between the two runs of a batch.
  CrashingWriter(store::Store& store, bool answers_early, std::function<void()> pass_time)
      : store_(store), answers_early_(answers_early), pass_time_(std::move(pass_time)) {}

  void enqueue(Write write) override {
    waiting_.push_back({std::move(write.work), std::move(write.done)});
  }
  size_t waiting() const { return waiting_.size(); }
  // Writes up to `count_max` works as one batch. Throws Crash if the trouble is one.
  void flush(size_t count_max, Trouble trouble);
  // What waits is forgotten, as memory is by a crash.
  void drop() { waiting_.clear(); }

 private:
  struct Waiting {
    store::Work work;
    Done done;
  };

  // Not where the store fails or takes back: a crash is what the plant is about.
  bool answers_early(Trouble trouble) const {
    return answers_early_ && trouble != Trouble::store_fails && trouble != Trouble::runs_twice;
  }
  void write(std::vector<Waiting>& batch, Trouble trouble, std::vector<base::Status>& results);

  store::Store& store_;
  const bool answers_early_;
  const std::function<void()> pass_time_;
  std::deque<Waiting> waiting_;
};

}  // namespace payoutd::sim
