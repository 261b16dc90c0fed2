#include "index/tree_making.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>
#include <type_traits>

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
constexpr uint64_t picked_divisor = 64;
constexpr size_t kept_views_min = 2;  // what a sorted search needs

// All payouts in order of creation.
struct Creation {
  std::vector<uint32_t> numbers;
  std::vector<Slot> slots;
  Ordered ordered() const { return {numbers, slots}; }
};

// Notes all categories on the way.
Creation by_creation(const Trees& trees, Categories& known) {
  const Rows& rows = trees.rows;
  Creation creation;
  creation.numbers.resize(rows.size());
  creation.slots.resize(rows.size());
  std::iota(creation.numbers.begin(), creation.numbers.end(), 0U);
  // Categories first, which the rows are read for by several threads; then, by this one, their
  // slots.
  static_assert(std::is_same_v<Slot, Category>);
  const size_t parts = rows.size() > ordered_by_threads_min ? thread_count() : 1;
  run_parallel(parts, [&](size_t part) {
    const auto end = static_cast<uint32_t>(rows.size() * (part + 1) / parts);
    for (auto i = static_cast<uint32_t>(rows.size() * part / parts); i < end; ++i) {
      creation.slots[i] = rows.category(i);
    }
  });
  for (Slot& each : creation.slots) each = known.add(each);
  if (trees.is_numbered_by_creation()) return creation;
  Sorting sorting;
  const Ordered sorted =
      trees.ties == TieBreak::creation
          ? sort_many(rows, SortField::created_at, creation.ordered(), sorting).set
          : sort_by_creation_and_id(rows, creation.ordered(), sorting);
  return {{sorted.numbers.begin(), sorted.numbers.end()},
          {sorted.slots.begin(), sorted.slots.end()}};
}

Ordered by_beneficiary(const Rows& rows, const Ordered& by_creation, Sorting& sorting) {
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
  for (size_t i = 0; i < by_creation.size(); ++i) {
    const uint32_t number = by_creation.numbers[i];
    if (const uint32_t found = ranks[rows.person(number)]; found > 0) {
      sorting.push_back(found, number, by_creation.slots[i]);
    }
  }
  sorting.sort();
  const auto [numbers, slots] = sorting.result();
  return {numbers, slots};
}

// Shows what is kept of an order of all payouts in an order that is kept; as a mask if that is
// much of it, and no sums are asked for.
void show_kept(Edit& edit, const Trees& trees, const Ordering& whole, Bitset&& kept, View& view) {
  if (!view.key->with_sums && kept.count() > trees.rows.size() / masked_divisor) {
    view.ordering.mask(edit, whole, kept, *trees.known);
    view.kept = std::make_shared<Bitset>(std::move(kept));
  } else {
    view.ordering.pick(edit, whole, kept, trees.rows, *trees.known);
  }
}

// All that a base view's key asks for, in order of creation.
void build_base(Edit& edit, const Trees& trees, View& view) {
  const ViewKey& key = *view.key;
  Bitset found = search(trees, key.folded_term);
  if (!key.beneficiary) return show_kept(edit, trees, trees.by_creation(), std::move(found), view);
  payouts::ListFilter to_beneficiary;
  to_beneficiary.beneficiary_id = to_text(*key.beneficiary);
  std::vector<uint32_t> numbers;
  for (const uint32_t number : collect(find_source(trees, to_beneficiary))) {
    if (found.test(number)) numbers.push_back(number);
  }
  view.ordering = Ordering(
      Sequence::build(edit, numbers, trees.rows, *trees.known, view.ordering.keeps()), trees.ties);
}

// Of a part that is not narrowed to categories.
Bitset kept_of(const Trees& trees, const ListSource& part) {
  if (part.kept != nullptr) return *part.kept;
  Bitset bits(trees.rows.size());
  part.sequence->for_each_between(part.begin, part.end, [&](auto numbers) {
    for (const uint32_t number : numbers) bits.set(number);
  });
  return bits;
}

