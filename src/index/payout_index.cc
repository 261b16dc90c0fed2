#include "index/payout_index.h"

#include <array>
#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "base/check.h"
#include "base/writer_first_mutex.h"
#include "index/paging.h"
#include "index/rows.h"
#include "index/search_index.h"
#include "index/selection.h"
#include "index/sorted_order.h"

namespace payoutd::index {
namespace {

using payouts::SortField;
using payouts::TieBreak;

constexpr size_t tie_break_count = 2;
// A selection smaller than this share of the list is sorted by itself.
constexpr uint64_t few_divisor = 256;

}  // namespace

struct PayoutIndex::State {
  std::atomic<payouts::Version> version = 0;
  std::atomic<uint64_t> size = 0;       // as of `version`
  std::vector<payouts::Payout> staged;  // used by the changing thread alone

  mutable base::WriterFirstMutex mutex;
  // Below: protected by mutex, once there is a version; before, only the changing thread comes
  // here. What readers mend for themselves has a mutex of its own.
  Rows rows;
  SearchIndex search;
  std::array<std::array<SortedOrder, tie_break_count>, payouts::sort_field_count> orders;

  SortedOrder& order(SortField field, TieBreak tie_break) {
    return orders[static_cast<size_t>(field)][static_cast<size_t>(tie_break)];
  }

  void apply(const payouts::PayoutView& payout) {
    const bool is_new = payout.number == rows.size();
    rows.put(payout);
    if (is_new) search.append(payout.reference_id, payout.beneficiary_email);
  }

  void apply_staged() {
    if (staged.empty()) return;
    std::vector<uint32_t> numbers;
    numbers.reserve(staged.size());
    for (const payouts::Payout& payout : staged) {
      apply(view(payout));
      numbers.push_back(payout.number);
    }
    for (auto& field : orders) {
      for (SortedOrder& each : field) each.note_changes(numbers);
    }
    staged.clear();
  }

  bool sorts_by_number(const payouts::ListQuery& query) const {
    return query.sort_field == SortField::created_at &&
           (query.tie_break == TieBreak::creation ? rows.numbered_by_creation()
                                                  : rows.numbered_by_id());
  }

  std::vector<uint32_t> page(const payouts::ListQuery& query, const Selection& selection) {
    if (sorts_by_number(query)) return page_by_number(selection, query, rows.size());
    if (!selection.all && selection.count < rows.size() / few_divisor + 64) {
      return page_by_sorting_selected(selection, query,
                                      SortComparison(rows, query.sort_field, query.tie_break));
    }
    return page_by_order(
        selection, query,
        order(query.sort_field, query.tie_break).get(rows, query.sort_field, query.tie_break));
  }
};

PayoutIndex::PayoutIndex() : state_(std::make_unique<State>()) {}
PayoutIndex::~PayoutIndex() = default;

payouts::Version PayoutIndex::version() const {
  return state_->version;
}

uint64_t PayoutIndex::size() const {
  return state_->size;
}

uint64_t PayoutIndex::memory_bytes() const {
  const std::shared_lock lock(state_->mutex);
  uint64_t bytes = state_->rows.memory_bytes() + state_->search.memory_bytes();
  for (const auto& field : state_->orders) {
    for (const SortedOrder& each : field) bytes += each.memory_bytes();
  }
  return bytes;
}

void PayoutIndex::add_change(const payouts::PayoutView& payout) {
  if (version() == 0) {
    state_->apply(payout);  // nobody reads an index that is being built
  } else {
    state_->staged.push_back(copy(payout));
  }
}

bool PayoutIndex::may_take(const payouts::PayoutView& payout) const {
  // Only this thread changes rows, so it may read them without the lock.
  return payout.number >= state_->rows.size() || state_->rows.may_replace(payout);
}

void PayoutIndex::drop_changes() {
  state_->staged.clear();
}

void PayoutIndex::commit_changes(payouts::Version version) {
  const std::unique_lock lock(state_->mutex);
  state_->apply_staged();
  state_->size = state_->rows.size();
  state_->version = version;
}

bool PayoutIndex::is_ready_for(const payouts::ListQuery& query) const {
  // Sorting or searching this many is no work to speak of.
  constexpr uint64_t small = 20'000;
  if (size() <= small) return true;
  State& state = *state_;
  const std::shared_lock lock(state.mutex);
  const payouts::ListFilter& filter = query.filter;
  if (!filter.search.empty() && !state.search.remembers(filter.search)) return false;
  if (filter.reference_id && !state.search.remembers(*filter.reference_id)) return false;
  return state.sorts_by_number(query) || state.order(query.sort_field, query.tie_break).is_ready();
}

void PayoutIndex::read(const payouts::ListQuery& query, payouts::ListSink& sink) const {
  State& state = *state_;
  const std::shared_lock lock(state.mutex);
  base::check(state.version > 0, "an index is read after its first commit");
  const Selection selection = select_payouts(query.filter, state.rows, state.search);
  const std::vector<uint32_t> page = state.page(query, selection);
  sink.begin({.total = selection.count,
              .rows = static_cast<uint32_t>(page.size()),
              .version = state.version});
  for (const uint32_t number : page) state.rows.prefetch_row(number);
  for (const uint32_t number : page) state.rows.prefetch_texts(number);
  for (const uint32_t number : page) sink.row(state.rows.view(number));
}

}  // namespace payoutd::index
