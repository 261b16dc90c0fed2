// index/list_plan.h: how a list is read from one state of an index. Private to the index.
#pragma once

#include <optional>
#include <vector>

#include "index/list_source.h"

namespace payoutd::index {

// Good for as long as the state that it was made for.
class ListPlan {
 public:
  ListPlan(const Trees& trees, const payouts::ListQuery& query);

  // What has to be made before the list can be read in no time; nothing: it can.
  const std::optional<ViewKey>& missing() const { return missing_; }

  // Below: only if nothing is missing.
  uint64_t total() const { return total_; }
  const payouts::ListQuery& query() const { return query_; }
  // The numbers of up to `count` payouts from `offset` on, whatever the query says of that.
  std::vector<uint32_t> read(uint64_t offset, uint64_t count) const;

 private:
  // A stretch of the list: payouts of some categories in a sequence, by their ranks among those.
  struct Run {
    const Sequence* sequence;
    CategorySet categories;
    uint64_t first, count;
  };

  void plan_part(ListSource&& source);
  void sort_collected(ListSource&& source);
  void plan_groups(const ListSource& source);
  void add_group(const ListSource& source, CategorySet&& categories);
  void plan_ordering(const Ordering& ordering, const CategorySet& categories);
  void plan_view(ViewKey&& key, const CategorySet& categories);

  const Trees& trees_;
  const payouts::ListQuery query_;
  bool down_;
  std::optional<ViewKey> missing_;
  uint64_t total_ = 0;
  std::vector<Run> runs_;
  std::vector<uint32_t> numbers_;  // instead of runs, if they were sorted for this
};

}  // namespace payoutd::index
