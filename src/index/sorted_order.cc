#include "index/sorted_order.h"

#include <algorithm>
#include <numeric>

namespace payoutd::index {
namespace {

using payouts::SortField;
using payouts::TieBreak;

// Changes to an order that nobody has asked for since, beside a quarter of its size, that make it
// be forgotten.
constexpr size_t forgotten_after = 4096;

// What most comparisons are decided by, beside the number it belongs to: no random access to
// rows.
struct KeyedNumber {
  uint64_t key;
  uint32_t number;
};

// The first eight bytes of a text, so that comparing integers compares texts as far as they reach.
uint64_t prefix_key(std::string_view text) {
  uint64_t key = 0;
  for (size_t i = 0; i < sizeof key; ++i) {
    key = key << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return key;
}

uint64_t key_of(const Rows& rows, SortField field, uint32_t number) {
  if (Rows::sorts_by_text(field)) return prefix_key(rows.sort_text(field, number));
  // Flipping the sign bit makes signed order unsigned order.
  return static_cast<uint64_t>(rows.sort_number(field, number)) ^ (uint64_t{1} << 63U);
}

void sort_by_field(const Rows& rows, SortField field, const SortComparison& comparison,
                   std::span<uint32_t> numbers) {
  std::vector<KeyedNumber> keyed;
  keyed.reserve(numbers.size());
  for (const uint32_t number : numbers) keyed.push_back({key_of(rows, field, number), number});
  std::sort(keyed.begin(), keyed.end(), [&](const KeyedNumber& left, const KeyedNumber& right) {
    if (left.key != right.key) return left.key < right.key;
    return comparison.less(left.number, right.number);
  });
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = keyed[i].number;
}

}  // namespace

bool SortComparison::is_set(uint32_t number) const {
  if (Rows::sorts_by_text(field_)) return !rows_.sort_text(field_, number).empty();
  return rows_.sort_number(field_, number) != unset_time;
}

bool SortComparison::less(uint32_t left, uint32_t right) const {
  if (Rows::sorts_by_text(field_)) {
    const int order = rows_.sort_text(field_, left).compare(rows_.sort_text(field_, right));
    if (order != 0) return order < 0;
  } else {
    const int64_t left_key = rows_.sort_number(field_, left);
    const int64_t right_key = rows_.sort_number(field_, right);
    if (left_key != right_key) return left_key < right_key;
  }
  return less_by_tie_break(left, right);
}

bool SortComparison::less_by_tie_break(uint32_t left, uint32_t right) const {
  if (tie_break_ == TieBreak::id) {
    if (rows_.id(left) != rows_.id(right)) return rows_.id(left) < rows_.id(right);
  } else if (rows_.created_at(left) != rows_.created_at(right)) {
    return rows_.created_at(left) < rows_.created_at(right);
  }
  return left < right;
}

SortedOrder::View SortedOrder::get(const Rows& rows, SortField field, TieBreak tie_break) {
  const std::lock_guard lock(mutex_);
  const SortComparison comparison(rows, field, tie_break);
  if (!built_) {
    numbers_.resize(rows.size());
    std::iota(numbers_.begin(), numbers_.end(), 0U);
    const auto unset = std::partition(numbers_.begin(), numbers_.end(),
                                      [&](uint32_t n) { return comparison.is_set(n); });
    set_count_ = static_cast<uint32_t>(unset - numbers_.begin());
    sort_by_field(rows, field, comparison, {numbers_.begin(), unset});
    sort_by_field(rows, field, comparison, {unset, numbers_.end()});
    built_ = true;
    changed_.clear();
  } else if (!changed_.empty()) {
    mend(rows, comparison);
  }
  return {numbers_, set_count_};
}

// Takes the changed payouts out and merges them back where they belong now: one pass.
void SortedOrder::mend(const Rows& rows, const SortComparison& comparison) {
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  Bitset is_changed;
  is_changed.resize(rows.size());
  for (const uint32_t number : changed_) is_changed.set(number);
  std::erase_if(numbers_, [&](uint32_t number) { return is_changed.test(number); });

  const auto before = [&](uint32_t left, uint32_t right) {
    const bool left_set = comparison.is_set(left);
    if (left_set != comparison.is_set(right)) return left_set;
    return comparison.less(left, right);
  };
  std::sort(changed_.begin(), changed_.end(), before);
  std::vector<uint32_t> merged;
  merged.reserve(rows.size());
  // The changed ones are few: find each one's place instead of comparing with everything.
  auto from = numbers_.begin();
  for (const uint32_t number : changed_) {
    const auto place = std::lower_bound(from, numbers_.end(), number, before);
    merged.insert(merged.end(), from, place);
    merged.push_back(number);
    from = place;
  }
  merged.insert(merged.end(), from, numbers_.end());
  numbers_ = std::move(merged);
  changed_.clear();
  const auto unset = std::partition_point(numbers_.begin(), numbers_.end(),
                                          [&](uint32_t n) { return comparison.is_set(n); });
  set_count_ = static_cast<uint32_t>(unset - numbers_.begin());
}

bool SortedOrder::is_ready() const {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  return lock.owns_lock() && built_ && changed_.empty();
}

void SortedOrder::note_changes(std::span<const uint32_t> numbers) {
  const std::lock_guard lock(mutex_);
  if (!built_) return;
  changed_.insert(changed_.end(), numbers.begin(), numbers.end());
  // An order that nobody asks for must not collect changes for ever.
  if (changed_.size() <= forgotten_after + numbers_.size() / 4) return;
  built_ = false;
  numbers_ = {};
  changed_ = {};
}

uint64_t SortedOrder::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  return (numbers_.capacity() + changed_.capacity()) * sizeof(uint32_t);
}

}  // namespace payoutd::index
