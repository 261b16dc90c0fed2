#include "actions/request_payout.h"

#include <memory>
#include <utility>

#include "actions/first_use.h"
#include "actions/hold_payout.h"
#include "actions/move_payout.h"
#include "actions/post_entry.h"
#include "actions/reward_uses.h"
#include "actions/whole_payout.h"
#include "base/check.h"
#include "ledger/post.h"
#include "payouts/money_of.h"

namespace payoutd::actions {

using payouts::Status;

struct RequestPayout::Job {
  std::shared_ptr<void> in_flight;
  Caller caller;
  payouts::RequestedPayout asked;
  std::optional<std::string> key;
  base::Sha256 meaning;
  std::optional<PayoutRequest> created;
};

void RequestPayout::create(const Caller& caller, payouts::RequestedPayout asked,
                           std::optional<std::string> key, Done<PayoutRequest> done) {
  KeysInFlight::Hold hold;
  if (key) {
    auto taken = take_key(keys_, store_, caller.owner, *key);
    if (!taken) return done(base::forward(std::move(taken)));
    hold = std::move(*taken);
  }
  const base::Sha256 meaning = meaning_of(asked);
  auto job = std::make_shared<Job>(
      Job{jobs_.enter(), caller, std::move(asked), std::move(key), meaning, {}});
  writer_.submit(
      [this, job](store::Transaction& transaction) { return run(transaction, *job); },
      [job, hold = std::move(hold), done = std::move(done)](base::Status written) mutable {
        hold.reset();  // whoever gets the answer may use the key at once
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(*job->created));
      });
}

base::Status RequestPayout::run(store::Transaction& transaction, Job& job) {
  const Caller& caller = job.caller;
  if (job.key) {
    auto first = find_first_use(transaction, caller.owner, *job.key, job.meaning);
    if (!first) return base::forward(std::move(first));
    if (*first) {
      base::check((*first)->payout.has_value(), "a user's key created one payout");
      auto stored = transaction.find_payout(caller.owner, *(*first)->payout);
      base::check(stored.has_value(), "what a key created is there");
      job.created = PayoutRequest{as_created(std::move(*stored)), true};
      return {};
    }
  }
  auto held = hold(transaction, caller, job.asked);
  if (!held) return base::forward(std::move(held));
  if (job.key) {
    transaction.add_idempotency(
        caller.owner, {*job.key, job.meaning, held->payout.number, {}, held->payout.created_at});
  }
  job.created = PayoutRequest{std::move(*held), false};
  return {};
}

base::Result<store::StoredPayout> RequestPayout::hold(store::Transaction& transaction,
                                                      const Caller& caller,
                                                      const payouts::RequestedPayout& asked) {
  auto owner = transaction.change_owner(caller.owner);
  if (!owner) return base::forward(std::move(owner));
  if (auto room = expect_room(**owner); !room) return base::forward(std::move(room));
  const base::Timestamp now = clock_.now();
  store::StoredPayout stored{caller.owner, {.amount = asked.amount}, {}, now};
  stored.payout.id = {ids_.next(now)};
  stored.payout.created_at = now;
  stored.payout.updated_at = now;
  stored.payout.network = asked.network;
  stored.payout.address = asked.address;
  const auto held = post_entry(transaction, caller.owner, payouts::held_money(asked.amount, 0),
                               {(*owner)->payout_count, "Payout requested", now});
  if (!held) {
    base::check(held.error().reason == to_text(ledger::Refusal::wallet_below_zero),
                "only the wallet can refuse");
    return base::refused("balance_insufficient", "the available balance is less than that");
  }
  stored.hold_entry = *held;
  auto added = add_held_payout(transaction, **owner, stored);
  if (!added) return base::forward(std::move(added));
  reserve_rewards(transaction, caller.owner, stored.payout.number, asked.amount);
  return stored;
}

void RequestPayout::cancel(const Caller& caller, const payouts::PayoutId& id,
                           Done<store::StoredPayout> done) {
  auto cancelled = std::make_shared<std::optional<store::StoredPayout>>();
  writer_.submit(
      [this, job = jobs_.enter(), caller, id,
       cancelled](store::Transaction& transaction) -> base::Status {
        const auto stored = transaction.find_payout(caller.owner, id);
        if (!stored) return base::refused("payout_not_found", "there is no such payout");
        const Status status = stored->payout.status;
        auto moved =
            status == Status::created || status == Status::queued
                ? move_payout(
                      transaction, *stored,
                      {.to = Status::cancelled,
                       .actor = {payouts::ActorType::user, base::to_text(caller.owner_id.value)},
                       .message = "Payout cancelled by user"},
                      clock_.now(), {})
                : base::refused("move_not_allowed", "");
        if (!moved) {
          return base::refused("payout_not_actionable",
                               "only a payout that is requested can be cancelled");
        }
        *cancelled = std::move(*moved);
        return {};
      },
      [cancelled, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(**cancelled));
      });
}

base::Result<std::optional<store::StoredPayout>> RequestPayout::find(
    const Caller& caller, const payouts::PayoutId& id) const {
  std::optional<store::StoredPayout> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    found = reads.find_payout(caller.owner, id);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return found;
}

}  // namespace payoutd::actions
