#include "store/referrals.h"

#include <array>

#include "base/check.h"

namespace payoutd::store {
namespace {

constexpr std::array<std::string_view, 4> attribution_texts = {"signup", "first_paid", "rejected",
                                                               "tier_changed"};

// What databases hold.
static_assert(static_cast<int>(AttributionKind::signup) == 0 &&
              static_cast<int>(AttributionKind::first_paid) == 1 &&
              static_cast<int>(AttributionKind::rejected) == 2 &&
              static_cast<int>(AttributionKind::tier_changed) == 3);

}  // namespace

std::string_view to_text(AttributionKind kind) {
  const auto position = static_cast<size_t>(kind);
  base::check(position < attribution_texts.size(), "an attribution is one of four");
  return attribution_texts[position];
}

std::optional<AttributionKind> attribution_kind_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(attribution_texts.size())) return std::nullopt;
  return static_cast<AttributionKind>(number);
}

}  // namespace payoutd::store
