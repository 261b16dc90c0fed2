#include "index/trees.h"

#include <algorithm>

#include "base/utf8.h"

namespace payoutd::index {

const Ordering* Trees::find_ordering(payouts::SortField field, payouts::TieBreak tie_break) const {
  for (const Ordering& each : orderings) {
    if (each.field() == field && each.tie_break() == tie_break) return &each;
  }
  return nullptr;
}

const View* Trees::find_view(const ViewKey& key) const {
  ViewKey with_sums = key;
  with_sums.with_sums = true;
  for (const View& each : views) {
    if (*each.key == key || (!key.with_sums && *each.key == with_sums)) {
      note_use(each);
      return &each;
    }
  }
  return nullptr;
}

void Trees::note_use(const View& view) const {
  view.use->reads.store(++*view_reads, std::memory_order_relaxed);
  view.use->changes.store(changes, std::memory_order_relaxed);
}

uint64_t Trees::view_bytes() const {
  uint64_t bytes = 0;
  for (const View& each : views) {
    bytes += sizeof(View) + sizeof(ViewKey) + each.key->folded_term.capacity();
    bytes += each.kept == nullptr ? 0 : each.kept->bytes();
  }
  return bytes;
}

void Trees::free_all() {
  for (Ordering& each : orderings) each.free_all();
  for (View& each : views) each.ordering.free_all();
  by_beneficiary.free_all();
  rows.free_all();
}

// All of this never changes of a payout.
bool View::holds(const Rows& rows, uint32_t number, const SearchedTexts& texts) const {
  const int64_t created = rows.created_at(number);
  if (key->created_from && created < *key->created_from) return false;
  if (key->created_to && created >= *key->created_to) return false;
  if (key->beneficiary &&
      rows.columns().people.beneficiary(rows.person(number)) != key->beneficiary) {
    return false;
  }
  return texts.have(key->folded_term);
}

uint64_t View::weight() const {
  return std::max(view_weight_min,
                  kept == nullptr ? ordering.size() : kept->size() / mask_weight_divisor);
}

SearchedTexts::SearchedTexts(const Rows& rows, uint32_t number)
    : reference_(base::fold_case(rows.reference(number))),
      email_(base::fold_case(rows.email(number))) {}

bool SearchedTexts::have(const std::string& folded_term) const {
  return reference_.find(folded_term) != std::string::npos ||
         email_.find(folded_term) != std::string::npos;
}

}  // namespace payoutd::index
