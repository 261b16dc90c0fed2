#include "actions/move_payout.h"

#include "actions/beneficiary_totals.h"
#include "actions/derived_id.h"
#include "actions/post_entry.h"
#include "actions/reward_uses.h"
#include "base/check.h"
#include "payouts/move_table.h"

namespace payoutd::actions {
namespace {

// The same on every server, so that an event cannot come twice under two ids.
base::Uuid event_id(const store::Owner& owner, int64_t event, base::Timestamp at) {
  return derived_id(at, base::to_text(owner.id.value) + ":event:" + std::to_string(event));
}

void add_event(store::Transaction& transaction, store::Owner& owner, payouts::PayoutNumber payout,
               int64_t position, const payouts::HistoryRow& row) {
  const int64_t event = ++owner.event_count;
  transaction.add_history(owner.key, payout, position, event, event_id(owner, event, row.at), row);
}

void settle_money(store::Transaction& transaction, const store::StoredPayout& stored,
                  ledger::Purpose purpose, base::Timestamp now) {
  base::check(stored.hold_entry.has_value(), "a payout that moves holds money");
  const auto resolved = resolve_entry(transaction, stored.owner, *stored.hold_entry, purpose,
                                      {stored.payout.number, {}, now});
  // The hold is the payout's own and its status was not final: the ledger cannot refuse.
  base::check(resolved.has_value(), "what a payout holds is posted or voided once");
}

}  // namespace

base::Result<store::StoredPayout> move_payout(store::Transaction& transaction,
                                              const store::StoredPayout& current,
                                              const payouts::Move& move, base::Timestamp now,
                                              std::optional<base::Timestamp> due_at) {
  auto moved = payouts::apply(current.payout, move, now);
  if (!moved) return base::forward(std::move(moved));
  auto owner = transaction.change_owner(current.owner);
  if (!owner) return base::forward(std::move(owner));
  const bool final = payouts::is_final(move.to);
  store::StoredPayout after{current.owner, std::move(moved->payout), current.hold_entry,
                            final ? std::nullopt : due_at};
  after.payout.version = (*owner)->version;
  transaction.update_payout(after);
  add_event(transaction, **owner, after.payout.number,
            transaction.count_history(current.owner, after.payout.number), moved->history);
  if (const auto purpose = payouts::resolution_of(move.to)) {
    settle_money(transaction, after, *purpose, moved->history.at);
    const bool returned = *purpose == ledger::Purpose::payout_returned;
    if (returned) uncount_total(transaction, after);
    if ((*owner)->kind == store::OwnerKind::user) {
      settle_rewards(transaction, current.owner, after.payout.number,
                     returned ? Used::given_back : Used::paid_out);
    }
  }
  return after;
}

void record_creation(store::Transaction& transaction, store::Owner& owner,
                     const payouts::Payout& payout) {
  add_event(transaction, owner, payout.number, 0, payouts::creation_of(payout));
}

}  // namespace payoutd::actions
