// index/rows.h: every field of an owner's payouts, by number. Private to the index.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/chunk_table.h"
#include "index/fixed_row.h"
#include "index/growing_array.h"
#include "index/list_state.h"
#include "index/packed_row.h"
#include "index/people.h"
#include "index/remarks.h"
#include "index/text_column.h"
#include "payouts/payout.h"

namespace payoutd::index {

// What never changes of payouts and lies apart from their rows: what searching reads of all of
// them, and texts.
class FixedColumns {
 public:
  explicit FixedColumns(Whose of = Whose::one_owner) : whose(of) {}

  uint32_t size() const { return persons.size(); }
  void resize(uint32_t size);
  // Returns where its reference is from now on.
  PackedText push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner = {});
  uint64_t memory_bytes() const;

  // Are all texts short enough, and what is kept in a PackedRow small enough?
  static bool fits(const payouts::PayoutView& payout);

  const Whose whose;
  GrowingArray<payouts::OwnerKey> owners;  // empty in an index of one
  GrowingArray<PersonNumber> persons;
  TextColumn references;
  People people;
  Remarks remarks;  // the texts that change are here too: they are added, not overwritten
};

// A payout's row: two lines of memory that lie together, so that a payout of a page costs one page
// of memory. What does not change is copied with what does.
struct Row {
  PackedRow changing;
  FixedRow fixed;
};

// One state of all rows: a value, cheap to copy. Any thread may read a state that was published;
// the changing thread alone edits the one to come.
class Rows {
 public:
  explicit Rows(const FixedColumns& columns) : columns_(&columns) {}

  uint32_t size() const { return rows_.size(); }

  int64_t created_at(uint32_t number) const { return rows_[number].fixed.created_at(); }
  const base::Uuid& id(uint32_t number) const { return rows_[number].fixed.id(); }
  Category category(uint32_t number) const { return changing(number).category(); }
  int64_t amount_micro(uint32_t number) const { return rows_[number].fixed.amount_micro(); }
  int64_t fees_micro(uint32_t number) const { return changing(number).fees_micro(); }
  PersonNumber person(uint32_t number) const { return columns_->persons[number]; }
  // Lives as long as the state.
  std::string_view reference(uint32_t number) const {
    return rows_[number].fixed.reference().text();
  }
  std::string_view email(uint32_t number) const {
    return People::email_of(rows_[number].fixed.person());
  }
  int64_t time(uint32_t number, Times::Which which) const { return changing(number).time(which); }
  const PackedRow& changing(uint32_t number) const { return rows_[number].changing; }
  const FixedColumns& columns() const { return *columns_; }

  // The texts live as long as the state.
  payouts::PayoutView view(uint32_t number) const;

  // Asks the processor for a row's memory ahead of view(), in steps, each for all rows of a page
  // before the next, so that their waits overlap.
  static constexpr int prefetch_steps = 2;
  void prefetch(uint32_t number, int step) const;

  // Is a known payout still the one that it was, in all that never changes?
  bool may_replace(const payouts::PayoutView& payout) const;

  // A payout's row; that of the next one, which the columns have already, or what may change of a
  // known one.
  void append(Edit& edit, const payouts::PayoutView& payout, const PackedText& reference,
              Remarks::Place remarks);
  void put(Edit& edit, const payouts::PayoutView& payout, Remarks::Place remarks);

  // For building: room for many that are then put by several threads, each its own numbers, and
  // whose people are named when the columns have them.
  void resize(Edit& edit, uint32_t size);
  void put_in_room(const payouts::PayoutView& payout, const PackedText& reference,
                   Remarks::Place remarks);
  void name_person(uint32_t number);

  void free_all();

 private:
  const FixedColumns* columns_;
  ChunkTable<Row, row_chunk_bits> rows_;
};

}  // namespace payoutd::index
