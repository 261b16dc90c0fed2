#include "ledger/entry.h"

#include <array>

#include "base/check.h"

namespace payoutd::ledger {
namespace {

struct PurposeRow {
  Purpose purpose;
  std::string_view text;
  EntryKind kind;
};

// One row for each purpose, in the order of its number.
constexpr std::array<PurposeRow, 9> purposes = {{
    {Purpose::funding, "funding", EntryKind::posted},
    {Purpose::payout_held, "payout_held", EntryKind::pending},
    {Purpose::payout_paid, "payout_paid", EntryKind::post_pending},
    {Purpose::payout_returned, "payout_returned", EntryKind::void_pending},
    {Purpose::history, "history", EntryKind::posted},
    {Purpose::reward_credited, "reward_credited", EntryKind::posted},
    {Purpose::reward_unlocked, "reward_unlocked", EntryKind::posted},
    {Purpose::reward_reversed, "reward_reversed", EntryKind::posted},
    {Purpose::reward_spent, "reward_spent", EntryKind::posted},
}};

constexpr bool numbered_in_order() {
  for (size_t i = 0; i < purposes.size(); ++i) {
    if (static_cast<size_t>(purposes[i].purpose) != i) return false;
  }
  return true;
}

// What databases hold.
static_assert(numbered_in_order());
static_assert(static_cast<int>(Purpose::funding) == 0 &&
              static_cast<int>(Purpose::payout_held) == 1 &&
              static_cast<int>(Purpose::payout_paid) == 2 &&
              static_cast<int>(Purpose::payout_returned) == 3 &&
              static_cast<int>(Purpose::history) == 4 &&
              static_cast<int>(Purpose::reward_credited) == 5 &&
              static_cast<int>(Purpose::reward_unlocked) == 6 &&
              static_cast<int>(Purpose::reward_reversed) == 7 &&
              static_cast<int>(Purpose::reward_spent) == 8);
static_assert(static_cast<int>(EntryKind::posted) == 0 &&
              static_cast<int>(EntryKind::pending) == 1 &&
              static_cast<int>(EntryKind::post_pending) == 2 &&
              static_cast<int>(EntryKind::void_pending) == 3);
static_assert(static_cast<int>(Side::debit) == 0 && static_cast<int>(Side::credit) == 1);

const PurposeRow& row_of(Purpose purpose) {
  const auto position = static_cast<size_t>(purpose);
  base::check(position < purposes.size(), "a purpose is one of nine");
  return purposes[position];
}

}  // namespace

std::string_view to_text(Side side) {
  return side == Side::debit ? "debit" : "credit";
}

std::optional<Side> side_from_number(int64_t number) {
  if (number < 0 || number > 1) return std::nullopt;
  return static_cast<Side>(number);
}

std::optional<EntryKind> entry_kind_from_number(int64_t number) {
  if (number < 0 || number > 3) return std::nullopt;
  return static_cast<EntryKind>(number);
}

bool resolves_pending(EntryKind kind) {
  return kind == EntryKind::post_pending || kind == EntryKind::void_pending;
}

std::string_view to_text(Purpose purpose) {
  return row_of(purpose).text;
}

std::optional<Purpose> purpose_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(purposes.size())) return std::nullopt;
  return purposes[static_cast<size_t>(number)].purpose;
}

EntryKind kind_of(Purpose purpose) {
  return row_of(purpose).kind;
}

}  // namespace payoutd::ledger
