#include "index/list_source.h"

#include <algorithm>

#include "base/utf8.h"

namespace payoutd::index {
namespace {

using payouts::ListFilter;

// Nobody: the text is not what to_text would write, in other letters for instance.
std::optional<payouts::BeneficiaryId> wanted_beneficiary(const ListFilter& filter) {
  if (!filter.beneficiary_id) return std::nullopt;
  const auto wanted = payouts::parse_beneficiary_id(*filter.beneficiary_id);
  return wanted && to_text(*wanted) == *filter.beneficiary_id ? wanted : std::nullopt;
}

bool matches(const Rows& rows, uint32_t number, const ListFilter& filter,
             const std::optional<payouts::BeneficiaryId>& wanted, const std::string& folded_term) {
  const Category category = rows.category(number);
  if (filter.statuses.any() && !filter.statuses.test(static_cast<size_t>(status_of(category)))) {
    return false;
  }
  const auto& currencies = filter.currencies;
  if (!currencies.empty() &&
      std::find(currencies.begin(), currencies.end(), currency_of(category)) == currencies.end()) {
    return false;
  }
  const int64_t created = rows.created_at(number);
  if (filter.created_from && created < filter.created_from->micros) return false;
  if (filter.created_to && created >= filter.created_to->micros) return false;
  if (filter.reference_id &&
      (filter.reference_id->empty() || rows.reference(number) != *filter.reference_id)) {
    return false;
  }
  if (filter.beneficiary_id) {
    if (!wanted || rows.columns().people.beneficiary(rows.person(number)) != wanted) return false;
  }
  return folded_term.empty() || SearchedTexts(rows, number).have(folded_term);
}

class Finding {
 public:
  Finding(const Trees& trees, const ListFilter& filter, bool with_sums)
      : trees_(trees),
        rows_(trees.rows),
        filter_(filter),
        with_sums_(with_sums),
        wanted_(wanted_beneficiary(filter)),
        folded_term_(base::fold_case(filter.search)) {}

  ListSource find() {
    if (!trees_.large) {
      keep_matching(std::nullopt);
    } else if (filter_.reference_id) {
      find_reference();
    } else {
      find_part();
    }
    return std::move(source_);
  }

 private:
  void keep(uint32_t number) {
    if (matches(rows_, number, filter_, wanted_, folded_term_)) {
      source_.numbers.push_back(number);
    }
  }
  // All payouts if none are given.
  void keep_matching(const std::optional<std::vector<uint32_t>>& candidates) {
    source_.is_collected = true;
    if (candidates) {
      for (const uint32_t number : *candidates) keep(number);
    } else {
      for (uint32_t number = 0; number < rows_.size(); ++number) keep(number);
    }
    source_.total = source_.numbers.size();
  }

  // References are an owner's own; the same one many times is rare.
  void find_reference() {
    const std::string& wanted = *filter_.reference_id;
    std::vector<uint32_t> candidates;
    if (!wanted.empty()) {
      const Sequence& by_reference =
          trees_.find_ordering(payouts::SortField::reference_id, trees_.ties)->set();
      const auto begin = by_reference.lower_bound(
          [&](uint32_t number) { return rows_.reference(number) < wanted; });
      const auto end = by_reference.lower_bound(
          [&](uint32_t number) { return rows_.reference(number) <= wanted; });
      by_reference.read_up({}, begin.rank, end.rank - begin.rank,
                           [&](uint32_t number) { candidates.push_back(number); });
    }
    keep_matching(candidates);
  }

  void find_part() {
    source_.categories = CategorySet(*trees_.known, filter_);
    if (filter_.beneficiary_id) {
      if (!wanted_) return keep_matching(std::vector<uint32_t>());
      source_.restriction.beneficiary = wanted_;
    }
    if (filter_.created_from) source_.restriction.created_from = filter_.created_from->micros;
    if (filter_.created_to) source_.restriction.created_to = filter_.created_to->micros;
    if (source_.restriction.beneficiary) {
      narrow_to_beneficiary();
    } else {
      source_.sequence = &trees_.by_creation().set();
      narrow_to_times([](uint32_t /*number*/) { return 0; });
    }
    if (!folded_term_.empty() && !narrow_to_term()) return;
    count();
  }

  // `side` tells whether a payout is before (< 0), in (0) or behind the part that is narrowed.
  template <class Side>
  void narrow_to_times(const Side& side) {
    const auto& [from, to] =
        std::tie(source_.restriction.created_from, source_.restriction.created_to);
    source_.begin = source_.sequence->lower_bound([&](uint32_t number) {
      const int at = side(number);
      return at < 0 || (at == 0 && from && rows_.created_at(number) < *from);
    });
    source_.end = source_.sequence->lower_bound([&](uint32_t number) {
      const int at = side(number);
      return at < 0 || (at == 0 && (!to || rows_.created_at(number) < *to));
    });
    if (source_.end.rank < source_.begin.rank) source_.end = source_.begin;
  }

  void narrow_to_beneficiary() {
    source_.sequence = &trees_.by_beneficiary;
    const BeneficiaryOrder order(rows_, trees_.ties);
    narrow_to_times([&, wanted = *source_.restriction.beneficiary](uint32_t number) {
      const auto beneficiary = order.beneficiary(number);
      return beneficiary < wanted ? -1 : (wanted < beneficiary ? 1 : 0);
    });
  }

  // False: the answer is collected, or a view is missing.
  bool narrow_to_term() {
    if (source_.restriction.beneficiary && source_.end.rank - source_.begin.rank <= few_max) {
      count();
      keep_matching(collect(source_));
      return false;
    }
    source_.restriction.folded_term = folded_term_;
    ViewKey key{.folded_term = folded_term_,
                .beneficiary = source_.restriction.beneficiary,
                .tie_break = trees_.ties,
                .with_sums = with_sums_};
    const View* const view = trees_.find_view(key);
    if (view == nullptr) {
      source_.missing = std::move(key);
      return false;
    }
    source_.sequence = &view->ordering.set();
    if (!source_.restriction.created_from && !source_.restriction.created_to) {
      source_.kept = view->kept.get();
    }
    narrow_to_times([](uint32_t /*number*/) { return 0; });
    return true;
  }

  void count() {
    const Sequence& sequence = *source_.sequence;
    const CategorySet& categories = source_.categories;
    source_.first = sequence.count_before(source_.begin, categories);
    const uint64_t before_end = source_.end.rank == sequence.size()
                                    ? sequence.count(categories)
                                    : sequence.count_before(source_.end, categories);
    source_.total = before_end - source_.first;
    source_.is_whole = source_.end.rank - source_.begin.rank == rows_.size();
  }

  const Trees& trees_;
  const Rows& rows_;
  const ListFilter& filter_;
  const bool with_sums_;
  const std::optional<payouts::BeneficiaryId> wanted_;
  const std::string folded_term_;
  ListSource source_;
};

}  // namespace

ListSource find_source(const Trees& trees, const ListFilter& filter, bool with_sums) {
  return Finding(trees, filter, with_sums).find();
}

std::vector<uint32_t> collect(const ListSource& source) {
  std::vector<uint32_t> numbers;
  numbers.reserve(source.total);
  source.sequence->read_up(source.categories, source.first, source.total,
                           [&](uint32_t number) { numbers.push_back(number); });
  return numbers;
}

}  // namespace payoutd::index
