#include "base/random.h"

#include <cstring>

#include <openssl/rand.h>

#include "base/check.h"

namespace payoutd::base {

void SystemRandom::fill(std::span<unsigned char> out) {
  check(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "the system gives random bytes");
}

uint64_t SeededRandom::next() {
  // SplitMix64 (Steele, Lea, Flood 2014).
  state_ += 0x9e3779b97f4a7c15U;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

uint64_t SeededRandom::below(uint64_t bound) {
  check(bound > 0, "a random bound is above 0");
  // Rejects the few values that would favour small results.
  const uint64_t unfair = -bound % bound;
  for (;;) {
    const uint64_t value = next();
    if (value >= unfair) return value % bound;
  }
}

void SeededRandom::fill(std::span<unsigned char> out) {
  while (!out.empty()) {
    const uint64_t value = next();
    const size_t count = out.size() < sizeof value ? out.size() : sizeof value;
    std::memcpy(out.data(), &value, count);
    out = out.subspan(count);
  }
}

}  // namespace payoutd::base
