// access/used_signatures.h: the signatures that were used already: a signature is good once.
//
// The memory is this process's own, and two things follow. Several servers on one database each
// take a signature once. And a restart forgets: so a signature that says to be of the second in
// which the process began, or of an earlier one, is refused, because it may have been used before.
// A client whose clock is right notices nothing but for what was on its way meanwhile; one whose
// clock is slow by some seconds is refused for as many seconds after a start, and then served
// again. The other choice, to refuse all signatures up to signature_skew_seconds after the start,
// would also stop one that a client with a fast clock dated ahead, used, and that was caught and is
// sent again after a restart; but it would stop every client for five minutes at each start, and
// who can catch a signature has key and secret too. What must not happen twice has an
// Idempotency-Key.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <unordered_set>

#include "access/signature.h"
#include "base/secret.h"
#include "base/timestamp.h"

namespace payoutd::access {

// Safe from any thread.
class UsedSignatures {
 public:
  // About 45 bytes each. Enough for 3,400 signed requests a second without end.
  static constexpr size_t default_capacity = size_t{1} << 21;

  // `began`: when the process began to take signatures. `capacity`: how many are remembered.
  explicit UsedSignatures(base::Timestamp began, size_t capacity = default_capacity);

  enum class Use {
    first,     // and from now on it is used
    not_once,  // it was used, or may have been: before `began`, or before the clock was set back
    full,  // nothing can be remembered for some minutes: must be refused, it would be good twice
  };
  // Notes that a signature is being used. Only for one that is right and of this time
  // (signature.h): who has no key must not fill the memory.
  Use use(const Signature& signature, base::Timestamp now);

 private:
  // Half of an HMAC tells signatures apart as well as all of it: 2^64 would be needed for a pair.
  struct Half {
    uint64_t first;
    uint64_t second;
    friend bool operator==(const Half&, const Half&) = default;
  };
  struct HashHalf {
    size_t operator()(const Half& half) const noexcept { return half.first; }
  };
  // Signatures of one stretch of time, by the time that they say to be of. At any moment those
  // that are of this time lie in at most two stretches, one of an even and one of an odd number.
  struct Generation {
    int64_t number = 0;  // of the stretch; anything of an earlier one may have been used
    std::unordered_set<Half, HashHalf> used;
  };
  struct Shard {
    std::mutex mutex;
    std::array<Generation, 2> generations;  // by number modulo 2; protected by mutex
  };
  static constexpr size_t shard_count = 16;

  static void forget_past(Shard& shard, base::Timestamp now);

  const int64_t began_seconds_;
  const size_t shard_capacity_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace payoutd::access
