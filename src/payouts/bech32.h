// payouts/bech32.h: texts that end in a bech32 or bech32m checksum (BIP-173, BIP-350), and the
// witness programs that Bitcoin writes so. Read only: payoutd makes no addresses. Pure; safe from
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace payoutd::payouts {

enum class Bech32Checksum { bech32, bech32m };

struct Bech32 {
  std::string prefix;         // what stands before the last `1`, in lower case
  std::vector<uint8_t> data;  // five bits each; without the six of the checksum
  Bech32Checksum checksum;
};

// Nothing if it breaks any rule of BIP-173: more than 90 characters, mixed letter case, no prefix,
// characters that do not belong, or neither checksum.
std::optional<Bech32> parse_bech32(std::string_view text);

struct WitnessProgram {
  int version;                 // 0 to 16
  std::vector<uint8_t> bytes;  // 2 to 40; of version 0 either 20 or 32
};

// The decoding of BIP-350: bech32 for version 0, bech32m for all others. Nothing if any rule is
// broken or the prefix is another one.
std::optional<WitnessProgram> parse_witness_program(std::string_view text, std::string_view prefix);

}  // namespace payoutd::payouts
