#include "index/row_order.h"

#include <algorithm>
#include <optional>

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

// What has a key goes to be sorted; what has none stays in the order in which it comes.
class Dealing {
 public:
  Dealing(const Ordered& by_creation, Sorting& sorting)
      : by_creation_(by_creation), sorting_(sorting) {}

  template <class Key>
  void deal(const Key& key_of) {
    sorting_.reserve(by_creation_.size());
    for (size_t i = 0; i < by_creation_.size(); ++i) {
      const uint32_t number = by_creation_.numbers[i];
      if (const std::optional<uint64_t> key = key_of(number)) {
        sorting_.push_back(*key, number, by_creation_.slots[i]);
      } else {
        sorting_.put_aside(number, by_creation_.slots[i]);
      }
    }
  }
  Sorted sorted() const {
    const auto [numbers, slots] = sorting_.result();
    const size_t set = sorting_.size();
    return {{numbers.first(set), slots.first(set)}, {numbers.subspan(set), slots.subspan(set)}};
  }

 private:
  const Ordered& by_creation_;
  Sorting& sorting_;
};

Sorted sort_texts(const Rows& rows, SortField field, const Ordered& by_creation, Sorting& sorting) {
  Dealing dealing(by_creation, sorting);
  bool in_order = true;
  std::string_view before;
  dealing.deal([&](uint32_t number) -> std::optional<uint64_t> {
    const std::string_view text = sort_text(rows, field, number);
    if (text.empty()) return std::nullopt;
    in_order = in_order && before <= text;
    before = text;
    return 0;
  });
  if (!in_order) {
    sort_by_text(sorting, [&](uint32_t number) { return sort_text(rows, field, number); });
  }
  return dealing.sorted();
}

// Texts of as many as like to be paid are often the same: each person's once, then by rank.
Sorted sort_by_email(const Rows& rows, const Ordered& by_creation, Sorting& sorting) {
  const People& people = rows.columns().people;
  if (by_creation.size() < people.size() / 4)
    return sort_texts(rows, SortField::beneficiary_email, by_creation, sorting);
  sorting.reserve(people.size());
  for (PersonNumber person = 0; person < people.size(); ++person) sorting.push_back(0, person, 0);
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
  Dealing dealing(by_creation, sorting);
  dealing.deal([&](uint32_t number) -> std::optional<uint64_t> {
    const uint32_t found = ranks[rows.person(number)];
    return found == 0 ? std::nullopt : std::optional<uint64_t>(found);
  });
  sorting.sort();
  return dealing.sorted();
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
      return rows.time(number, Times::queued);
    case SortField::submitted_at:
      return rows.time(number, Times::submitted);
    case SortField::completed_at:
      return rows.time(number, Times::completed);
    case SortField::failed_at:
      return rows.time(number, Times::failed);
    case SortField::cancelled_at:
      return rows.time(number, Times::cancelled);
    case SortField::updated_at:
      return rows.time(number, Times::updated);
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

Sorted sort_many(const Rows& rows, SortField field, const Ordered& by_creation, Sorting& sorting) {
  if (field == SortField::beneficiary_email) return sort_by_email(rows, by_creation, sorting);
  if (field == SortField::reference_id) return sort_texts(rows, field, by_creation, sorting);
  Dealing dealing(by_creation, sorting);
  dealing.deal([&](uint32_t number) -> std::optional<uint64_t> {
    const int64_t key = sort_number(rows, field, number);
    return key == unset_time ? std::nullopt : std::optional<uint64_t>(key_of(key));
  });
  sorting.sort();
  return dealing.sorted();
}

Ordered sort_by_creation_and_id(const Rows& rows, const Ordered& payouts, Sorting& sorting) {
  Dealing dealing(payouts, sorting);
  dealing.deal([&](uint32_t number) { return std::optional(key_of(rows.created_at(number))); });
  sorting.sort();
  // Few are created in the same microsecond, unless they are imported.
  for (Keyed* begin = sorting.begin(); begin != sorting.end();) {
    Keyed* end = begin + 1;
    while (end != sorting.end() && end->key == begin->key) ++end;
    std::sort(begin, end, [&](const Keyed& left, const Keyed& right) {
      return rows.id(left.number) < rows.id(right.number);
    });
    begin = end;
  }
  return dealing.sorted().set;
}

}  // namespace payoutd::index
