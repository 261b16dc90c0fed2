#include "index/ordering.h"

#include "base/check.h"

namespace payoutd::index {

using payouts::SortField;

Sequence& Ordering::sequence_of(const Rows& rows, uint32_t number) {
  return RowOrder(rows, field_, tie_break_).is_set(number) ? set_ : unset_;
}

Sequence::Position Ordering::find(const Rows& rows, const Sequence& sequence,
                                  uint32_t number) const {
  const RowOrder order(rows, field_, tie_break_);
  return sequence.lower_bound([&](uint32_t other) { return order.less(other, number); });
}

void Ordering::insert(Edit& edit, const Rows& rows, const Categories& known, uint32_t number) {
  Sequence& sequence = sequence_of(rows, number);
  sequence.insert(edit, find(rows, sequence, number), number, rows, known);
}

void Ordering::erase(Edit& edit, const Rows& rows, const Categories& known, uint32_t number) {
  Sequence& sequence = sequence_of(rows, number);
  sequence.erase(edit, find(rows, sequence, number), number, Sequence::counted(rows, known, number),
                 known);
}

void Ordering::recount(Edit& edit, const Rows& rows, const Categories& known, uint32_t number,
                       const Counted& to) {
  Sequence& sequence = sequence_of(rows, number);
  const Counted from = Sequence::counted(rows, known, number);
  if (!sequence.counts_alike(from, to)) {
    sequence.recount(edit, find(rows, sequence, number), number, from, to, known);
  }
}

void Ordering::build(Edit& edit, const Sorted& sorted, const Rows& rows, const Categories& known) {
  set_ = Sequence::build(edit, sorted.set, rows, known, keeps_);
  unset_ = Sequence::build(edit, sorted.unset, rows, known, keeps_);
}

void Ordering::pick(Edit& edit, const Ordering& from, const Bitset& kept, const Rows& rows,
                    const Categories& known) {
  set_ = from.set_.picked(edit, kept, rows, known, keeps_);
  unset_ = from.unset_.picked(edit, kept, rows, known, keeps_);
}

void Ordering::mask(Edit& edit, const Ordering& from, const Bitset& kept, const Categories& known) {
  set_ = from.set_.masked(edit, kept, known);
  unset_ = from.unset_.masked(edit, kept, known);
}

void Ordering::follow(Edit& edit, const Ordering& from, const Bitset& kept,
                      const Categories& known) {
  set_.follow(edit, from.set_, kept, known);
  unset_.follow(edit, from.unset_, kept, known);
}

void Ordering::retire(Edit& edit) {
  set_.retire(edit);
  unset_.retire(edit);
}

void Ordering::free_all() {
  set_.free_all();
  unset_.free_all();
}

bool moves_in(SortField field, const Rows& rows, const payouts::PayoutView& after) {
  const auto time = [&](Times::Which which, std::optional<base::Timestamp> now) {
    return rows.time(after.number, which) != (now ? now->micros : unset_time);
  };
  switch (field) {
    case SortField::queued_at:
      return time(Times::queued, after.queued_at);
    case SortField::submitted_at:
      return time(Times::submitted, after.submitted_at);
    case SortField::completed_at:
      return time(Times::completed, after.completed_at);
    case SortField::failed_at:
      return time(Times::failed, after.failed_at);
    case SortField::cancelled_at:
      return time(Times::cancelled, after.cancelled_at);
    case SortField::updated_at:
      return time(Times::updated, after.updated_at);
    case SortField::fees:
    case SortField::total_amount:
      return rows.fees_micro(after.number) != after.fees_micro;
    case SortField::status:
      return status_of(rows.category(after.number)) != after.status;
    case SortField::created_at:
    case SortField::amount:
    case SortField::currency:
    case SortField::reference_id:
    case SortField::beneficiary_email:
      return false;
  }
  return false;
}

}  // namespace payoutd::index
