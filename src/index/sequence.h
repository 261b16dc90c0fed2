// index/sequence.h: payout numbers in some order, with counts by category at every level, so that
// the k-th payout of any categories is found in a few steps, however many there are. Private to the
// index.
//
// A tree of three levels: a root of branches, branches of up to 128 leaves, leaves of up to 1,020
// numbers. It does not know its order: whoever changes it says where. A change copies what it
// touches (index/edit.h): a leaf, a branch, the root.
//
// One that shows many of another's numbers has no leaves of its own (masked_sequence.cc).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "index/categories.h"
#include "index/edit.h"
#include "index/ordered.h"

namespace payoutd::index {

// What a sequence asks about a payout while it is read or built.
class Rows;
class Bitset;

// A value: copying it shares the tree. Any thread may read one that was published.
class Sequence {
 public:
  // With sums each branch also knows its payouts' money, by category.
  enum class Keeps { counts, counts_and_sums };

  explicit Sequence(Keeps keeps = Keeps::counts) : keeps_(keeps) {}

  uint64_t size() const;
  Keeps keeps() const { return keeps_; }

  // Where a number stands or would stand: `rank` numbers before it.
  struct Position {
    uint32_t branch = 0, leaf = 0, offset = 0;
    uint64_t rank = 0;
  };

  // The first position whose number is not `before(number)`; true numbers come first.
  template <class Before>
  Position lower_bound(const Before& before) const;

  uint64_t count(const CategorySet& categories) const;
  // Those at positions before `end`.
  uint64_t count_before(const Position& end, const CategorySet& categories) const;

  // Calls take(number) for the payouts of `categories` with the ranks (among those of the
  // categories) first, first + 1, … or, downward, first, first - 1, …, `count` of them; there must
  // be as many.
  using Take = std::function<void(uint32_t number)>;
  void read_up(const CategorySet& categories, uint64_t first, uint64_t count,
               const Take& take) const;
  void read_down(const CategorySet& categories, uint64_t first, uint64_t count,
                 const Take& take) const;

  // Calls visit(numbers) for the positions [begin, end), in order, leaf by leaf.
  using Visit = std::function<void(std::span<const uint32_t>)>;
  void for_each_between(const Position& begin, const Position& end, const Visit& visit) const;

  // Adds what is counted at the positions [begin, end) to `tallies`, by slot. Only with sums.
  void sum(const Position& begin, const Position& end, const Rows& rows, const Categories& known,
           std::vector<Tally>& tallies) const;

  // Changing it. `rows` must have the payout as it is counted, and so must all others in here.
  void insert(Edit& edit, const Position& at, uint32_t number, const Rows& rows,
              const Categories& known);
  // The number that stands there, `counted` as it was put in.
  void erase(Edit& edit, const Position& at, uint32_t number, const Counted& counted,
             const Categories& known);
  // It is counted otherwise from now on.
  void recount(Edit& edit, const Position& at, uint32_t number, const Counted& from,
               const Counted& to, const Categories& known);
  bool counts_alike(const Counted& one, const Counted& two) const {
    return one == two || (one.slot == two.slot && keeps_ == Keeps::counts);
  }

  // Made of payouts that are in order.
  static Sequence build(Edit& edit, const Ordered& ordered, const Rows& rows,
                        const Categories& known, Keeps keeps);
  // The same, with the slots looked up.
  static Sequence build(Edit& edit, std::span<const uint32_t> numbers, const Rows& rows,
                        const Categories& known, Keeps keeps);
  // Those of this one that are kept, in the same order; by as many threads as it is worth.
  Sequence picked(Edit& edit, const Bitset& kept, const Rows& rows, const Categories& known,
                  Keeps keeps) const;

  // The same with no numbers of its own: it shows what is kept of this one's leaves, in a bit for
  // each number of this one. Keeps counts only; is changed by follow() alone.
  Sequence masked(Edit& edit, const Bitset& kept, const Categories& known) const;
  // At the end of each edit in which `whole` may have changed, of which this is masked.
  void follow(Edit& edit, const Sequence& whole, const Bitset& kept, const Categories& known);

  static Counted counted(const Rows& rows, const Categories& known, uint32_t number);

  // Later states do without it: it becomes empty.
  void retire(Edit& edit);
  // Frees the tree when the index goes.
  void free_all();

 private:
  struct Leaf;
  struct Mask;
  struct Branch;
  struct Root;
  friend class SequenceEditor;
  friend class SequenceMaker;

  Position find(const CategorySet& categories, uint64_t rank) const;
  static void visit_shown(const Branch& branch, const Position& begin, uint32_t end,
                          const Visit& visit);

  Root* root_ = nullptr;  // null: empty
  Keeps keeps_;
};

}  // namespace payoutd::index

#include "index/sequence_tree.h"
