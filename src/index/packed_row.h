// index/packed_row.h: what changes of a payout, in one line of the processor's memory: a page of a
// list waits for few lines. Private to the index.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

#include "money/currency.h"
#include "payouts/payout.h"

namespace payoutd::index {

// How an unset time is kept.
inline constexpr int64_t unset_time = std::numeric_limits<int64_t>::min();

// A payout's status and currency in one: what lists are filtered, counted and summed by.
using Category = uint16_t;
inline Category category_of(payouts::Status status, money::Currency currency) {
  return static_cast<Category>(currency.position() * payouts::status_count +
                               static_cast<size_t>(status));
}
inline payouts::Status status_of(Category category) {
  return static_cast<payouts::Status>(category % payouts::status_count);
}
inline money::Currency currency_of(Category category) {
  return money::currency_at(static_cast<uint16_t>(category / payouts::status_count));
}

// The times of a payout that may be unset, and the one that moves on.
class Times {
 public:
  enum Which { updated, queued, submitted, completed, failed, cancelled, expired, count };

  explicit Times(const payouts::PayoutView& payout);

  int64_t operator[](Which which) const { return micros_[which]; }
  const std::array<int64_t, count>& all() const { return micros_; }
  // Is one of them more than 1,141 years from 1970? Those have no room in a PackedRow.
  bool are_far() const;

 private:
  std::array<int64_t, count> micros_;
};

// 64 bytes. Of 56 bits each: the times, by their distance from 1970; what is left over of their
// eight words is the address of other texts (48 bits) and the category (11 bits), fees take 60.
class alignas(64) PackedRow {
 public:
  PackedRow() = default;
  // Are fees and category such as there may be?
  static bool fits(const payouts::PayoutView& payout);
  // `remarks`: Remarks::Place of the same payout; far times stand in front of it.
  PackedRow(const payouts::PayoutView& payout, const Times& times, const char* remarks);

  int64_t time(Times::Which which) const {
    if (is_far()) return far_time(which);
    const uint64_t kept = words_[which] & time_mask;
    return kept == 0 ? unset_time : static_cast<int64_t>(kept) - time_bias;
  }
  int64_t fees_micro() const { return static_cast<int64_t>(words_[7] & fees_mask); }
  Category category() const {
    return static_cast<Category>(words_[6] >> 56U | (words_[7] >> 60U & 7U) << 8U);
  }
  const char* remarks() const {
    uint64_t address = 0;
    for (unsigned i = 0; i < 6; ++i) address |= words_[i] >> 56U << (i * 8);
    return std::bit_cast<const char*>(address);
  }
  bool is_far() const { return words_[7] >> 63U != 0; }

 private:
  static constexpr uint64_t time_mask = (uint64_t{1} << 56U) - 1;
  static constexpr int64_t time_bias = int64_t{1} << 55U;
  static constexpr uint64_t fees_mask = (uint64_t{1} << 60U) - 1;

  int64_t far_time(Times::Which which) const;

  std::array<uint64_t, 8> words_;
};
static_assert(sizeof(PackedRow) == 64);

}  // namespace payoutd::index
