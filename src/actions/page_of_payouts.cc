#include "actions/page_of_payouts.h"

#include <algorithm>

#include "base/utf8.h"

namespace payoutd::actions {

using payouts::PayoutView;
using payouts::SortField;

bool matches(const PayoutView& payout, const payouts::ListFilter& filter,
             const std::string& folded_search) {
  if (filter.statuses.any() && !filter.statuses.test(static_cast<size_t>(payout.status))) {
    return false;
  }
  const auto& currencies = filter.currencies;
  if (!currencies.empty() &&
      std::find(currencies.begin(), currencies.end(), payout.amount.currency) == currencies.end()) {
    return false;
  }
  if (filter.created_from && payout.created_at < *filter.created_from) return false;
  if (filter.created_to && payout.created_at >= *filter.created_to) return false;
  if (filter.reference_id &&
      (payout.reference_id.empty() || payout.reference_id != *filter.reference_id)) {
    return false;
  }
  if (filter.beneficiary_id &&
      (!payout.beneficiary_id || to_text(*payout.beneficiary_id) != *filter.beneficiary_id)) {
    return false;
  }
  if (folded_search.empty()) return true;
  return base::fold_case(payout.reference_id).find(folded_search) != std::string::npos ||
         base::fold_case(payout.beneficiary_email).find(folded_search) != std::string::npos;
}

PageOfPayouts::PageOfPayouts(const payouts::ListQuery& query)
    : query_(query),
      folded_search_(base::fold_case(query.filter.search)),
      kept_max_(query.offset + query.limit) {}

PageOfPayouts::Key PageOfPayouts::key_of(const PayoutView& payout, SortField field) {
  const auto time = [](std::optional<base::Timestamp> value) {
    return value ? Key{true, value->micros, {}} : Key{};
  };
  const auto text = [](std::string_view value) {
    return Key{!value.empty(), 0, std::string(value)};
  };
  switch (field) {
    case SortField::created_at:
      return time(payout.created_at);
    case SortField::queued_at:
      return time(payout.queued_at);
    case SortField::submitted_at:
      return time(payout.submitted_at);
    case SortField::completed_at:
      return time(payout.completed_at);
    case SortField::failed_at:
      return time(payout.failed_at);
    case SortField::cancelled_at:
      return time(payout.cancelled_at);
    case SortField::updated_at:
      return time(payout.updated_at);
    case SortField::amount:
      return {true, payout.amount.micro, {}};
    case SortField::fees:
      return {true, payout.fees_micro, {}};
    case SortField::total_amount:
      return {true, payout.amount.micro + payout.fees_micro, {}};
    case SortField::currency:
      return text(payout.amount.currency.code());
    case SortField::status:
      return {true, static_cast<int64_t>(payout.status), {}};
    case SortField::reference_id:
      return text(payout.reference_id);
    case SortField::beneficiary_email:
      return text(payout.beneficiary_email);
  }
  return {};
}

PageOfPayouts::Tie PageOfPayouts::tie_of(const PayoutView& payout) const {
  switch (query_.tie_break) {
    case payouts::TieBreak::creation:
      return {payout.created_at.micros, {}, payout.number};
    case payouts::TieBreak::id:
      return {0, payout.id.value, 0};
    case payouts::TieBreak::creation_and_id:
      return {payout.created_at.micros, payout.id.value, 0};
  }
  return {};
}

bool PageOfPayouts::is_before(const Row& one, const Row& two) const {
  const bool descending = query_.sort_order == payouts::SortOrder::descending;
  if (one.key.set != two.key.set) return one.key.set;
  if (one.key != two.key) return descending ? two.key < one.key : one.key < two.key;
  return descending ? two.tie < one.tie : one.tie < two.tie;
}

void PageOfPayouts::take(payouts::OwnerKey owner, const PayoutView& payout) {
  if (!matches(payout, query_.filter, folded_search_)) return;
  ++total_;
  const auto before = [this](const Row& one, const Row& two) { return is_before(one, two); };
  Row row{key_of(payout, query_.sort_field), tie_of(payout), {owner, payout.number}};
  if (kept_.size() == kept_max_) {
    if (!before(row, kept_.front())) return;
    std::pop_heap(kept_.begin(), kept_.end(), before);
    kept_.back() = std::move(row);
  } else {
    kept_.push_back(std::move(row));
  }
  std::push_heap(kept_.begin(), kept_.end(), before);
}

std::vector<PageOfPayouts::Place> PageOfPayouts::page() {
  std::sort_heap(kept_.begin(), kept_.end(),
                 [this](const Row& one, const Row& two) { return is_before(one, two); });
  std::vector<Place> places;
  for (uint64_t i = query_.offset; i < kept_.size(); ++i) {
    places.push_back(kept_[i].place);
  }
  return places;
}

}  // namespace payoutd::actions
