#include "index/tree_making.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>

#include "index/list_source.h"
#include "index/radix_sort.h"
#include "index/sizes.h"
#include "index/term_search.h"
#include "index/threads.h"

namespace payoutd::index {
namespace {

using payouts::SortField;
using payouts::TieBreak;

// Status and currency are groups of the order of creation.
constexpr std::array ordered_fields = {SortField::created_at,   SortField::beneficiary_email,
                                       SortField::reference_id, SortField::updated_at,
                                       SortField::queued_at,    SortField::submitted_at,
                                       SortField::completed_at, SortField::failed_at,
                                       SortField::cancelled_at, SortField::amount,
                                       SortField::fees,         SortField::total_amount};
// Where many pay, sorting them is slower than picking them from all.
constexpr uint64_t picked_divisor = 24;
constexpr size_t kept_views_min = 2;  // what a sorted search needs

std::vector<uint32_t> by_creation(const Trees& trees) {
  if (!trees.numbered_by_creation) return sort_by_creation(trees.rows, trees.ties);
  std::vector<uint32_t> numbers(trees.rows.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

std::span<const uint32_t> by_beneficiary(const Rows& rows, std::span<const uint32_t> by_creation,
                                         Sorting& sorting) {
  const People& people = rows.columns().people;
  std::vector<std::pair<base::Uuid, PersonNumber>> saved;
  for (PersonNumber person = 0; person < people.size(); ++person) {
    if (const auto beneficiary = people.beneficiary(person)) {
      saved.emplace_back(beneficiary->value, person);
    }
  }
  if (saved.empty()) return {};
  std::sort(saved.begin(), saved.end());
  std::vector<uint32_t> ranks(people.size(), 0);  // 0: nobody saved
  uint32_t rank = 0;
  for (size_t i = 0; i < saved.size(); ++i) {
    if (i == 0 || saved[i].first != saved[i - 1].first) ++rank;
    ranks[saved[i].second] = rank;
  }
  sorting.reserve(by_creation.size());
  for (const uint32_t number : by_creation) {
    if (const uint32_t found = ranks[rows.person(number)]; found > 0) {
      sorting.push_back(found, number);
    }
  }
  sorting.sort();
  return sorting.numbers();
}

void add(Edit& edit, Edit&& part) {
  edit.bytes += part.bytes;
  edit.retired.insert(edit.retired.end(), part.retired.begin(), part.retired.end());
}

std::shared_ptr<const Categories> categories_in(const Rows& rows) {
  auto known = std::make_shared<Categories>();
  for (uint32_t number = 0; number < rows.size(); ++number) known->add(rows.category(number));
  return known;
}

// All that a base view's key asks for, in order of creation.
std::vector<uint32_t> find_all(const Trees& trees, const ViewKey& key) {
  const Bitset found = search(trees, key.folded_term);
  std::vector<uint32_t> numbers;
  if (key.beneficiary) {
    payouts::ListFilter to_beneficiary;
    to_beneficiary.beneficiary_id = to_text(*key.beneficiary);
    for (const uint32_t number : collect(find_source(trees, to_beneficiary))) {
      if (found.test(number)) numbers.push_back(number);
    }
    return numbers;
  }
  numbers.reserve(found.count());
  if (trees.numbered_by_creation) {
    found.for_each([&](uint32_t number) { numbers.push_back(number); });
  } else {
    trees.by_creation().set().for_each_leaf([&](std::span<const uint32_t> leaf) {
      for (const uint32_t number : leaf) {
        if (found.test(number)) numbers.push_back(number);
      }
    });
  }
  return numbers;
}

payouts::ListFilter filter_of(const ViewKey& key) {
  payouts::ListFilter filter;
  filter.search = key.folded_term;
  if (key.created_from) filter.created_from = base::Timestamp{*key.created_from};
  if (key.created_to) filter.created_to = base::Timestamp{*key.created_to};
  if (key.beneficiary) filter.beneficiary_id = to_text(*key.beneficiary);
  return filter;
}

// Picks from an order of all payouts what is selected.
void pick(const Ordering& from, const std::vector<uint32_t>& selected, uint32_t size,
          std::vector<uint32_t>& set, std::vector<uint32_t>& unset) {
  Bitset is_selected(size);
  for (const uint32_t number : selected) is_selected.set(number);
  const auto pick_of = [&](const Sequence& sequence, std::vector<uint32_t>& picked) {
    sequence.for_each_leaf([&](std::span<const uint32_t> leaf) {
      const size_t before = picked.size();
      picked.resize(before + leaf.size());
      uint32_t* out = picked.data() + before;
      for (const uint32_t number : leaf) {
        *out = number;  // without a branch: about as many are taken as are not
        out += is_selected.test(number) ? 1 : 0;
      }
      picked.resize(static_cast<size_t>(out - picked.data()));
    });
  };
  pick_of(from.set(), set);
  pick_of(from.unset(), unset);
}

void build_sorted(Edit& edit, const Trees& trees, View& view) {
  const ViewKey& key = *view.key;
  std::vector<uint32_t> selected = collect(find_source(trees, filter_of(key)));
  const Ordering* const ordering = trees.find_ordering(key.field, key.tie_break);
  if (ordering != nullptr && selected.size() > trees.rows.size() / picked_divisor) {
    std::vector<uint32_t> set;
    std::vector<uint32_t> unset;
    pick(*ordering, selected, trees.rows.size(), set, unset);
    return view.ordering.build(edit, {set, unset}, trees.rows, *trees.known);
  }
  if (key.tie_break == TieBreak::id) {
    std::sort(selected.begin(), selected.end(), [&](uint32_t left, uint32_t right) {
      return trees.rows.id(left) < trees.rows.id(right);
    });
  } else if (key.tie_break != trees.ties) {
    const RowOrder order(trees.rows, SortField::created_at, key.tie_break);
    std::sort(selected.begin(), selected.end(),
              [&](uint32_t left, uint32_t right) { return order.less(left, right); });
  }
  Sorting sorting;
  view.ordering.build(edit, sort_many(trees.rows, key.field, selected, sorting), trees.rows,
                      *trees.known);
}

// One of ordered_fields, or, behind them, the payouts to saved beneficiaries.
void make_ordering(Edit& edit, Trees& trees, size_t i, std::span<const uint32_t> creation,
                   Sorting& sorting) {
  if (i == ordered_fields.size()) {
    trees.by_beneficiary =
        Sequence::build(edit, by_beneficiary(trees.rows, creation, sorting), trees.rows,
                        *trees.known, Sequence::Keeps::counts_and_sums);
    return;
  }
  const SortField field = ordered_fields[i];
  trees.orderings[i].build(edit,
                           field == SortField::created_at
                               ? SortedNumbers{creation, {}}
                               : sort_many(trees.rows, field, creation, sorting),
                           trees.rows, *trees.known);
}

bool is_base(const Trees& trees, const ViewKey& key) {
  return key.field == SortField::created_at && key.tie_break == trees.ties && !key.created_from &&
         !key.created_to;
}

}  // namespace

void make_orderings(Edit& edit, Trees& trees) {
  trees.large = true;
  trees.known = categories_in(trees.rows);
  trees.view_reads = std::make_shared<std::atomic<uint64_t>>(0);
  const std::vector<uint32_t> creation = by_creation(trees);
  for (const SortField field : ordered_fields) {
    trees.orderings.emplace_back(field, trees.ties,
                                 field == SortField::created_at ? Sequence::Keeps::counts_and_sums
                                                                : Sequence::Keeps::counts);
  }
  const size_t workers = trees.rows.size() > ordered_by_threads_min ? thread_count() : 1;
  std::vector<Edit> edits(workers, Edit{.birth = edit.birth});
  std::atomic<size_t> next = 0;
  run_parallel(workers, [&](size_t worker) {
    Sorting sorting;
    for (size_t i = next++; i <= ordered_fields.size(); i = next++) {
      make_ordering(edits[worker], trees, i, creation, sorting);
    }
  });
  for (Edit& each : edits) add(edit, std::move(each));
}

void make_view(Edit& edit, Trees& trees, const ViewKey& key) {
  View view{
      std::make_shared<const ViewKey>(key), std::make_shared<View::Use>(),
      Ordering(key.field, key.tie_break,
               is_base(trees, key) ? Sequence::Keeps::counts_and_sums : Sequence::Keeps::counts)};
  if (is_base(trees, key)) {
    view.ordering.build(edit, {find_all(trees, key), {}}, trees.rows, *trees.known);
  } else {
    build_sorted(edit, trees, view);
  }
  trees.note_use(view);
  trees.views.push_back(std::move(view));
}

void drop_old_views(Edit& edit, Trees& trees, uint64_t reads) {
  auto& views = trees.views;
  const auto drop = [&](size_t i) {
    views[i].ordering.retire(edit);
    views.erase(views.begin() + static_cast<ptrdiff_t>(i));
  };
  const auto may_go = [&](const View& view) { return view.use->reads <= reads; };
  for (size_t i = views.size(); i-- > 0;) {
    if (views[i].use->changes.load(std::memory_order_relaxed) + idle_changes < trees.changes &&
        may_go(views[i])) {
      drop(i);
    }
  }
  uint64_t numbers = 0;
  for (const View& view : views) numbers += view.ordering.size();
  const uint64_t numbers_max =
      std::max<uint64_t>(view_numbers_min, uint64_t{2} * trees.rows.size());
  while (numbers > numbers_max && views.size() > kept_views_min) {
    const auto oldest = std::min_element(
        views.begin(), views.end(),
        [](const View& one, const View& two) { return one.use->reads < two.use->reads; });
    if (!may_go(*oldest)) break;
    numbers -= oldest->ordering.size();
    drop(static_cast<size_t>(oldest - views.begin()));
  }
}

}  // namespace payoutd::index
