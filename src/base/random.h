// base/random.h: where random bytes come from.
#pragma once

#include <cstdint>
#include <span>

namespace payoutd::base {

class Random {
 public:
  virtual ~Random() = default;
  // Fills all of `out`. Never fails: a system without randomness is a bug and stops the process.
  virtual void fill(std::span<unsigned char> out) = 0;
};

// Cryptographically strong (OpenSSL). Safe from any thread.
class SystemRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override;
};

// Repeatable: the same seed gives the same bytes on every machine (SplitMix64). For generated data,
// tests and simulation, never for a secret. One thread at a time.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  void fill(std::span<unsigned char> out) override;
  uint64_t next();
  // Uniform in [0, bound); bound > 0.
  uint64_t below(uint64_t bound);

 private:
  uint64_t state_;
};

}  // namespace payoutd::base
