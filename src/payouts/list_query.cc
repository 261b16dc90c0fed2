#include "payouts/list_query.h"

#include <array>

namespace payoutd::payouts {
namespace {

constexpr std::array<std::string_view, sort_field_count> sort_field_names = {
    "created_at",   "queued_at",        "submitted_at", "completed_at", "failed_at", "cancelled_at",
    "updated_at",   "amount",           "fees",         "total_amount", "currency",  "status",
    "reference_id", "beneficiary_email"};
static_assert(static_cast<size_t>(SortField::beneficiary_email) + 1 == sort_field_count);

}  // namespace

std::string_view to_text(SortField field) {
  return sort_field_names[static_cast<size_t>(field)];
}

std::optional<SortField> parse_sort_field(std::string_view text) {
  for (size_t i = 0; i < sort_field_count; ++i) {
    if (sort_field_names[i] == text) return static_cast<SortField>(i);
  }
  return std::nullopt;
}

}  // namespace payoutd::payouts
