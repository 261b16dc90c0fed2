#include "index/row_order.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::index {

using payouts::SortField;
using payouts::TieBreak;

namespace {

// What most comparisons are decided by, beside the number it belongs to.
uint64_t key_of(int64_t number) {
  // Flipping the sign bit makes signed order unsigned order.
  return static_cast<uint64_t>(number) ^ (uint64_t{1} << 63U);
}

// Texts of as many as like to be paid are often the same: each person's once, then by rank.
SortedNumbers sort_by_email(const Rows& rows, std::span<const uint32_t> by_creation,
                            Sorting& sorting) {
  const People& people = rows.columns().people;
  sorting.reserve(people.size());
  for (PersonNumber person = 0; person < people.size(); ++person) sorting.push_back(0, person);
  const auto email = [&](uint32_t person) { return people.email(person); };
  sort_by_text(sorting, email);
  std::vector<uint32_t> ranks(people.size());
  uint32_t rank = 0;  // nobody's: whoever has no e-mail
  std::string_view before;
  for (const Keyed& each : sorting) {
    const std::string_view now = email(each.number);
    if (now != before) ++rank;
    before = now;
    ranks[each.number] = rank;
  }
  std::vector<uint32_t>& unset = sorting.aside();
  unset.clear();
  sorting.reserve(by_creation.size());
  for (const uint32_t number : by_creation) {
    const uint32_t found = ranks[rows.person(number)];
    if (found == 0) {
      unset.push_back(number);
    } else {
      sorting.push_back(found, number);
    }
  }
  sorting.sort();
  return {sorting.numbers(), unset};
}

SortedNumbers sort_by_reference(const Rows& rows, std::span<const uint32_t> by_creation,
                                Sorting& sorting) {
  std::vector<uint32_t>& unset = sorting.aside();
  unset.clear();
  sorting.reserve(by_creation.size());
  bool in_order = true;
  std::string_view before;
  for (const uint32_t number : by_creation) {
    const std::string_view reference = rows.reference(number);
    if (reference.empty()) {
      unset.push_back(number);
      continue;
    }
    in_order = in_order && before <= reference;
    before = reference;
    sorting.push_back(0, number);
  }
  if (!in_order) sort_by_text(sorting, [&](uint32_t number) { return rows.reference(number); });
  return {sorting.numbers(), unset};
}

}  // namespace

bool sorts_by_text(SortField field) {
  return field == SortField::reference_id || field == SortField::beneficiary_email;
}

int64_t sort_number(const Rows& rows, SortField field, uint32_t number) {
  switch (field) {
    case SortField::created_at:
      return rows.created_at(number);
    case SortField::queued_at:
      return rows.time(number, Rows::queued);
    case SortField::submitted_at:
      return rows.time(number, Rows::submitted);
    case SortField::completed_at:
      return rows.time(number, Rows::completed);
    case SortField::failed_at:
      return rows.time(number, Rows::failed);
    case SortField::cancelled_at:
      return rows.time(number, Rows::cancelled);
    case SortField::updated_at:
      return rows.time(number, Rows::updated);
    case SortField::amount:
      return rows.amount_micro(number);
    case SortField::fees:
      return rows.fees_micro(number);
    case SortField::total_amount:
      return rows.amount_micro(number) + rows.fees_micro(number);
    case SortField::currency:
      return currency_of(rows.category(number)).position();
    case SortField::status:
      return static_cast<int64_t>(status_of(rows.category(number)));
    case SortField::reference_id:
    case SortField::beneficiary_email:
      break;
  }
  base::fail_check("this field sorts by text", __FILE__, __LINE__);
}

std::string_view sort_text(const Rows& rows, SortField field, uint32_t number) {
  return field == SortField::reference_id ? rows.reference(number) : rows.email(number);
}

bool RowOrder::is_set(uint32_t number) const {
  if (sorts_by_text(field_)) return !sort_text(rows_, field_, number).empty();
  return sort_number(rows_, field_, number) != unset_time;
}

bool RowOrder::less(uint32_t left, uint32_t right) const {
  if (sorts_by_text(field_)) {
    const int order = sort_text(rows_, field_, left).compare(sort_text(rows_, field_, right));
    if (order != 0) return order < 0;
  } else {
    const int64_t left_key = sort_number(rows_, field_, left);
    const int64_t right_key = sort_number(rows_, field_, right);
    if (left_key != right_key) return left_key < right_key;
  }
  return less_by_tie_break(left, right);
}

bool RowOrder::equal(uint32_t left, uint32_t right) const {
  if (sorts_by_text(field_)) {
    return sort_text(rows_, field_, left) == sort_text(rows_, field_, right);
  }
  return sort_number(rows_, field_, left) == sort_number(rows_, field_, right);
}

bool RowOrder::less_by_tie_break(uint32_t left, uint32_t right) const {
  if (tie_break_ != TieBreak::id && rows_.created_at(left) != rows_.created_at(right)) {
    return rows_.created_at(left) < rows_.created_at(right);
  }
  if (tie_break_ != TieBreak::creation && rows_.id(left) != rows_.id(right)) {
    return rows_.id(left) < rows_.id(right);
  }
  return left < right;
}

void sort_few(const Rows& rows, const payouts::ListQuery& query, std::vector<uint32_t>& numbers) {
  const RowOrder order(rows, query.sort_field, query.tie_break);
  const auto unset = std::partition(numbers.begin(), numbers.end(),
                                    [&](uint32_t number) { return order.is_set(number); });
  const bool descending = query.sort_order == payouts::SortOrder::descending;
  const auto before = [&](uint32_t left, uint32_t right) {
    return descending ? order.less(right, left) : order.less(left, right);
  };
  std::sort(numbers.begin(), unset, before);
  std::sort(unset, numbers.end(), before);
}

SortedNumbers sort_many(const Rows& rows, SortField field, std::span<const uint32_t> by_creation,
                        Sorting& sorting) {
  if (field == SortField::beneficiary_email) return sort_by_email(rows, by_creation, sorting);
  if (field == SortField::reference_id) return sort_by_reference(rows, by_creation, sorting);
  std::vector<uint32_t>& unset = sorting.aside();
  unset.clear();
  sorting.reserve(by_creation.size());
  for (const uint32_t number : by_creation) {
    const int64_t key = sort_number(rows, field, number);
    if (key == unset_time) {
      unset.push_back(number);
    } else {
      sorting.push_back(key_of(key), number);
    }
  }
  sorting.sort();
  return {sorting.numbers(), unset};
}

std::vector<uint32_t> sort_by_creation(const Rows& rows, TieBreak ties) {
  Sorting sorting;
  sorting.reserve(rows.size());
  for (uint32_t number = 0; number < rows.size(); ++number) {
    sorting.push_back(key_of(rows.created_at(number)), number);
  }
  sorting.sort();
  if (ties != TieBreak::creation) {
    // Few are created in the same microsecond, unless they are imported.
    for (Keyed* begin = sorting.begin(); begin != sorting.end();) {
      Keyed* end = begin + 1;
      while (end != sorting.end() && end->key == begin->key) ++end;
      std::sort(begin, end, [&](const Keyed& left, const Keyed& right) {
        return rows.id(left.number) < rows.id(right.number);
      });
      begin = end;
    }
  }
  const auto numbers = sorting.numbers();
  return {numbers.begin(), numbers.end()};
}

}  // namespace payoutd::index
