// index/text_arena.h: the texts of all payouts of an owner, packed. Private to the index.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "payouts/payout.h"

namespace payoutd::index {

// A payout's texts in one fixed order.
inline constexpr size_t text_count = 13;
using Texts = std::array<std::string_view, text_count>;
inline constexpr size_t reference_text = 0;
inline constexpr size_t email_text = 1;

Texts texts_of(const payouts::PayoutView& payout);
void put_texts(const Texts& texts, payouts::PayoutView& payout);

// Append-only; what is stored never moves.
class TextArena {
 public:
  // Where a record begins.
  using Place = const char*;

  Place append(const Texts& texts);
  // The views live as long as the arena.
  static Texts read(Place place);
  // One of the texts, by its position in Texts.
  static std::string_view read_one(Place place, size_t text);

  uint64_t memory_bytes() const { return memory_bytes_; }

 private:
  char* reserve(size_t bytes);

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  size_t free_bytes_ = 0;
  uint64_t memory_bytes_ = 0;
};

}  // namespace payoutd::index
