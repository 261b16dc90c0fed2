// ledger/post.h: the only function that changes a balance, and every rule that it keeps. Pure; safe
// from any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "ledger/entry.h"

namespace payoutd::ledger {

// Why an entry is refused; the first that applies.
enum class Refusal {
  entry_has_no_postings,
  amount_is_not_above_zero,
  entry_does_not_balance,    // debits and credits differ in a currency
  account_does_not_exist,    // an account that is posted to was not handed in
  pending_entry_is_unknown,  // it resolves nothing, or what is no pending entry
  pending_entry_already_posted,
  pending_entry_already_voided,
  entry_differs_from_pending,  // it resolves other postings than the pending entry's
  nothing_is_pending,          // the account does not hold what would be resolved
  wallet_below_zero,
  pending_rewards_below_zero,
};
std::string_view to_text(Refusal refusal);  // the sentence as a name, as in the enum

// The pending entry that a post_pending or void_pending entry refers to, as far as it is known.
struct PendingEntry {
  std::vector<Posting> postings;
  std::optional<EntryKind> resolved_by;  // post_pending or void_pending, if it was
};

// Counts `entry` into `accounts`, which holds every account that it posts to, or says why not; then
// `accounts` is as it was. `pending`: what the entry resolves; null if it resolves nothing.
// Never overflows: a sum has room for more amounts than can be made (money/sum.h).
tl::expected<void, Refusal> post(const Entry& entry, const PendingEntry* pending,
                                 std::vector<Account>& accounts);

}  // namespace payoutd::ledger
