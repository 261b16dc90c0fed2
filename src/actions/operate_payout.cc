#include "actions/operate_payout.h"

#include "actions/move_payout.h"
#include "payouts/move_table.h"

namespace payoutd::actions {
namespace {

using payouts::Status;

payouts::Actor person(const std::string& who) {
  return {payouts::ActorType::operator_person, who};
}

tl::unexpected<base::Error> not_actionable(const std::string& why) {
  return base::refused("payout_not_actionable", why);
}

// The payout, if it is an operator's to move.
base::Result<store::StoredPayout> find_actionable(store::Transaction& transaction,
                                                  const payouts::PayoutId& id) {
  auto stored = transaction.find_payout(id);
  if (!stored) return base::refused("payout_not_found", "there is no such payout");
  if (stored->payout.imported) return not_actionable("imported history never moves");
  if (is_final(stored->payout.status)) {
    return not_actionable("the payout is " + std::string(to_text(stored->payout.status)));
  }
  for (const auto& attempt : transaction.find_attempts(stored->owner, stored->payout.number)) {
    if (!payouts::is_final(attempt.state)) {
      return not_actionable("the rail " + attempt.rail +
                            " has it: only the rail can say what becomes of it");
    }
  }
  return std::move(*stored);
}

base::Result<store::StoredPayout> move(store::Transaction& transaction,
                                       const store::StoredPayout& stored,
                                       const payouts::Move& asked, base::Timestamp now) {
  if (!payouts::may_move(stored.payout.status, asked.to)) {
    return not_actionable("a payout that is " + std::string(to_text(stored.payout.status)) +
                          " cannot become " + std::string(to_text(asked.to)));
  }
  return move_payout(transaction, stored, asked, now, {});
}

base::Result<Nothing> told(base::Result<store::StoredPayout>&& moved) {
  if (!moved) return base::forward(std::move(moved));
  return Nothing{};
}

payouts::Move in_hand(const std::string& who) {
  return {.to = Status::processing,
          .actor = person(who),
          .message = "Payout taken in hand by an operator"};
}

bool is_what_was_seen(const payouts::Payout& payout, const money::Amount& amount,
                      const std::string& network, const std::string& address) {
  return payout.amount == amount && payout.network == network && payout.address == address;
}

}  // namespace

Change<Nothing> OperatePayouts::mark_processing(std::string who, payouts::PayoutId id) const {
  return
      [this, who = std::move(who), id](store::Transaction& transaction) -> base::Result<Nothing> {
        const auto stored = find_actionable(transaction, id);
        if (!stored) return tl::unexpected(stored.error());
        return told(move(transaction, *stored, in_hand(who), clock_.now()));
      };
}

Change<Nothing> OperatePayouts::mark_sent(std::string who, payouts::PayoutId id,
                                          std::string tx_hash) const {
  return [this, who = std::move(who), id,
          tx_hash = std::move(tx_hash)](store::Transaction& transaction) -> base::Result<Nothing> {
    auto stored = find_actionable(transaction, id);
    if (!stored) return base::forward(std::move(stored));
    if (!is_approved(transaction, *stored, who)) {
      return base::refused("approval_required",
                           "another operator must approve of the payout as it is, "
                           "and who approves may not send");
    }
    const base::Timestamp now = clock_.now();
    // What waited for action was not in anybody's hand yet.
    if (stored->payout.status == Status::action_required) {
      stored = move(transaction, *stored, in_hand(who), now);
      if (!stored) return base::forward(std::move(stored));
    }
    return told(move(transaction, *stored,
                     {.to = Status::completed,
                      .actor = person(who),
                      .message = "Payout sent by an operator",
                      .tx_hash = tx_hash},
                     now));
  };
}

Change<Nothing> OperatePayouts::mark_failed(std::string who, payouts::PayoutId id,
                                            std::string reason) const {
  return [this, who = std::move(who), id,
          reason = std::move(reason)](store::Transaction& transaction) -> base::Result<Nothing> {
    const auto stored = find_actionable(transaction, id);
    if (!stored) return tl::unexpected(stored.error());
    return told(move(
        transaction, *stored,
        {.to = Status::failed,
         .actor = person(who),
         .message = "Payout failed",
         .failure_code = "other",
         .failure_reason = reason.empty() ? "An operator marked the payout as failed." : reason,
         .note = reason},
        clock_.now()));
  };
}

Change<Nothing> OperatePayouts::mark_cancelled(std::string who, payouts::PayoutId id,
                                               std::string reason) const {
  return [this, who = std::move(who), id,
          reason = std::move(reason)](store::Transaction& transaction) -> base::Result<Nothing> {
    const auto stored = find_actionable(transaction, id);
    if (!stored) return tl::unexpected(stored.error());
    return told(move(transaction, *stored,
                     {.to = Status::cancelled,
                      .actor = person(who),
                      .message = "Payout cancelled by an operator",
                      .note = reason,
                      .nothing_was_sent = true},
                     clock_.now()));
  };
}

Change<Nothing> OperatePayouts::approve(std::string who, payouts::PayoutId id,
                                        SeenPayout seen) const {
  return [this, who = std::move(who), id,
          seen = std::move(seen)](store::Transaction& transaction) -> base::Result<Nothing> {
    const auto stored = find_actionable(transaction, id);
    if (!stored) return tl::unexpected(stored.error());
    if (!is_what_was_seen(stored->payout, seen.amount, seen.network, seen.address)) {
      return base::refused("approval_mismatch", "the payout is not what was approved of");
    }
    transaction.put_approval(stored->owner, stored->payout.number,
                             {.operator_name = who,
                              .amount = seen.amount,
                              .network = seen.network,
                              .address = seen.address,
                              .created_at = clock_.now()});
    return Nothing{};
  };
}

bool OperatePayouts::is_approved(store::Transaction& transaction, const store::StoredPayout& stored,
                                 const std::string& sender) const {
  const payouts::Payout& payout = stored.payout;
  if (!four_eyes_.above_micro || payout.amount.micro <= *four_eyes_.above_micro) return true;
  bool approved = false;
  for (const store::Approval& each : transaction.find_approvals(stored.owner, payout.number)) {
    if (each.operator_name == sender) return false;
    const bool works = each.operator_name != access::first_operator || four_eyes_.first_works;
    approved =
        approved || (works && is_what_was_seen(payout, each.amount, each.network, each.address));
  }
  return approved;
}

}  // namespace payoutd::actions
