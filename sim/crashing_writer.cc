#include "sim/crashing_writer.h"

#include <algorithm>
#include <iterator>

namespace payoutd::sim {

void CrashingWriter::flush(size_t count_max, Trouble trouble) {
  const size_t count = std::min(waiting_.size(), count_max);
  if (count == 0) return;
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Waiting> batch(std::make_move_iterator(waiting_.begin()),
                             std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  std::vector<base::Status> results(count);
  try {
    write(batch, trouble, results);
  } catch (const Crash&) {
    if (trouble != Trouble::store_fails) throw;
    results.assign(count, base::unavailable("store_unavailable", "the disk did not answer"));
  }
  if (trouble == Trouble::crash_after_commit) throw Crash{};
  if (answers_early(trouble)) return;
  for (size_t i = 0; i < count; ++i) batch[i].done(std::move(results[i]));
}

void CrashingWriter::write(std::vector<Waiting>& batch, Trouble trouble,
                           std::vector<base::Status>& results) {
  std::vector<store::Work> works;
  works.reserve(batch.size() + 1);
  for (Waiting& each : batch) works.push_back(std::move(each.work));
  results.resize(batch.size() + 1);
  // One work more: it stands at the place right before the commit.
  bool fails = trouble == Trouble::crash_before_commit || trouble == Trouble::store_fails ||
               trouble == Trouble::runs_twice;
  works.emplace_back([&](store::Transaction&) -> base::Status {
    if (answers_early(trouble)) {
      for (size_t i = 0; i < batch.size(); ++i) batch[i].done(results[i]);
    }
    if (fails) throw Crash{};
    return {};
  });
  if (trouble == Trouble::runs_twice) {
    try {
      store_.write_all(works, results);
    } catch (const Crash&) {
      fails = false;
      pass_time_();
    }
  }
  store_.write_all(works, results);
}

}  // namespace payoutd::sim
