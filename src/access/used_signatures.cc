#include "access/used_signatures.h"

#include <algorithm>
#include <cstring>

namespace payoutd::access {
namespace {

// As many seconds as there are from the oldest to the newest signature that is of this time.
constexpr int64_t stretch_seconds = 2 * signature_skew_seconds + 1;

}  // namespace

UsedSignatures::UsedSignatures(base::Timestamp began, size_t capacity)
    : began_seconds_(began.micros / base::micros_per_second),
      shard_capacity_(std::max<size_t>(capacity / shard_count, 1)) {}

UsedSignatures::Use UsedSignatures::use(const Signature& signature, base::Timestamp now) {
  if (signature.time_seconds <= began_seconds_) return Use::not_once;
  Half half{};
  std::memcpy(&half, signature.code.data(), sizeof half);
  Shard& shard = shards_[signature.code.back() % shard_count];
  const int64_t number = signature.time_seconds / stretch_seconds;

  const std::lock_guard lock(shard.mutex);
  forget_past(shard, now);
  Generation& generation = shard.generations[static_cast<size_t>(number % 2)];
  if (number < generation.number) return Use::not_once;
  if (number > generation.number) {
    generation.used.clear();
    generation.number = number;
  }
  if (generation.used.contains(half)) return Use::not_once;
  if (shard.generations[0].used.size() + shard.generations[1].used.size() >= shard_capacity_) {
    return Use::full;
  }
  generation.used.insert(half);
  return Use::first;
}

void UsedSignatures::forget_past(Shard& shard, base::Timestamp now) {
  const int64_t oldest = now.micros / base::micros_per_second - signature_skew_seconds;
  for (Generation& generation : shard.generations) {
    if ((generation.number + 1) * stretch_seconds > oldest || generation.used.empty()) continue;
    generation.used.clear();
    generation.number += 2;  // should the clock be set back, what was forgotten stays refused
  }
}

}  // namespace payoutd::access
