// index/list_model.h: the naive list that the index is compared with: a vector that is filtered,
// sorted and sliced. For tests only.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "payouts/list_query.h"
#include "payouts/list_summary.h"
#include "payouts/payout.h"

namespace payoutd::index {

class ListModel {
 public:
  std::vector<payouts::Payout> rows;  // by number

  struct Page {
    uint64_t total = 0;
    std::vector<uint32_t> numbers;
  };

  Page read(const payouts::ListQuery& query) const {
    const std::string term = base::fold_case(query.filter.search);
    std::vector<Entry> found;
    for (const payouts::Payout& row : rows) {
      if (!matches(row, query.filter, term)) continue;
      found.push_back({key(row, query.sort_field), tie(row, query), row.number});
    }
    const bool descending = query.sort_order == payouts::SortOrder::descending;
    std::sort(found.begin(), found.end(), [&](const Entry& left, const Entry& right) {
      if (left.key.set != right.key.set) return left.key.set;
      if (left.key != right.key) {
        return descending ? right.key < left.key : left.key < right.key;
      }
      return descending ? right.tie < left.tie : left.tie < right.tie;
    });
    Page page{found.size(), {}};
    for (uint64_t i = query.offset; i < found.size() && i - query.offset < query.limit; ++i) {
      page.numbers.push_back(found[i].number);
    }
    return page;
  }

  std::vector<payouts::ListSummary::Line> summarize(const payouts::ListFilter& filter) const {
    const std::string term = base::fold_case(filter.search);
    std::map<std::pair<money::Currency, payouts::Status>, payouts::ListSummary::Line> lines;
    for (const payouts::Payout& row : rows) {
      if (!matches(row, filter, term)) continue;
      const money::Currency currency = row.amount.currency;
      auto& line = lines
                       .try_emplace({currency, row.status},
                                    payouts::ListSummary::Line{
                                        .status = row.status,
                                        .currency = currency,
                                    })
                       .first->second;
      ++line.count;
      line.amount_micro += row.amount.micro;
      line.fees_micro += row.fees_micro;
    }
    std::vector<payouts::ListSummary::Line> all;
    for (const auto& [group, line] : lines) all.push_back(line);
    return all;
  }

 private:
  struct Key {
    bool set = false;
    int64_t number = 0;
    std::string_view text;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Tie {
    int64_t created_at;
    base::Uuid id;
    uint32_t number;
    friend auto operator<=>(const Tie&, const Tie&) = default;
  };
  struct Entry {
    Key key;
    Tie tie;
    uint32_t number;
  };

  static Key time(std::optional<base::Timestamp> value) {
    return value ? Key{true, value->micros, {}} : Key{};
  }
  static Key text(std::string_view value) { return {!value.empty(), 0, value}; }

  static Key key(const payouts::Payout& row, payouts::SortField field) {
    using payouts::SortField;
    switch (field) {
      case SortField::created_at:
        return time(row.created_at);
      case SortField::queued_at:
        return time(row.queued_at);
      case SortField::submitted_at:
        return time(row.submitted_at);
      case SortField::completed_at:
        return time(row.completed_at);
      case SortField::failed_at:
        return time(row.failed_at);
      case SortField::cancelled_at:
        return time(row.cancelled_at);
      case SortField::updated_at:
        return time(row.updated_at);
      case SortField::amount:
        return {true, row.amount.micro, {}};
      case SortField::fees:
        return {true, row.fees_micro, {}};
      case SortField::total_amount:
        return {true, row.amount.micro + row.fees_micro, {}};
      case SortField::currency:
        return text(row.amount.currency.code());
      case SortField::status:
        return {true, static_cast<int64_t>(row.status), {}};
      case SortField::reference_id:
        return text(row.reference_id);
      case SortField::beneficiary_email:
        return text(row.beneficiary_email);
    }
    return {};
  }

  static Tie tie(const payouts::Payout& row, const payouts::ListQuery& query) {
    switch (query.tie_break) {
      case payouts::TieBreak::creation:
        return {row.created_at.micros, {}, row.number};
      case payouts::TieBreak::id:
        return {0, row.id.value, 0};
      case payouts::TieBreak::creation_and_id:
        return {row.created_at.micros, row.id.value, 0};
    }
    return {};
  }

  static bool matches(const payouts::Payout& row, const payouts::ListFilter& filter,
                      const std::string& folded_term) {
    if (filter.statuses.any() && !filter.statuses.test(static_cast<size_t>(row.status)))
      return false;
    const auto& currencies = filter.currencies;
    if (!currencies.empty() &&
        std::find(currencies.begin(), currencies.end(), row.amount.currency) == currencies.end()) {
      return false;
    }
    if (filter.created_from && row.created_at < *filter.created_from) return false;
    if (filter.created_to && row.created_at >= *filter.created_to) return false;
    if (filter.reference_id &&
        (row.reference_id.empty() || row.reference_id != *filter.reference_id)) {
      return false;
    }
    if (filter.beneficiary_id &&
        (!row.beneficiary_id || to_text(*row.beneficiary_id) != *filter.beneficiary_id)) {
      return false;
    }
    return folded_term.empty() ||
           base::fold_case(row.reference_id).find(folded_term) != std::string::npos ||
           base::fold_case(row.beneficiary_email).find(folded_term) != std::string::npos;
  }
};

}  // namespace payoutd::index
