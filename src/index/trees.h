// index/trees.h: one state of an owner's payouts: the rows and every order they are kept in.
// Private to the index.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/bitset.h"
#include "index/ordering.h"
#include "index/sizes.h"

namespace payoutd::index {

// Some payouts of a list, in an order: what a search or a span of time leaves.
struct ViewKey {
  std::string folded_term;  // empty: no search
  std::optional<payouts::BeneficiaryId> beneficiary{};
  std::optional<int64_t> created_from{}, created_to{};
  payouts::SortField field = payouts::SortField::created_at;
  payouts::TieBreak tie_break = payouts::TieBreak::creation;
  bool with_sums = false;  // of money, which costs a look at every payout
  friend bool operator==(const ViewKey&, const ViewKey&) = default;
};

// What is searched of a payout, its reference and its beneficiary's e-mail: folded once, for any
// number of terms.
class SearchedTexts {
 public:
  SearchedTexts(const Rows& rows, uint32_t number);
  // Is the term in one of them? An empty one is.
  bool have(const std::string& folded_term) const;

 private:
  std::string reference_, email_;
};

struct View {
  // When it was last read: by whichever reader, of whichever state.
  struct Use {
    std::atomic<uint64_t> reads = 0;    // of any view before
    std::atomic<uint64_t> changes = 0;  // Trees::changes at the time
  };
  std::shared_ptr<const ViewKey> key;
  std::shared_ptr<Use> use;
  Ordering ordering;
  // Which payouts it has, if its ordering is a mask of that of all payouts. The changing thread's:
  // published states have none.
  std::shared_ptr<Bitset> kept{};

  // Does it have the payout, whose texts these are?
  bool holds(const Rows& rows, uint32_t number, const SearchedTexts& texts) const;
  // Of the memory of so many numbers in an order.
  uint64_t weight() const;
};

// Is the order of numbers that of creation (created_at, then number), as it is until history is
// imported behind newer payouts? And that of (created_at, then id)?
struct NumberOrder {
  bool is_creation = true;
  bool is_ids = true;

  // Of a number that has come behind the one before it.
  void note(const Rows& rows, uint32_t number) {
    if (number == 0) return;
    const int64_t before = rows.created_at(number - 1);
    const int64_t now = rows.created_at(number);
    if (now < before) is_creation = false;
    if (now < before || (now == before && rows.id(number) < rows.id(number - 1))) is_ids = false;
  }
  void add(const NumberOrder& part) {
    is_creation = is_creation && part.is_creation;
    is_ids = is_ids && part.is_ids;
  }
};

// A value: copying it shares everything but a few lists of pointers.
struct Trees {
  explicit Trees(const FixedColumns& columns)
      : rows(columns),
        ties(columns.whose == Whose::many_owners ? payouts::TieBreak::creation_and_id
                                                 : payouts::TieBreak::creation) {}

  Rows rows;
  payouts::TieBreak ties;  // how the orderings break them: the order of creation, here
  uint64_t changes = 0;    // that led to this state

  // Below: empty as long as the list is small.
  bool large = false;
  std::shared_ptr<const Categories> known{};
  std::vector<Ordering> orderings{};  // creation first
  // Those to saved beneficiaries, by beneficiary, then creation.
  Sequence by_beneficiary{Sequence::Keeps::counts_and_sums};
  std::vector<View> views{};
  std::shared_ptr<std::atomic<uint64_t>> view_reads{};

  NumberOrder number_order{};
  // Is the order of numbers the order of creation, ties and all?
  bool is_numbered_by_creation() const {
    return ties == payouts::TieBreak::creation ? number_order.is_creation : number_order.is_ids;
  }

  const Ordering& by_creation() const { return orderings.front(); }
  // Null: the order is none that is kept (status and currency are groups of creation).
  const Ordering* find_ordering(payouts::SortField field, payouts::TieBreak tie_break) const;
  // One with sums will do where none are asked for. Notes that it is used.
  const View* find_view(const ViewKey& key) const;
  void note_use(const View& view) const;
  // What views take beside their orderings.
  uint64_t view_bytes() const;

  // When the index goes; no state may be read any more.
  void free_all();
};

// Compares two payouts to saved beneficiaries by beneficiary, then creation.
class BeneficiaryOrder {
 public:
  BeneficiaryOrder(const Rows& rows, payouts::TieBreak ties)
      : rows_(rows), creation_(rows, payouts::SortField::created_at, ties) {}
  payouts::BeneficiaryId beneficiary(uint32_t number) const {
    return *rows_.columns().people.beneficiary(rows_.person(number));
  }
  bool less(uint32_t left, uint32_t right) const {
    const auto one = beneficiary(left);
    const auto two = beneficiary(right);
    return one != two ? one < two : creation_.less(left, right);
  }

 private:
  const Rows& rows_;
  const RowOrder creation_;
};

}  // namespace payoutd::index
