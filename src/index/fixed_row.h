// index/fixed_row.h: what never changes of a payout and is shown of it, in one line of the
// processor's memory. Private to the index.
#pragma once

#include <cstdint>

#include "index/near_text.h"
#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

class alignas(64) FixedRow {
 public:
  FixedRow() = default;
  // Of the payout's texts, as they are kept: its reference, and the record of its person.
  FixedRow(const payouts::PayoutView& payout, const PackedText& reference, const PackedText& person)
      : id_(payout.id.value),
        created_at_(payout.created_at.micros),
        amount_and_origin_(payout.imported ? -payout.amount.micro - 1 : payout.amount.micro),
        person_(person),
        reference_(reference) {}

  const base::Uuid& id() const { return id_; }
  int64_t created_at() const { return created_at_; }
  bool imported() const { return amount_and_origin_ < 0; }
  int64_t amount_micro() const {
    return imported() ? -(amount_and_origin_ + 1) : amount_and_origin_;
  }
  const PackedText& person() const { return person_; }
  const NearText& reference() const { return reference_; }

  // For building, when people's records have their places.
  void set_person(const PackedText& person) { person_ = person; }

 private:
  base::Uuid id_;
  int64_t created_at_;
  int64_t amount_and_origin_;  // micro-units; negative and less one: imported
  PackedText person_;          // its record in `People`
  NearText reference_;
};
static_assert(sizeof(FixedRow) == 64);

}  // namespace payoutd::index
