// index/rows.h: every field of an owner's payouts, by number. Private to the index.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/chunk_table.h"
#include "index/growing_array.h"
#include "index/list_state.h"
#include "index/packed_row.h"
#include "index/people.h"
#include "index/remarks.h"
#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

// What never changes of a payout. What is shown of it lies together; what searching and sorting
// read of all payouts lies in columns of its own (and the place of its reference in both).
class FixedColumns {
 public:
  struct Fixed {
    base::Uuid id;
    int64_t created_at;
    int64_t amount_and_origin;  // micro-units; negative and less one: imported
    PackedText person;          // its record in `people`
    PackedText reference;
  };

  explicit FixedColumns(Whose of = Whose::one_owner) : whose(of) {}

  uint32_t size() const { return fixed.size(); }
  void resize(uint32_t size);
  void push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner = {});
  uint64_t memory_bytes() const;

  // Are all texts short enough, and what is kept in a PackedRow small enough?
  static bool fits(const payouts::PayoutView& payout);
  // `person` is yet to be named.
  static Fixed fixed_of(const payouts::PayoutView& payout, const PackedText& reference);

  const Whose whose;
  GrowingArray<Fixed> fixed;
  GrowingArray<payouts::OwnerKey> owners;  // empty in an index of one
  GrowingArray<PersonNumber> persons;
  TextColumn references;
  People people;
  Remarks remarks;  // the texts that change are here too: they are added, not overwritten
};

// One state of all rows: a value, cheap to copy. Any thread may read a state that was published;
// the changing thread alone edits the one to come.
class Rows {
 public:
  explicit Rows(const FixedColumns& columns) : columns_(&columns) {}

  uint32_t size() const { return changing_.size(); }

  int64_t created_at(uint32_t number) const { return columns_->fixed[number].created_at; }
  const base::Uuid& id(uint32_t number) const { return columns_->fixed[number].id; }
  Category category(uint32_t number) const { return changing_[number].category(); }
  int64_t amount_micro(uint32_t number) const {
    const int64_t kept = columns_->fixed[number].amount_and_origin;
    return kept < 0 ? -(kept + 1) : kept;
  }
  int64_t fees_micro(uint32_t number) const { return changing_[number].fees_micro(); }
  PersonNumber person(uint32_t number) const { return columns_->persons[number]; }
  std::string_view reference(uint32_t number) const {
    return columns_->fixed[number].reference.text();
  }
  std::string_view email(uint32_t number) const {
    return People::email_of(columns_->fixed[number].person);
  }
  int64_t time(uint32_t number, Times::Which which) const { return changing_[number].time(which); }
  const PackedRow& changing(uint32_t number) const { return changing_[number]; }
  const FixedColumns& columns() const { return *columns_; }

  // The texts live as long as the index.
  payouts::PayoutView view(uint32_t number) const;

  // Asks the processor for a row's memory ahead of view(), in steps, each for all rows of a page
  // before the next, so that their waits overlap.
  static constexpr int prefetch_steps = 2;
  void prefetch(uint32_t number, int step) const;

  // Is a known payout still the one that it was, in all that never changes?
  bool may_replace(const payouts::PayoutView& payout) const;

  // Writes what may change of a payout, which is a known one or the next.
  void put(Edit& edit, const payouts::PayoutView& payout, Remarks::Place remarks);

  // For building: room for many that are then put by several threads, each its own numbers.
  void resize(Edit& edit, uint32_t size);
  void put_in_room(const payouts::PayoutView& payout, Remarks::Place remarks);

  void free_all();

 private:
  const FixedColumns* columns_;
  ChunkTable<PackedRow, row_chunk_bits> changing_;
};

}  // namespace payoutd::index
