// actions/page_of_payouts.h: one page of a stream of payouts of many owners, in memory for that
// page alone. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "payouts/list_query.h"
#include "payouts/payout.h"

namespace payoutd::actions {

// Does the payout match all that is set? `folded_search` is the filter's search, folded.
bool matches(const payouts::PayoutView& payout, const payouts::ListFilter& filter,
             const std::string& folded_search);

// Takes payouts in any order (of one owner only, where numbers break ties), and knows which of them
// the query's page has. Used by one thread.
class PageOfPayouts {
 public:
  struct Place {
    payouts::OwnerKey owner;
    payouts::PayoutNumber number = 0;
  };

  explicit PageOfPayouts(const payouts::ListQuery& query);

  void take(payouts::OwnerKey owner, const payouts::PayoutView& payout);
  uint64_t total() const { return total_; }
  // In the order of the query; once, at the end.
  std::vector<Place> page();

 private:
  // What a payout is sorted by: unset values are last in both orders.
  struct Key {
    bool set = false;
    int64_t number = 0;
    std::string text;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Tie {
    int64_t created_at = 0;
    base::Uuid id{};
    payouts::PayoutNumber number = 0;
    friend auto operator<=>(const Tie&, const Tie&) = default;
  };
  struct Row {
    Key key;
    Tie tie;
    Place place;
  };
  Tie tie_of(const payouts::PayoutView& payout) const;
  static Key key_of(const payouts::PayoutView& payout, payouts::SortField field);
  bool is_before(const Row& one, const Row& two) const;

  const payouts::ListQuery query_;
  const std::string folded_search_;
  const uint64_t kept_max_;  // rows up to the end of the page
  uint64_t total_ = 0;
  std::vector<Row> kept_;  // a heap with the last one on top
};

}  // namespace payoutd::actions
