// index/list_source.h: which payouts a filter lets through, and where they are. Private to the
// index.
#pragma once

#include <optional>
#include <vector>

#include "index/trees.h"

namespace payoutd::index {

// Either the payouts themselves, or a part of a sequence by creation, of which the categories
// count; or what has to be made first.
struct ListSource {
  std::optional<ViewKey> missing{};

  bool is_collected = false;
  std::vector<uint32_t> numbers{};  // in no order; all of the filter holds of them

  const Sequence* sequence = nullptr;
  // Null, or those of the sequence, if the part is all of it; for the changing thread alone.
  const Bitset* kept = nullptr;
  Sequence::Position begin{}, end{};
  CategorySet categories{};
  uint64_t first = 0;  // the rank of the first one among those of the categories
  uint64_t total = 0;  // how many there are, collected or not
  // All payouts but for their categories.
  bool is_whole = false;
  // What the part is, other than categories.
  ViewKey restriction{};
};

// `with_sums`: the sequence must keep sums.
ListSource find_source(const Trees& trees, const payouts::ListFilter& filter,
                       bool with_sums = false);

// The payouts of a source that is not collected, in order of creation.
std::vector<uint32_t> collect(const ListSource& source);

}  // namespace payoutd::index
