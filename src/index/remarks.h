// index/remarks.h: the texts of payouts that nobody sorts or searches by: description, failure,
// network, address, transaction hash, note. Private to the index.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "index/packed_row.h"
#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

// Only added to: a payout whose texts change gets new ones. What many payouts have in common
// ("Bonus Payment") is kept once, as long as it comes again soon.
class Remarks {
 public:
  // Where a payout's texts are; null: all are empty. Times that are too far for a PackedRow stand
  // in front of them, as they are in Times.
  using Place = const char*;

  static bool fits(const payouts::PayoutView& payout);
  // For the changing thread.
  Place add(const payouts::PayoutView& payout);
  // Fills a payout's fields; the texts live as long as the index.
  static void put_into(Place place, payouts::PayoutView& payout);

  void adopt(Remarks&& other) { arena_.adopt(std::move(other.arena_)); }

  uint64_t memory_bytes() const {
    return arena_.memory_bytes() + recent_.capacity() * sizeof(Recent);
  }

 private:
  struct Recent {
    Place place = nullptr;
    size_t length = 0;
  };

  Place add_behind(const Times& times, std::string_view packed);

  TextArena arena_;
  std::vector<Recent> recent_;  // by hash
};

}  // namespace payoutd::index
