// sim/digest.h: a number that two runs have in common if all that was added is the same (FNV-1a).
// Against accidents, not against attackers.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/uuid.h"

namespace payoutd::sim {

class Digest {
 public:
  Digest& add(uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
      add_byte(static_cast<unsigned char>(value >> shift));
    return *this;
  }
  Digest& add(int64_t value) { return add(static_cast<uint64_t>(value)); }
  Digest& add(std::string_view text) {
    add(static_cast<uint64_t>(text.size()));
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    return *this;
  }
  Digest& add(const base::Uuid& id) {
    for (const unsigned char byte : id.bytes) add_byte(byte);
    return *this;
  }
  uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }

  uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace payoutd::sim
