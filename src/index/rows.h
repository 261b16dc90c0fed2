// index/rows.h: every field of an owner's payouts, by number. Private to the index.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "index/bitset.h"
#include "index/text_arena.h"
#include "payouts/list_query.h"
#include "payouts/payout.h"

namespace payoutd::index {

// How an unset time is kept.
inline constexpr int64_t unset_time = std::numeric_limits<int64_t>::min();

class Rows {
 public:
  uint32_t size() const { return static_cast<uint32_t>(rows_.size()); }
  uint64_t memory_bytes() const;

  // Appends the payout with the next number or replaces a known one; see PayoutIndex::add_change.
  void put(const payouts::PayoutView& payout);
  // Is a known payout still the one that it was, in all that never changes?
  bool may_replace(const payouts::PayoutView& payout) const;

  // Asks the processor for a row's memory ahead of view(): first prefetch_row of all rows of a
  // page, then prefetch_texts, so that their waits overlap.
  void prefetch_row(uint32_t number) const;
  void prefetch_texts(uint32_t number) const;

  // The texts live until the row is replaced and the arena given up with the index.
  payouts::PayoutView view(uint32_t number) const;

  // By which a payout sorts under a field that is a number; unset_time if it has none.
  int64_t sort_number(payouts::SortField field, uint32_t number) const;
  // The same for reference_id and beneficiary_email; empty if it has none.
  std::string_view sort_text(payouts::SortField field, uint32_t number) const;
  static bool sorts_by_text(payouts::SortField field);

  int64_t created_at(uint32_t number) const { return rows_[number].created_at; }
  const base::Uuid& id(uint32_t number) const { return rows_[number].id; }

  // The order of numbers is the order of creation (created_at, then number): true until history is
  // imported behind newer payouts.
  bool numbered_by_creation() const { return numbered_by_creation_; }
  // The same for (created_at, then id).
  bool numbered_by_id() const { return numbered_by_id_; }

  // The payouts with a status or a currency. A currency that nobody was paid in has an empty set
  // (size 0).
  const Bitset& with_status(payouts::Status status) const {
    return by_status_[static_cast<size_t>(status)];
  }
  const Bitset& with_currency(money::Currency currency) const;
  // The numbers of a saved beneficiary's payouts, ascending.
  const std::vector<uint32_t>& with_beneficiary(const payouts::BeneficiaryId& id) const;

 private:
  void append(const payouts::PayoutView& payout);
  void append_currency(uint32_t number);
  void append_beneficiary(const payouts::PayoutView& payout);
  void replace(const payouts::PayoutView& payout);
  void put_changeable(const payouts::PayoutView& payout);
  void note_order(uint32_t number);

  enum Time { updated, queued, submitted, completed, failed, cancelled, expired, time_count };

  // All of a payout but its texts lies together: a page at any depth touches two or three cache
  // lines for each of its rows, where a column for each field would touch twenty.
  struct Row {
    base::Uuid id;
    int64_t created_at;
    std::array<int64_t, time_count> times;
    int64_t amount_micro;
    int64_t fees_micro;
    TextArena::Place texts;
    uint16_t currency;  // its position
    uint8_t status;
    bool imported;
  };

  std::vector<Row> rows_;
  TextArena arena_;
  std::array<Bitset, payouts::status_count> by_status_;
  std::vector<Bitset> by_currency_;  // by position; size 0 until the currency is first seen
  std::vector<uint16_t> seen_currencies_;
  std::unordered_map<base::Uuid, std::vector<uint32_t>> by_beneficiary_;
  uint64_t beneficiary_bytes_ = 0;  // of what by_beneficiary_ holds
  bool numbered_by_creation_ = true;
  bool numbered_by_id_ = true;
};

}  // namespace payoutd::index