payouts::ListFilter filter_of(const ViewKey& key) {
  payouts::ListFilter filter;
  filter.search = key.folded_term;
  if (key.created_from) filter.created_from = base::Timestamp{*key.created_from};
  if (key.created_to) filter.created_to = base::Timestamp{*key.created_to};
  if (key.beneficiary) filter.beneficiary_id = to_text(*key.beneficiary);
  return filter;
}

void build_sorted(Edit& edit, const Trees& trees, View& view) {
  const ViewKey& key = *view.key;
  const ListSource selected = find_source(trees, filter_of(key));
  const Ordering* const ordering = trees.find_ordering(key.field, key.tie_break);
  if (ordering != nullptr && selected.total > trees.rows.size() / picked_divisor) {
    return show_kept(edit, trees, *ordering, kept_of(trees, selected), view);
  }
  std::vector<uint32_t> numbers = collect(selected);
  if (key.tie_break == TieBreak::id) {
    std::sort(numbers.begin(), numbers.end(), [&](uint32_t left, uint32_t right) {
      return trees.rows.id(left) < trees.rows.id(right);
    });
  } else if (key.tie_break != trees.ties) {
    const RowOrder order(trees.rows, SortField::created_at, key.tie_break);
    std::sort(numbers.begin(), numbers.end(),
              [&](uint32_t left, uint32_t right) { return order.less(left, right); });
  }
  std::vector<Slot> slots;
  slots.reserve(numbers.size());
  for (const uint32_t number : numbers) {
    slots.push_back(trees.known->slot(trees.rows.category(number)));
  }
  Sorting sorting;
  view.ordering.build(edit, sort_many(trees.rows, key.field, {numbers, slots}, sorting), trees.rows,
                      *trees.known);
}

// One of ordered_fields, or, behind them, the payouts to saved beneficiaries.
void make_ordering(Edit& edit, Trees& trees, size_t i, const Ordered& creation, Sorting& sorting) {
  if (i == ordered_fields.size()) {
    trees.by_beneficiary =
        Sequence::build(edit, by_beneficiary(trees.rows, creation, sorting), trees.rows,
                        *trees.known, Sequence::Keeps::counts_and_sums);
    return;
  }
  const SortField field = ordered_fields[i];
  trees.orderings[i].build(edit,
                           field == SortField::created_at
                               ? Sorted{creation, {}}
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
  auto known = std::make_shared<Categories>();
  const Creation creation = by_creation(trees, *known);
  trees.known = std::move(known);
  trees.view_reads = std::make_shared<std::atomic<uint64_t>>(0);
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
      make_ordering(edits[worker], trees, i, creation.ordered(), sorting);
    }
  });
  for (Edit& each : edits) edit.add(std::move(each));
}

void make_view(Edit& edit, Trees& trees, const ViewKey& key) {
  View view{std::make_shared<const ViewKey>(key), std::make_shared<View::Use>(),
            Ordering(key.field, key.tie_break,
                     key.with_sums ? Sequence::Keeps::counts_and_sums : Sequence::Keeps::counts)};
  if (is_base(trees, key)) {
    build_base(edit, trees, view);
  } else {
    build_sorted(edit, trees, view);
  }
  trees.note_use(view);
  trees.views.push_back(std::move(view));
}

void follow_orderings(Edit& edit, Trees& trees) {
  for (View& view : trees.views) {
    if (view.kept == nullptr) continue;
    const Ordering* const whole = trees.find_ordering(view.key->field, view.key->tie_break);
    view.ordering.follow(edit, *whole, *view.kept, *trees.known);
  }
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
  for (const View& view : views) numbers += view.weight();
  const uint64_t numbers_max =
      std::max<uint64_t>(view_numbers_min, uint64_t{3} * trees.rows.size() / 2);
  while ((numbers > numbers_max || views.size() > views_max) && views.size() > kept_views_min) {
    const auto oldest = std::min_element(
        views.begin(), views.end(),
        [](const View& one, const View& two) { return one.use->reads < two.use->reads; });
    if (!may_go(*oldest)) break;
    numbers -= oldest->weight();
    drop(static_cast<size_t>(oldest - views.begin()));
  }
}

}  // namespace payoutd::index
