// index/rows.h: every field of an owner's payouts, by number. Private to the index.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "index/chunk_table.h"
#include "index/growing_array.h"
#include "index/list_state.h"
#include "index/people.h"
#include "index/remarks.h"
#include "index/text_column.h"
#include "payouts/list_query.h"
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

// What never changes of a payout. The columns are apart, because searching and sorting read one of
// them for all payouts.
class FixedColumns {
 public:
  struct Fixed {
    base::Uuid id;
    int64_t created_at;
    int64_t amount_and_origin;  // micro-units; negative and less one: imported
  };

  explicit FixedColumns(Whose of = Whose::one_owner) : whose(of) {}

  uint32_t size() const { return fixed.size(); }
  void resize(uint32_t size);
  void push_back(const payouts::PayoutView& payout, payouts::OwnerKey owner = {});
  uint64_t memory_bytes() const;

  // Are all texts short enough?
  static bool fits(const payouts::PayoutView& payout);
  static Fixed fixed_of(const payouts::PayoutView& payout);

  const Whose whose;
  GrowingArray<Fixed> fixed;
  GrowingArray<payouts::OwnerKey> owners;  // empty in an index of one
  GrowingArray<PersonNumber> persons;
  GrowingArray<PackedText> records;  // of the persons: a look-up less for each row that is shown
  TextColumn references;
  People people;
  Remarks remarks;  // the texts that change are here too: they are added, not overwritten
};

// One state of all rows: a value, cheap to copy. Any thread may read a state that was published;
// the changing thread alone edits the one to come.
class Rows {
 public:
  enum Time { updated, queued, submitted, completed, failed, cancelled, expired, time_count };
  struct Changing {
    std::array<int64_t, time_count> times;
    int64_t fees_micro;
    Remarks::Place remarks;
  };

  explicit Rows(const FixedColumns& columns) : columns_(&columns) {}

  uint32_t size() const { return categories_.size(); }

  int64_t created_at(uint32_t number) const { return columns_->fixed[number].created_at; }
  const base::Uuid& id(uint32_t number) const { return columns_->fixed[number].id; }
  Category category(uint32_t number) const { return categories_[number]; }
  int64_t amount_micro(uint32_t number) const {
    const int64_t kept = columns_->fixed[number].amount_and_origin;
    return kept < 0 ? -(kept + 1) : kept;
  }
  int64_t fees_micro(uint32_t number) const { return changing_[number].fees_micro; }
  PersonNumber person(uint32_t number) const { return columns_->persons[number]; }
  std::string_view reference(uint32_t number) const { return columns_->references[number]; }
  std::string_view email(uint32_t number) const {
    return People::email_of(columns_->records[number]);
  }
  int64_t time(uint32_t number, Time time) const { return changing_[number].times[time]; }
  Remarks::Place remarks(uint32_t number) const { return changing_[number].remarks; }
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
  static Changing changing_of(const payouts::PayoutView& payout, Remarks::Place remarks);

  const FixedColumns* columns_;
  ChunkTable<Changing, row_chunk_bits> changing_;
  ChunkTable<Category, category_chunk_bits> categories_;
};

}  // namespace payoutd::index
