#include "base/uuid.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view crockford_digits = "0123456789abcdefghjkmnpqrstvwxyz";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<signed char, 256> make_crockford_values() {
  std::array<signed char, 256> values{};
  for (signed char& value : values) value = -1;
  for (size_t i = 0; i < crockford_digits.size(); ++i) {
    const auto lower = static_cast<unsigned char>(crockford_digits[i]);
    values[lower] = static_cast<signed char>(i);
    if (lower >= 'a') values[lower - 32U] = static_cast<signed char>(i);
  }
  for (const char c : {'o', 'O'}) values[static_cast<unsigned char>(c)] = 0;
  for (const char c : {'i', 'I', 'l', 'L'}) values[static_cast<unsigned char>(c)] = 1;
  return values;
}

constexpr std::array<signed char, 256> crockford_values = make_crockford_values();

using Wide = unsigned __int128;

}  // namespace

Uuid make_uuid_v7(Timestamp time, Random& random) {
  check(time.micros >= 0, "an id's time is not before 1970");
  Uuid id;
  random.fill(id.bytes);
  const auto millis = static_cast<uint64_t>(time.micros / 1000);
  for (size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<unsigned char>(millis >> (40 - 8 * i));
  }
  // 1,000 microseconds spread over 12 bits: the order is kept and no two share a value.
  const auto fraction = static_cast<uint64_t>(time.micros % 1000) * 4096 / 1000;
  id.bytes[6] = static_cast<unsigned char>(0x70U | (fraction >> 8U));
  id.bytes[7] = static_cast<unsigned char>(fraction & 0xffU);
  id.bytes[8] = static_cast<unsigned char>(0x80U | (id.bytes[8] & 0x3fU));
  return id;
}

Uuid UuidSequence::next(Timestamp time) {
  Uuid id = make_uuid_v7(time, random_);
  const bool same_time = std::equal(id.bytes.begin(), id.bytes.begin() + 8, last_.bytes.begin());
  if (same_time && id < last_) {
    // RFC 9562 §6.2, method 2: the last one plus a random step. The 62 random bits are as good as
    // never used up; should they be, the order of two ids is not worth an equal one.
    uint64_t tail = 0;
    uint64_t step = 0;
    for (size_t i = 8; i < 16; ++i) tail = tail << 8U | last_.bytes[i];
    for (size_t i = 12; i < 16; ++i) step = step << 8U | id.bytes[i];
    const uint64_t next = tail + step + 1;
    if (next >> 62U == tail >> 62U) {
      for (size_t i = 0; i < 8; ++i) {
        id.bytes[8 + i] = static_cast<unsigned char>(next >> (56 - 8 * i));
      }
    }
  }
  return last_ = id;
}

void write_uuid(const Uuid& id, char* out) {
  for (size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = hex_digits[id.bytes[i] >> 4U];
    *out++ = hex_digits[id.bytes[i] & 15U];
  }
}

std::string to_text(const Uuid& id) {
  std::string text(uuid_text_length, '\0');
  write_uuid(id, text.data());
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != uuid_text_length) return std::nullopt;
  Uuid id;
  size_t pos = 0;
  for (size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      if (text[pos++] != '-') return std::nullopt;
    }
    const int high = hex_value(text[pos]);
    const int low = hex_value(text[pos + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<unsigned char>(high * 16 + low);
    pos += 2;
  }
  return id;
}

void write_crockford(const Uuid& id, char* out) {
  uint64_t high = 0;
  uint64_t low = 0;
  for (size_t i = 0; i < 8; ++i) {
    high = high << 8U | id.bytes[i];
    low = low << 8U | id.bytes[8 + i];
  }
  // 26 digits of five bits: the last twelve lie in the low half, the next spans both, the first 13
  // in the high half.
  for (size_t i = 0; i < 12; ++i) {
    out[25 - i] = crockford_digits[low & 31U];
    low >>= 5U;
  }
  out[13] = crockford_digits[(low | high << 4U) & 31U];
  high >>= 1U;
  for (size_t i = 0; i < 13; ++i) {
    out[12 - i] = crockford_digits[high & 31U];
    high >>= 5U;
  }
}

std::string to_crockford(const Uuid& id) {
  std::string text(crockford_length, '\0');
  write_crockford(id, text.data());
  return text;
}

std::optional<Uuid> parse_crockford(std::string_view text) {
  if (text.size() != crockford_length) return std::nullopt;
  Wide value = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int digit = crockford_values[static_cast<unsigned char>(text[i])];
    // 26 digits hold 130 bits: the first may use only three of its five.
    if (digit < 0 || (i == 0 && digit > 7)) return std::nullopt;
    value = value << 5U | static_cast<unsigned>(digit);
  }
  Uuid id;
  for (size_t i = id.bytes.size(); i-- > 0;) {
    id.bytes[i] = static_cast<unsigned char>(value & 0xffU);
    value >>= 8U;
  }
  return id;
}

}  // namespace payoutd::base
