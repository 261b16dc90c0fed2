// index/ordering.h: payouts of an owner in the order of one sort field, kept in order as they
// change. Private to the index.
#pragma once

#include "index/row_order.h"
#include "index/sequence.h"

namespace payoutd::index {

// A value. Which payouts are in it is its owner's business.
class Ordering {
 public:
  Ordering(payouts::SortField field, payouts::TieBreak tie_break,
           Sequence::Keeps keeps = Sequence::Keeps::counts)
      : field_(field), tie_break_(tie_break), keeps_(keeps), set_(keeps), unset_(keeps) {}

  // By creation, of what is in that order.
  Ordering(const Sequence& by_creation, payouts::TieBreak tie_break)
      : field_(payouts::SortField::created_at),
        tie_break_(tie_break),
        keeps_(by_creation.keeps()),
        set_(by_creation),
        unset_(keeps_) {}

  payouts::SortField field() const { return field_; }
  payouts::TieBreak tie_break() const { return tie_break_; }
  Sequence::Keeps keeps() const { return keeps_; }
  // Ascending: those with a value, then those without, by their tie-break.
  const Sequence& set() const { return set_; }
  const Sequence& unset() const { return unset_; }
  uint64_t size() const { return set_.size() + unset_.size(); }

  // A payout that is not in it; `rows` have it.
  void insert(Edit& edit, const Rows& rows, const Categories& known, uint32_t number);
  // A payout that is in it; `rows` have it as it was when it came.
  void erase(Edit& edit, const Rows& rows, const Categories& known, uint32_t number);
  // One that stays where it is and is counted as `to` from now on; `rows` have it as it was.
  void recount(Edit& edit, const Rows& rows, const Categories& known, uint32_t number,
               const Counted& to);

  void build(Edit& edit, const Sorted& sorted, const Rows& rows, const Categories& known);
  // Of those of another one, in the same order, that are kept.
  void pick(Edit& edit, const Ordering& from, const Bitset& kept, const Rows& rows,
            const Categories& known);
  // The same, as masks of that one's (sequence.h), which it must follow.
  void mask(Edit& edit, const Ordering& from, const Bitset& kept, const Categories& known);
  void follow(Edit& edit, const Ordering& from, const Bitset& kept, const Categories& known);
  void retire(Edit& edit);
  void free_all();

 private:
  Sequence::Position find(const Rows& rows, const Sequence& sequence, uint32_t number) const;
  Sequence& sequence_of(const Rows& rows, uint32_t number);

  payouts::SortField field_;
  payouts::TieBreak tie_break_;
  Sequence::Keeps keeps_;
  Sequence set_, unset_;
};

// Would a payout stand elsewhere in the order than it does?
bool moves_in(payouts::SortField field, const Rows& rows, const payouts::PayoutView& after);

}  // namespace payoutd::index
