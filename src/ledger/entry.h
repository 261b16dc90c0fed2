// ledger/entry.h: one movement of money, written once and never changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/account.h"

namespace payoutd::ledger {

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class Side : int16_t { debit = 0, credit = 1 };
std::string_view to_text(Side side);
std::optional<Side> side_from_number(int64_t number);

struct Posting {
  AccountKind account = AccountKind::wallet;
  Side side = Side::debit;
  money::Amount amount;  // above zero
  friend bool operator==(const Posting&, const Posting&) = default;
};

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class EntryKind : int16_t {
  posted = 0,        // counts at once
  pending = 1,       // holds the money until it is posted or voided, once
  post_pending = 2,  // the pending entry counts from now on
  void_pending = 3,  // the pending entry never counts; the money is free again
};
std::optional<EntryKind> entry_kind_from_number(int64_t number);
// post_pending and void_pending.
bool resolves_pending(EntryKind kind);

// What an entry is for. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class Purpose : int16_t {
  funding = 0,          // posted
  payout_held = 1,      // pending: the payout was created
  payout_paid = 2,      // post_pending: it is completed
  payout_returned = 3,  // void_pending: it failed, was cancelled or expired
  history = 4,          // posted: completed payouts that were taken over
  reward_credited = 5,  // posted: funding to pending_rewards
  reward_unlocked = 6,  // posted: pending_rewards to wallet
  reward_reversed = 7,  // posted: pending_rewards or wallet back to funding
  reward_spent = 8,     // posted: wallet to spent
};
std::string_view to_text(Purpose purpose);  // as in the enum
std::optional<Purpose> purpose_from_number(int64_t number);
EntryKind kind_of(Purpose purpose);

// The postings of one entry balance in each currency. Those of a resolving entry are those of the
// pending one.
struct Entry {
  Purpose purpose = Purpose::funding;
  std::vector<Posting> postings;
};

}  // namespace payoutd::ledger
