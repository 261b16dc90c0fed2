#include "payouts/bech32.h"

#include <array>
#include <span>

namespace payoutd::payouts {
namespace {

constexpr size_t text_max = 90;
constexpr size_t checksum_length = 6;
constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr uint32_t bech32_rest = 1;
constexpr uint32_t bech32m_rest = 0x2bc830a3;

constexpr int version_max = 16;
constexpr size_t program_min = 2;
constexpr size_t program_max = 40;
constexpr size_t key_hash_bytes = 20;     // the programs of version 0 (BIP-141)
constexpr size_t script_hash_bytes = 32;  // likewise

// The text in lower case; nothing if it has both cases, or what is not visible ASCII.
std::optional<std::string> in_one_case(std::string_view text) {
  std::string lower(text);
  bool has_lower = false;
  bool has_upper = false;
  for (char& c : lower) {
    if (c < '!' || c > '~') return std::nullopt;
    has_lower = has_lower || (c >= 'a' && c <= 'z');
    if (c >= 'A' && c <= 'Z') {
      has_upper = true;
      c = static_cast<char>(c + 32);
    }
  }
  if (has_lower && has_upper) return std::nullopt;
  return lower;
}

// What is left when a text is divided by the code's polynomial, value by value.
class Division {
 public:
  void take(uint32_t value) {
    constexpr std::array<uint32_t, 5> generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                   0x2a1462b3};
    const uint32_t top = rest_ >> 25U;
    rest_ = ((rest_ & 0x1ffffffU) << 5U) ^ value;
    for (size_t i = 0; i < generator.size(); ++i) {
      if (((top >> i) & 1U) != 0) rest_ ^= generator[i];
    }
  }
  uint32_t rest() const { return rest_; }

 private:
  uint32_t rest_ = 1;
};

std::optional<Bech32Checksum> checksum_of(std::string_view prefix, std::span<const uint8_t> data) {
  Division division;
  for (const char c : prefix) division.take(static_cast<uint32_t>(c) >> 5U);
  division.take(0);
  for (const char c : prefix) division.take(static_cast<uint32_t>(c) & 31U);
  for (const uint8_t value : data) division.take(value);
  if (division.rest() == bech32_rest) return Bech32Checksum::bech32;
  if (division.rest() == bech32m_rest) return Bech32Checksum::bech32m;
  return std::nullopt;
}

// Five bits each to eight bits each. Fewer than five may be left over, and only zeros: else one
// program would have several texts.
std::optional<std::vector<uint8_t>> to_bytes(std::span<const uint8_t> data) {
  std::vector<uint8_t> bytes;
  uint32_t bits = 0;
  unsigned count = 0;
  for (const uint8_t value : data) {
    bits = (bits << 5U) | value;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<uint8_t>(bits >> count));
      bits &= (1U << count) - 1;
    }
  }
  if (count >= 5 || bits != 0) return std::nullopt;
  return bytes;
}

bool is_program_length(int version, size_t length) {
  if (version == 0) return length == key_hash_bytes || length == script_hash_bytes;
  return length >= program_min && length <= program_max;
}

}  // namespace

std::optional<Bech32> parse_bech32(std::string_view text) {
  if (text.size() > text_max) return std::nullopt;
  const auto lower = in_one_case(text);
  if (!lower) return std::nullopt;
  const size_t separator = lower->rfind('1');
  if (separator == std::string::npos || separator == 0) return std::nullopt;
  std::vector<uint8_t> data;
  for (const char c : std::string_view(*lower).substr(separator + 1)) {
    const size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    data.push_back(static_cast<uint8_t>(value));
  }
  if (data.size() < checksum_length) return std::nullopt;
  const std::string_view prefix = std::string_view(*lower).substr(0, separator);
  const auto checksum = checksum_of(prefix, data);
  if (!checksum) return std::nullopt;
  data.resize(data.size() - checksum_length);
  return Bech32{std::string(prefix), std::move(data), *checksum};
}

std::optional<WitnessProgram> parse_witness_program(std::string_view text,
                                                    std::string_view prefix) {
  const auto parsed = parse_bech32(text);
  if (!parsed || parsed->prefix != prefix || parsed->data.empty()) return std::nullopt;
  const int version = parsed->data.front();
  if (version > version_max) return std::nullopt;
  if ((version == 0) != (parsed->checksum == Bech32Checksum::bech32)) return std::nullopt;
  auto bytes = to_bytes(std::span(parsed->data).subspan(1));
  if (!bytes || !is_program_length(version, bytes->size())) return std::nullopt;
  return WitnessProgram{version, std::move(*bytes)};
}

}  // namespace payoutd::payouts
