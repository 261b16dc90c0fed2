// payouts/list_query.h: a question to a list of payouts: which, in what order, which part.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/timestamp.h"
#include "money/currency.h"
#include "payouts/status.h"

namespace payoutd::payouts {

enum class SortField {
  created_at,
  queued_at,
  submitted_at,
  completed_at,
  failed_at,
  cancelled_at,
  updated_at,
  amount,
  fees,
  total_amount,
  currency,
  status,
  reference_id,
  beneficiary_email,
};
inline constexpr size_t sort_field_count = 14;

std::string_view to_text(SortField field);  // as in the enum
std::optional<SortField> parse_sort_field(std::string_view text);

enum class SortOrder { ascending, descending };

// What breaks ties, always in the direction of the sort: the partner list's order of creation
// (created_at, then number), the console list's id, or, of many owners' payouts, whose numbers are
// not one row of them, created_at and then id.
enum class TieBreak { creation, id, creation_and_id };

// All that is set must hold. A payout without the value that a filter asks for does not match it.
struct ListFilter {
  std::bitset<status_count> statuses;           // none set: every status
  std::vector<money::Currency> currencies;      // empty: every currency
  std::string search;                           // empty: no search; UTF-8, up to 256 bytes
  std::optional<base::Timestamp> created_from;  // inclusive
  std::optional<base::Timestamp> created_to;    // exclusive
  std::optional<std::string> reference_id;      // exact
  std::optional<std::string> beneficiary_id;    // exact: ben_…; other texts match nothing
};

// Unset values come last in both orders. Text sorts by its UTF-8 bytes, statuses by
// their number in status.h, currencies by code.
struct ListQuery {
  ListFilter filter;
  SortField sort_field = SortField::created_at;
  SortOrder sort_order = SortOrder::descending;
  TieBreak tie_break = TieBreak::creation;
  uint64_t offset = 0;  // rows to skip
  uint32_t limit = 20;  // rows to answer at most; 0: sums alone
};

}  // namespace payoutd::payouts
