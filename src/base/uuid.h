// base/uuid.h: 128-bit time-ordered identifiers (UUID version 7, RFC 9562) and their two texts.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/timestamp.h"

namespace payoutd::base {

struct Uuid {
  std::array<unsigned char, 16> bytes{};
  friend auto operator<=>(const Uuid&, const Uuid&) = default;  // bytewise, so by time
};

// The time's millisecond in 48 bits, its microsecond in the next 12 (RFC 9562 §6.2, method 3), the
// rest random: ids sort as their times do, to the microsecond. `time` must not be before 1970.
Uuid make_uuid_v7(Timestamp time, Random& random);

// Ids for things that are recorded one after another: as make_uuid_v7, but of those that share a
// microsecond with the one before, each is greater than that one. One thread at a time.
class UuidSequence {
 public:
  explicit UuidSequence(Random& random) : random_(random) {}
  Uuid next(Timestamp time);

 private:
  Random& random_;
  Uuid last_{};
};

// `0192f5a0-7c00-7abc-8def-0123456789ab`.
inline constexpr size_t uuid_text_length = 36;
void write_uuid(const Uuid& id, char* out);
std::string to_text(const Uuid& id);
// Hyphenated form only, either letter case.
std::optional<Uuid> parse_uuid(std::string_view text);

// 26 characters of Crockford base32, lower case, most significant first (as ULID writes 128 bits).
inline constexpr size_t crockford_length = 26;
void write_crockford(const Uuid& id, char* out);
std::string to_crockford(const Uuid& id);
// Lower or upper case, and Crockford's look-alikes (o→0, i l→1). Nothing if it does not fit 128
// bits.
std::optional<Uuid> parse_crockford(std::string_view text);

// An id that only compares with its own kind: Id<struct PayoutTag>.
template <class Tag>
struct Id {
  Uuid value;
  friend auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace payoutd::base

template <>
struct std::hash<payoutd::base::Uuid> {
  size_t operator()(const payoutd::base::Uuid& id) const noexcept {
    uint64_t tail = 0;  // the random half
    std::memcpy(&tail, id.bytes.data() + 8, sizeof tail);
    return tail;
  }
};
