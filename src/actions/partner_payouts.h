// actions/partner_payouts.h: what a client may do with single payouts, in one place for the routes
// that offer it.
#pragma once

#include "actions/cancel_payout.h"
#include "actions/create_payouts.h"
#include "actions/find_payouts.h"
#include "actions/resolve_payout.h"
#include "base/worker_pool.h"

namespace payoutd::actions {

// Safe from any thread. What it is made of must outlive it.
class PartnerPayouts {
 public:
  PartnerPayouts(store::Store& store, store::Writer& writer, const base::Clock& clock,
                 const base::SealKey& seal_key, base::Random& random, const RailChoice& rails,
                 base::WorkerPool& pool, DispatchTimes times)
      : create(store, writer, clock, seal_key, random),
        cancel(
            writer, rails, clock, [&pool](auto task) { pool.post(std::move(task)); }, times),
        store_(store),
        writer_(writer),
        clock_(clock) {}

  CreatePayouts create;
  CancelPayout cancel;

  base::Result<std::optional<WholePayout>> find(const Caller& caller, const payouts::PayoutId& id) {
    return find_payout(store_, caller.owner, id);
  }
  base::Result<std::optional<WholePayout>> find_by_reference(const Caller& caller,
                                                             std::string_view reference_id) {
    return find_payout_by_reference(store_, caller.owner, reference_id);
  }
  base::Result<std::optional<KeyUse>> find_by_key(const Caller& caller, std::string_view key) {
    return find_key_use(store_, caller.owner, key);
  }
  void resolve(const Caller& caller, const payouts::PayoutId& id, CancelPayout::Done done) {
    resolve_payout(writer_, clock_, caller, id, std::move(done));
  }

 private:
  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
};

}  // namespace payoutd::actions
